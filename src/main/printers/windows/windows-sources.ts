import { loadUsbLibrary } from '../usb/usb-connector.ts';
import type { UsbLibrary } from '../usb/usb-device.ts';
import type { WindowsListings } from './windows-printers.ts';
import type { RunReg } from './windows-reg-query.ts';
import { listUsbPrinterServices } from './windows-usb-registry.ts';
import type { Winspool } from './winspool.ts';
import { loadWinspool } from './winspool-bindings.ts';
import { listSpoolerPrinters, type SpoolerQueue } from './winspool-printers.ts';

/** Whom to ask; what is left out is the real one. */
export interface WindowsSources {
  runReg?: RunReg;
  winspool?: Winspool | (() => Promise<Winspool>);
  loadLibrary?: () => Promise<UsbLibrary>;
}

/** A device that is plugged in, whatever it is. */
export interface PluggedUsbDevice {
  vendorId: number;
  productId: number;
  serial: string | null;
  name: string | null;
  maker: string | null;
}

/** The USB printers that the registry knows, and which of them is there now. */
export async function listUsbServices(
  sources: WindowsSources,
  plugged: readonly PluggedUsbDevice[],
): Promise<WindowsListings['usb'][number][]> {
  const services = await listUsbPrinterServices(sources);
  return services.map((service) => ({ ...service, present: findPlugged(plugged, service) !== null }));
}

/** What npm `usb` sees; it opens nothing for that. */
export async function listPlugged({ loadLibrary = loadUsbLibrary }: WindowsSources): Promise<PluggedUsbDevice[]> {
  const devices = await (await loadLibrary()).getDevices();
  return devices.map(({ vendorId, productId, serialNumber, productName, manufacturerName }) => ({
    vendorId,
    productId,
    serial: serialNumber,
    name: productName?.trim() || null,
    maker: manufacturerName?.trim() || null,
  }));
}

export async function listQueues({ winspool = () => loadWinspool() }: WindowsSources): Promise<SpoolerQueue[]> {
  return listSpoolerPrinters(typeof winspool === 'function' ? await winspool() : winspool);
}

/** The plugged device that a registry entry speaks of; its serial number may be one that Windows does not give. */
export function findPlugged(
  plugged: readonly PluggedUsbDevice[],
  entry: { vendorId: number; productId: number; serial: string | null },
): PluggedUsbDevice | null {
  const { vendorId, productId, serial } = entry;
  const isIt = (device: PluggedUsbDevice) =>
    device.vendorId === vendorId &&
    device.productId === productId &&
    (serial === null || device.serial === null || device.serial.toLowerCase() === serial.toLowerCase());
  return plugged.find(isIt) ?? null;
}
