import { setTimeout as delay } from 'node:timers/promises';
import { LinkError } from '../transport/link.ts';
import { toUsbCallError, type UsbCalls } from './usb-calls.ts';
import { choosePrinterInterface, type PrinterInterface } from './usb-descriptors.ts';
import type { UsbDeviceHandle, UsbLibrary, UsbTarget } from './usb-device.ts';
import { explainBusy, explainNoBulkOut, explainNotFound, explainNoUsb, explainUsbFailure } from './usb-errors.ts';
import { findUsbHolders } from './usb-holder.ts';
import {
  fitsUsbTarget,
  readInterfaceDriver,
  readSysfsUsbDevices,
  type SysfsUsbDevice,
  usbDevicePath,
} from './usb-sysfs.ts';

export interface UsbOpenOptions {
  library: UsbLibrary;
  calls: UsbCalls;
  target: UsbTarget;
  platform: NodeJS.Platform;
  sysfsRoot: string;
  /** Nobody wants it any more: nothing more is begun. */
  signal: AbortSignal;
}

/** A printer that is open and claimed by us. */
export interface ClaimedUsbPrinter {
  device: UsbDeviceHandle;
  printer: PrinterInterface;
  /** With the ids that were found: for messages. */
  target: UsbTarget;
  /** Null where the system is not Linux. */
  sysfs: SysfsUsbDevice | null;
}

interface FoundUsbPrinter extends Omit<ClaimedUsbPrinter, 'device'> {
  findDevice(devices: UsbDeviceHandle[]): UsbDeviceHandle | undefined;
}

const callMs = 2000;
/** A program that was just killed lets go of its claim a moment later: the driver process before this one, for one. */
const claimAttempts = 5;
const claimPauseMs = 100;

/**
 * Finds, opens and claims the printer. Rejects with a LinkError `PRINTER_OFFLINE`, `PRINTER_PERMISSION`,
 * `PRINTER_BUSY`, `PRINTER_UNSUPPORTED` or `PRINTER_HUNG`; nothing stays open then.
 */
export async function openUsbPrinter(options: UsbOpenOptions): Promise<ClaimedUsbPrinter> {
  const { library, calls, target, platform } = options;
  try {
    const found = platform === 'linux' ? await findInSysfs(options) : null;
    const devices = await calls.run('getDevices', callMs, () => library.getDevices());
    const { findDevice, ...rest } = found ?? findAmong(devices, target);
    const device = findDevice(devices);
    if (device === undefined) throw explainNotFound(target);
    options.signal.throwIfAborted();
    const claimed = { device, ...rest };
    await openAndClaim(claimed, options);
    return claimed;
  } catch (error) {
    throw error instanceof LinkError ? error : explainUsbFailure(target, error);
  }
}

async function findInSysfs({ target, sysfsRoot }: UsbOpenOptions): Promise<FoundUsbPrinter> {
  const devices = await readSysfsUsbDevices(sysfsRoot);
  // nusb reads sysfs, too: without it there is nothing to be found.
  if (devices === null) throw explainNoUsb();
  const fitting = devices.filter((device) => fitsUsbTarget(device, target));
  for (const sysfs of fitting) {
    const printer = choosePrinterInterface(sysfs.interfaces, { anyClass: target.vendorId !== undefined });
    if (printer === null) continue;
    const { vendorId, productId } = sysfs;
    const findDevice = (handles: UsbDeviceHandle[]) =>
      handles.find(({ bus, address }) => Number(bus) === sysfs.bus && address === sysfs.address);
    return { printer, target: { ...target, vendorId, productId }, sysfs, findDevice };
  }
  const isThere = fitting.length > 0 && target.vendorId !== undefined;
  throw isThere ? explainNoBulkOut(target) : explainNotFound(target);
}

/** Windows and macOS. */
function findAmong(devices: UsbDeviceHandle[], target: UsbTarget): FoundUsbPrinter {
  for (const device of devices) {
    const { vendorId, productId, serialNumber, bus, ports } = device;
    const known = { vendorId, productId, serial: serialNumber, port: `${bus}-${ports.join('.')}` };
    if (!fitsUsbTarget(known as SysfsUsbDevice, target)) continue;
    const printer = choosePrinterInterface(readInterfaces(device), { anyClass: target.vendorId !== undefined });
    if (printer === null) continue;
    return { printer, target: { ...target, vendorId, productId }, sysfs: null, findDevice: () => device };
  }
  throw explainNotFound(target);
}

/** Windows refuses the descriptors of some devices that have nothing to do with us. */
function readInterfaces(device: UsbDeviceHandle) {
  try {
    return device.configuration?.interfaces ?? [];
  } catch {
    return [];
  }
}

async function openAndClaim(claimed: ClaimedUsbPrinter, options: UsbOpenOptions): Promise<void> {
  const { device, printer, target } = claimed;
  const { calls } = options;
  const number = printer.interfaceNumber;
  let isClaimed = false;
  try {
    await calls.run('open', callMs, () => device.open());
    await claim(claimed, options);
    isClaimed = true;
    if (printer.alternateSetting !== 0) {
      await calls.run('alternate', callMs, () => device.selectAlternateInterface(number, printer.alternateSetting));
    }
  } catch (error) {
    // Without the release, close() would leak the descriptor and the claim (facts).
    if (isClaimed) await calls.run('release', callMs, () => device.releaseInterface(number)).catch(() => {});
    await calls.run('close', callMs, () => device.close()).catch(() => {});
    throw error instanceof LinkError ? error : explainUsbFailure(target, error);
  }
}

/**
 * Claims first and looks afterwards: a detach would also throw out another program (facts). Only a kernel driver
 * (usblp) is detached, once; a second claim of a claimed interface would silently drop it, so success ends this.
 */
async function claim({ device, printer, target, sysfs }: ClaimedUsbPrinter, options: UsbOpenOptions): Promise<void> {
  const { calls, sysfsRoot } = options;
  const number = printer.interfaceNumber;
  let detached = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await calls.run('claim', callMs, () => device.claimInterface(number));
      return;
    } catch (error) {
      if (toUsbCallError(error).failure !== 'busy' || sysfs === null) throw error;
      const driver = await readInterfaceDriver(sysfs, number, sysfsRoot);
      if (driver !== null && driver !== 'usbfs' && !detached) {
        detached = true;
        await calls.run('detach', callMs, () => device.detachKernelDriver(number));
        continue;
      }
      const holder = findUsbHolders(usbDevicePath(sysfs)).find(({ pid }) => pid !== process.pid) ?? null;
      if (holder !== null || attempt >= claimAttempts) throw explainBusy(target, holder, error);
      await delay(claimPauseMs);
    }
  }
}
