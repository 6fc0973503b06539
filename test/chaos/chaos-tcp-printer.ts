import { setTimeout as pause } from 'node:timers/promises';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import type { StartChaosPrinter } from './chaos-printer.ts';
import { pacePrinter } from './pace-printer.ts';
import { startPrinterTroubles, type Trouble } from './printer-troubles.ts';

const stepMs = 2;

/** A printer on the network. */
export const startChaosTcpPrinter: StartChaosPrinter = async (profile) => {
  const printer = await startTcpPrinter({ profile });
  const pace = pacePrinter((bytes) => printer.device.setFaults({ acceptLimit: bytes }), stepMs);
  return {
    address: printer.address,
    pace,
    papers: async () => printer.papers(),
    pulses: async () => printer.drawerPulses().map(({ atMs }) => atMs),
    flush: printer.flush,
    startTroubles: (random) => startPrinterTroubles(tcpTroubles(printer), random),
    close: async () => {
      await pace.end();
      await printer.close();
    },
  };
};

function tcpTroubles(printer: TcpPrinter): Record<string, Trouble> {
  return {
    'no paper': async (lastMs) => {
      printer.device.setFaults({ paper: 'end' });
      await pause(lastMs);
      printer.device.setFaults({ paper: 'ok' });
    },
    'cover open': async (lastMs) => {
      printer.device.setFaults({ coverOpen: true });
      await pause(lastMs);
      printer.device.setFaults({ coverOpen: false });
    },
    'lost link': async () => printer.dropConnections(),
    refusal: async (lastMs) => {
      await printer.refuse();
      printer.dropConnections();
      await pause(lastMs);
      await printer.listenAgain();
    },
    frozen: async (lastMs) => {
      printer.freeze();
      await pause(lastMs);
      printer.thaw();
    },
    // Its plug is pulled: what it had taken and not printed is gone.
    'power cut': async (lastMs) => {
      await printer.refuse();
      printer.device.setFaults({ unplugged: true });
      printer.dropConnections();
      printer.device.powerCycle();
      await pause(lastMs);
      printer.device.setFaults({ unplugged: false });
      await printer.listenAgain();
    },
  };
}
