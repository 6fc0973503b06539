import { setTimeout as pause } from 'node:timers/promises';
import type { EmulatedUsbPrinter, UsbPrinterFaults } from '../usb-emulator/start-usb-emulator.ts';
import type { PrinterPace } from './pace-printer.ts';
import type { Trouble } from './printer-troubles.ts';
import { childrenOf } from './process-tree.ts';
import type { Random } from './random.ts';

const ports = ['1-1', '1-2', '2-1.4'] as const;
/** A fault of the link comes with some byte of the next jobs; a ticket has some hundreds, one with images thousands. */
const farthestByte = 8_000;

/** What goes wrong with a printer on USB, and with the process that drives it. */
export function usbTroubles(printer: EmulatedUsbPrinter, pace: PrinterPace): Record<string, Trouble> {
  const during =
    (fault: Partial<UsbPrinterFaults>, remedy: Partial<UsbPrinterFaults>): Trouble =>
    async (lastMs) => {
      await printer.setFaults(fault);
      await pause(lastMs);
      await printer.setFaults(remedy);
    };
  const atSomeByte =
    (name: 'stallAfterBytes' | 'protocolErrorAfterBytes' | 'unplugAfterBytes'): Trouble =>
    async (lastMs, random) =>
      during({ [name]: random.whole(1, farthestByte) }, { [name]: null })(lastMs, random);
  const isOut =
    (powerCycle: boolean): Trouble =>
    async (lastMs, random) => {
      await printer.unplug();
      await pause(lastMs);
      await printer.replug({ port: random.pick(ports), powerCycle });
    };
  return {
    'no paper': during({ paper: 'end' }, { paper: 'ok' }),
    'cover open': during({ coverOpen: true }, { coverOpen: false }),
    stall: atSomeByte('stallAfterBytes'),
    'protocol error': atSomeByte('protocolErrorAfterBytes'),
    'short writes': (lastMs, random) =>
      during({ shortWriteBytes: random.whole(1, 500) }, { shortWriteBytes: null })(lastMs, random),
    NAK: async (lastMs) => {
      pace.hold();
      await pause(lastMs);
      pace.goOn();
    },
    unplugged: isOut(false),
    'power cut': isOut(true),
    'unplugged in mid-job': async (lastMs, random) => {
      await atSomeByte('unplugAfterBytes')(lastMs, random);
      if (!(await printer.state()).plugged) await printer.replug({ port: random.pick(ports) });
    },
    'driver killed': async () => killDrivers(),
    'driver killed in mid-job': async (lastMs, random) => killInMidJob(printer, random, lastMs),
  };
}

/** Once the printer has taken some bytes more, if it does so in time. */
async function killInMidJob(printer: EmulatedUsbPrinter, random: Random, lastMs: number): Promise<void> {
  const at = (await printer.state()).takenBytes + random.whole(1, farthestByte);
  await printer.waitFor('it has come to that byte', ({ takenBytes }) => takenBytes >= at, lastMs).catch(() => null);
  killDrivers();
}

/** The agents are this program's children, their drivers are theirs; the emulator has none. */
function killDrivers(): void {
  for (const driver of childrenOf(process.pid).flatMap(childrenOf)) {
    try {
      process.kill(driver, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
