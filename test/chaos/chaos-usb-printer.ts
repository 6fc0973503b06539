import { startUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import type { StartChaosPrinter } from './chaos-printer.ts';
import { pacePrinter } from './pace-printer.ts';
import { startPrinterTroubles } from './printer-troubles.ts';
import { usbTroubles } from './usb-troubles.ts';

/** It is in another process. */
const stepMs = 5;

/** A printer on the emulated USB: only in namespaces of its own, see test/usb-emulator. */
export const startChaosUsbPrinter: StartChaosPrinter = async (profile) => {
  const emulator = await startUsbEmulator();
  const printer = await emulator.plug({ profile: profile.id });
  const pace = pacePrinter((bytes) => printer.setFaults({ acceptLimit: bytes }), stepMs);
  return {
    address: 'usb:0471:0055',
    pace,
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
