import { createConnector } from '../transport/connector.ts';
import { type Connector, LinkError } from '../transport/link.ts';
import { createUsbCalls, type UsbCalls } from './usb-calls.ts';
import { formatUsbTarget, type UsbLibrary, type UsbTarget } from './usb-device.ts';
import { explainClosed } from './usb-errors.ts';
import { UsbLink } from './usb-link.ts';
import { openUsbPrinter } from './usb-open.ts';
import { UsbPipe } from './usb-pipe.ts';
import { sysfsUsbDevices, watchUsbDevices } from './usb-sysfs.ts';

export interface UsbConnectorOptions {
  /** Nothing given: the first printer found. */
  target?: UsbTarget;
  /**
   * How long the printer may take nothing before the write gives up (`PRINTER_STALLED`). Default 3 days, a weekend
   * without paper: what it took of the piece under way is not known afterwards, so that the job would be in doubt.
   */
  writeTimeoutMs?: number;
  /** How much later than its time-out a call may come back before the USB stack counts as hung. Default 3000. */
  graceMs?: number;
  /** A call never came back: only the end of this process frees the printer. */
  onHung?: () => void;
  platform?: NodeJS.Platform;
  sysfsRoot?: string;
  loadLibrary?: () => Promise<UsbLibrary>;
}

/** Lazily: a machine without a usable USB stack must still be able to print elsewhere. */
export async function loadUsbLibrary(): Promise<UsbLibrary> {
  const { usb } = await import('usb');
  return usb as unknown as UsbLibrary;
}

/**
 * A printer on USB, through npm usb, in this process. A resolved write means: the printer has taken every byte.
 * `sureBytes` is exact; the piece under way is in doubt, 4096 bytes at most. After an abort or a stall the link stays
 * open and nothing is on its way (on Linux; elsewhere a pending transfer cannot be ended, and the printer counts as
 * hung). `PRINTER_HUNG` means that only the end of this process frees the printer: see driver-connector.ts.
 */
export function createUsbConnector(options: UsbConnectorOptions = {}): Connector {
  const { target = {}, writeTimeoutMs = 3 * 24 * 3_600_000, onHung = () => {}, graceMs } = options;
  const { platform = process.platform, sysfsRoot = sysfsUsbDevices, loadLibrary = loadUsbLibrary } = options;
  return createConnector({
    kind: 'usb',
    description: formatUsbTarget(target),
    closed: explainClosed(target),
    open: async (signal) => {
      const calls = createUsbCalls(graceMs);
      const library = await load(calls, loadLibrary);
      const claimed = await openUsbPrinter({ library, calls, target, platform, sysfsRoot, signal });
      return new UsbLink(new UsbPipe(claimed, calls, sysfsRoot), { target: claimed.target, writeTimeoutMs, onHung });
    },
    watch: (onChange) => watchUsbDevices(onChange, { sysfsRoot }),
  });
}

async function load(calls: UsbCalls, loadLibrary: () => Promise<UsbLibrary>): Promise<UsbLibrary> {
  try {
    return await calls.run('load', 5000, loadLibrary);
  } catch (cause) {
    const message = "Le pilote USB n'est pas installé pour ce système : réinstallez l'agent.";
    throw new LinkError('PRINTER_UNSUPPORTED', message, { cause });
  }
}
