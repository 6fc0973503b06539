import { setTimeout as pause } from 'node:timers/promises';
import { type EmulatedUsbPrinter, startUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { printerBytesPerMs, type StartChaosPrinter } from './chaos-printer.ts';
import { startPrinterTroubles } from './printer-troubles.ts';
import { usbTroubles } from './usb-troubles.ts';

/** A printer on the emulated USB: only in namespaces of its own, see test/usb-emulator. */
export const startChaosUsbPrinter: StartChaosPrinter = async (profile) => {
  const emulator = await startUsbEmulator();
  const printer = await emulator.plug({ profile: profile.id });
  const pace = startPace(printer);
  return {
    address: 'usb:0471:0055',
    papers: printer.papers,
    pulses: async () => (await printer.drawerPulses()).map(({ atMs }) => atMs),
    flush: printer.flush,
    startTroubles: (random) => {
      const troubles = startPrinterTroubles(usbTroubles(printer, pace), random);
      return {
        counts: troubles.counts,
        stop: async () => {
          await troubles.stop();
          await printer.clearFaults();
        },
      };
    },
    close: async () => {
      await pace.end();
      await emulator.stop();
    },
  };
};

/** The speed at which the printer takes its bytes. */
export interface UsbPace {
  /** It takes nothing (NAK) until `goOn`. */
  hold(): void;
  goOn(): void;
  end(): Promise<void>;
}

const stepMs = 5;

/** As pacePrinter, for a printer in another process. */
function startPace(printer: EmulatedUsbPrinter): UsbPace {
  const stopping = new AbortController();
  let stepBytes = printerBytesPerMs * stepMs;
  const run = async () => {
    while (!stopping.signal.aborted) {
      await printer.setFaults({ acceptLimit: stepBytes });
      await pause(stepMs);
    }
    await printer.setFaults({ acceptLimit: null });
  };
  const running = run();
  return {
    hold: () => {
      stepBytes = 0;
    },
    goOn: () => {
      stepBytes = printerBytesPerMs * stepMs;
    },
    end: async () => {
      stopping.abort();
      await running;
    },
  };
}
