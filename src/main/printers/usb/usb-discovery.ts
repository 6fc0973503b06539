import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { systemErrorCode } from '../../base/errors.ts';
import type { LinkError } from '../transport/link.ts';
import { choosePrinterInterface, hasPrinterClass } from './usb-descriptors.ts';
import type { UsbTarget } from './usb-device.ts';
import { explainBusy, explainNoBulkOut, explainPermission, type UsbHolder } from './usb-errors.ts';
import { findUsbHolders, isOurProcess } from './usb-holder.ts';
import {
  readInterfaceDriver,
  readSysfsUsbDevices,
  type SysfsUsbDevice,
  sysfsUsbDevices,
  usbDevicePath,
} from './usb-sysfs.ts';

/** A USB printer that hangs on this machine. */
export interface UsbPrinterInfo {
  vendorId: number;
  productId: number;
  /** As the device says; null where it does not. */
  name: string | null;
  maker: string | null;
  serial: string | null;
  /** Bus and port path, `1-1.4`. */
  port: string;
  usable: boolean;
  /** Why it cannot be used: a stable code and a French sentence that says what to do. */
  problem: { code: string; message: string } | null;
}

export interface ListUsbPrintersOptions {
  sysfsRoot?: string;
  proc?: string;
  /** Whether a process that has the printer is the agent's own. Default: this one, its parent and its children. */
  isOurs?: (holder: UsbHolder) => boolean;
}

/**
 * Every device with a printer interface (class 7), in the order of its port. Only looks at what Linux says of it: nothing
 * is opened or claimed, so a printer in use is not disturbed. Empty on other systems. Never rejects.
 */
export async function listUsbPrinters(options: ListUsbPrintersOptions = {}): Promise<UsbPrinterInfo[]> {
  const { sysfsRoot = sysfsUsbDevices, proc = '/proc' } = options;
  const { isOurs = (holder: UsbHolder) => isOurProcess(holder, proc) } = options;
  const devices = (await readSysfsUsbDevices(sysfsRoot)) ?? [];
  const printers = devices.filter(({ interfaces }) => hasPrinterClass(interfaces));
  return Promise.all(
    printers.map(async (device) => {
      const { vendorId, productId, name, maker, serial, port } = device;
      const failure = await findProblem(device, { sysfsRoot, proc, isOurs });
      const problem = failure && { code: failure.code, message: failure.message };
      return { vendorId, productId, name, maker, serial, port, usable: problem === null, problem };
    }),
  );
}

async function findProblem(
  device: SysfsUsbDevice,
  { sysfsRoot, proc, isOurs }: Required<ListUsbPrintersOptions>,
): Promise<LinkError | null> {
  const { vendorId, productId } = device;
  const target: UsbTarget = { vendorId, productId };
  const printer = choosePrinterInterface(device.interfaces);
  if (printer === null) return explainNoBulkOut(target);
  const devicePath = usbDevicePath(device);
  if (!(await isAllowed(devicePath))) return explainPermission(target);
  if ((await readInterfaceDriver(device, printer.interfaceNumber, sysfsRoot)) !== 'usbfs') return null;
  // The agent's own claim is no obstacle to the agent.
  const holders = findUsbHolders(devicePath, proc);
  return holders.some(isOurs) ? null : explainBusy(target, holders[0] ?? null);
}

/** A device file that is not there is no question of rights: the device has just gone. */
async function isAllowed(devicePath: string): Promise<boolean> {
  try {
    await access(devicePath, constants.R_OK | constants.W_OK);
    return true;
  } catch (error) {
    return !['EACCES', 'EPERM'].includes(systemErrorCode(error));
  }
}
