import { setTimeout as pause } from 'node:timers/promises';
import type { TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import type { Random } from './random.ts';

type Trouble = (printer: TcpPrinter, lastMs: number) => Promise<void>;

const troubles: [Trouble, ...Trouble[]] = [
  async (printer, lastMs) => {
    printer.device.setFaults({ paper: 'end' });
    await pause(lastMs);
    printer.device.setFaults({ paper: 'ok' });
  },
  async (printer, lastMs) => {
    printer.device.setFaults({ coverOpen: true });
    await pause(lastMs);
    printer.device.setFaults({ coverOpen: false });
  },
  async (printer) => printer.dropConnections(),
  async (printer, lastMs) => {
    await printer.refuse();
    printer.dropConnections();
    await pause(lastMs);
    await printer.listenAgain();
  },
  async (printer, lastMs) => {
    printer.freeze();
    await pause(lastMs);
    printer.thaw();
  },
  // Its plug is pulled: what it had taken and not printed is gone.
  async (printer, lastMs) => {
    await printer.refuse();
    printer.device.setFaults({ unplugged: true });
    printer.dropConnections();
    printer.device.powerCycle();
    await pause(lastMs);
    printer.device.setFaults({ unplugged: false });
    await printer.listenAgain();
  },
];

export interface PrinterTroubles {
  readonly count: number;
  /** Resolves once the printer is well again. */
  stop(): Promise<void>;
}

/** One trouble after the other, each over within `longestMs`. */
export function startPrinterTroubles(printer: TcpPrinter, random: Random, longestMs: number): PrinterTroubles {
  const stopping = new AbortController();
  let count = 0;
  const run = async () => {
    while (!stopping.signal.aborted) {
      await pause(random.whole(20, 1_500));
      count += 1;
      await random.pick(troubles)(printer, random.whole(5, longestMs));
    }
  };
  const running = run();
  return {
    get count() {
      return count;
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
