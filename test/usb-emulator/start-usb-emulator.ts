import { createPrinterClient, type EmulatedUsbPrinter } from './emulated-usb-printer.ts';
import { connectEmulator } from './emulator-connection.ts';
import { whyNotInNamespace } from './namespace.ts';
import type { UsbPrinterOptions } from './usb-printer-options.ts';

export type { EmulatedUsbPrinter, PrintedPaper } from './emulated-usb-printer.ts';
export type * from './usb-printer-options.ts';

/**
 * An emulated USB under the real npm `usb`: usbfs is a FUSE file system (fuse-server, usbfs-files, usbfs-ioctls), sysfs
 * plain files (fake-sysfs), hot plug udev's messages (uevents), in namespaces of their own (namespace). Behind a device
 * (usb-device, usb-interfaces, usb-transfers, usb-control) stands the project's virtual printer (printer-function).
 */
export interface UsbEmulatorOptions {
  /** Whether /sys/bus/usb is there. Default true. */
  sysfs?: boolean;
  /** Whether plugs are announced (udev messages). Default true. */
  hotplugEvents?: boolean;
}

export interface UsbEmulator {
  /** Resolves once the device can be found, and its plug was announced. */
  plug(options?: UsbPrinterOptions): Promise<EmulatedUsbPrinter>;
  /** /sys/bus/usb comes or goes, with what is in it. */
  setSysfs(visible: boolean): Promise<void>;
  setHotplugEvents(announced: boolean): Promise<void>;
  /** Everything out: the file systems are gone, the process has ended. Idempotent. */
  stop(): Promise<void>;
}

/** Why there can be no emulated USB here (the reason to print with the skipped tests), or null. */
export const whyNoUsbEmulator: () => string | null = whyNotInNamespace;

/** Starts the emulator in its own process. One at a time in a namespace; `whyNoUsbEmulator` must have said null. */
export async function startUsbEmulator(options: UsbEmulatorOptions = {}): Promise<UsbEmulator> {
  const { sysfs = true, hotplugEvents = true } = options;
  const why = whyNoUsbEmulator();
  if (why !== null) throw new Error(why);
  const connection = await connectEmulator();
  await connection.call('setSysfs', sysfs);
  await connection.call('setHotplugEvents', hotplugEvents);

  return {
    async plug(printerOptions = {}) {
      const number = await connection.call('plug', printerOptions);
      return createPrinterClient(connection, number, printerOptions.profile);
    },
    setSysfs: (visible) => connection.call('setSysfs', visible),
    setHotplugEvents: (announced) => connection.call('setHotplugEvents', announced),
    stop: () => connection.stop(),
  };
}
