import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import type { VirtualPaper } from '../../src/main/printers/virtual/virtual-paper.ts';
import { until } from '../contracts/connector-harness.ts';
import type { DrawerPulse } from '../printer-emulator/faulty-printer.ts';
import type { EmulatorConnection } from './emulator-connection.ts';
import type {
  InterfaceDriver,
  ReplugOptions,
  UsbPrinterFaults,
  UsbPrinterOptions,
  UsbPrinterState,
} from './usb-printer-options.ts';

export interface PrintedPaper extends VirtualPaper {
  /** As `renderPaperText` gives it. */
  text: string;
}

/** One emulated device. It outlives its plugs: papers and bytes are kept over `unplug` and `replug`. */
export interface EmulatedUsbPrinter {
  /** Resolves once the device file and sysfs are gone and the udev message is sent. Idempotent. */
  unplug(): Promise<void>;
  /** Plugged in again, with another address and at another port if asked. Unplugs first where it has to. */
  replug(options?: ReplugOptions): Promise<void>;
  /** Off and on again with the cable in: a disconnect and a connect for the host, buffer and settings lost. */
  powerCycle(): Promise<void>;
  setFaults(change: Partial<UsbPrinterFaults>): Promise<void>;
  /** Takes every USB fault back, and the printer's own ones. */
  clearFaults(): Promise<void>;
  /** Another program takes the printer's interface (`usbfs`) or leaves it, or the kernel's driver is bound. */
  setDriver(driver: InterfaceDriver): Promise<void>;
  /** Says something unasked on bulk IN. */
  say(bytes: Uint8Array): Promise<void>;
  /** Every byte the printer took, in order, over all plugs. */
  printed(): Promise<Buffer>;
  papers(): Promise<PrintedPaper[]>;
  drawerPulses(): Promise<DrawerPulse[]>;
  /** Tears the paper off where it stands. */
  flush(): Promise<void>;
  state(): Promise<UsbPrinterState>;
  /** Resolves with the first state that fits; rejects after `limitMs` (a limit, not a delay; default 15 s). */
  waitFor(what: string, fits: (state: UsbPrinterState) => boolean, limitMs?: number): Promise<UsbPrinterState>;
  /** Resolves with the n-th paper (1 is the first), at once if it is there. */
  waitForPaper(n: number): Promise<PrintedPaper>;
  waitForPulse(n: number): Promise<DrawerPulse>;
  /** Resolves once the printer took that many bytes in all. */
  waitForBytes(n: number): Promise<Buffer>;
}

/** The client's end of the printer that `plug` gave this number. */
export function createPrinterClient(
  { call }: EmulatorConnection,
  number: number,
  profileId: UsbPrinterOptions['profile'] = 'epson-80',
): EmulatedUsbPrinter {
  const profile = findProfile(profileId);
  if (profile === undefined) throw new Error(`no printer profile « ${profileId} »`);
  const { columns } = profile;
  const state = () => call('state', number);
  const drawerPulses = async () => [...(await call('drawerPulses', number))];
  const printed = async () => Buffer.from(await call('printed', number));
  async function papers(): Promise<PrintedPaper[]> {
    const all = await call('papers', number);
    return all.map((paper) => ({ ...paper, text: renderPaperText(paper.events, { columns }) }));
  }
  async function waitFor(what: string, fits: (now: UsbPrinterState) => boolean, limitMs?: number) {
    const probe = async () => [await state()].find(fits);
    const found = await until(what, probe, limitMs);
    if (found === undefined) throw new Error('unreachable: until gives what it found');
    return found;
  }
  async function waitForItem<Item>(what: string, n: number, count: keyof UsbPrinterState, all: () => Promise<Item[]>) {
    await waitFor(`${what} ${n} was there`, (now) => Number(now[count]) >= n);
    const item = (await all())[n - 1];
    if (item === undefined) throw new Error(`${what} ${n} is gone`);
    return item;
  }

  return {
    unplug: () => call('unplug', number),
    replug: (options = {}) => call('replug', number, options),
    powerCycle: () => call('replug', number, { powerCycle: true }),
    setFaults: (change) => call('setFaults', number, change),
    clearFaults: () => call('clearFaults', number),
    setDriver: (driver) => call('setDriver', number, driver),
    say: (bytes) => call('say', number, bytes),
    printed,
    papers,
    drawerPulses,
    flush: () => call('flush', number),
    state,
    waitFor,
    waitForPaper: (n) => waitForItem('paper', n, 'papers', papers),
    waitForPulse: (n) => waitForItem('drawer pulse', n, 'drawerPulses', drawerPulses),
    async waitForBytes(n) {
      await waitFor(`the printer took ${n} bytes`, ({ takenBytes }) => takenBytes >= n);
      return printed();
    },
  };
}
