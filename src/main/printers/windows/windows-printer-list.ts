import { AgentError } from '../../base/errors.ts';
import { isWritableSerial, type PrinterListing } from '../printer-address.ts';
import { raceEnd } from '../transport/race-end.ts';
import { formatUsbTarget, hex4 } from '../usb/usb-device.ts';
import { isPaperless, isSame, judgeQueue, judgeUsb, type WindowsListings } from './windows-printers.ts';
import {
  findPlugged,
  listPlugged,
  listQueues,
  listUsbServices,
  type PluggedUsbDevice,
  type WindowsSources,
} from './windows-sources.ts';
import { listUsbprintDevices, type UsbprintDevice } from './windows-usb-registry.ts';

/** What each listing may take; then it counts as failed. */
const defaultTimeoutMs = 5000;

/**
 * The printers that Windows has: USB printers that are plugged in (usbprint.sys, then those with another driver), then
 * the queues that print on paper. A USB printer with a queue is there twice, for it can be printed on in two ways.
 * Throws AgentError `PRINTER_LISTING_FAILED` when nothing was found because a listing failed. For the driver process.
 */
export async function listWindowsPrinters(
  options: WindowsSources & { timeoutMs?: number } = {},
): Promise<PrinterListing[]> {
  const { timeoutMs = defaultTimeoutMs, ...sources } = options;
  const failures: unknown[] = [];
  const orEmpty = async <Item>(listing: Promise<Item[]>): Promise<Item[]> => {
    try {
      const items = await raceEnd(listing, { timeoutMs });
      if (items === null) throw new Error(`no answer within ${timeoutMs} ms`);
      return items;
    } catch (error) {
      failures.push(error);
      return [];
    }
  };
  const plugging = orEmpty(listPlugged(sources));
  const [plugged, usbprint, usb, queues] = await Promise.all([
    plugging,
    orEmpty(listUsbprintDevices(sources)),
    orEmpty(plugging.then((devices) => listUsbServices(sources, devices))),
    orEmpty(listQueues(sources)),
  ]);
  const printers = toListings({ usbprint, usb, queues }, plugged);
  if (printers.length === 0 && failures.length > 0) throw toFailure(failures[0]);
  return printers;
}

function toListings(listings: WindowsListings, plugged: readonly PluggedUsbDevice[]): PrinterListing[] {
  const linked = listings.usbprint.filter((device) => device.linked);
  return [
    ...linked.map((device) => listUsbprintDevice(device, linked, listings, plugged)),
    ...listings.usb.filter(({ present }) => present).flatMap((device) => listUsbDevice(device, plugged)),
    ...listings.queues.filter((queue) => !isPaperless(queue)).map((queue) => listQueue(queue, listings)),
  ];
}

function listUsbprintDevice(
  device: UsbprintDevice,
  linked: readonly UsbprintDevice[],
  { queues }: WindowsListings,
  plugged: readonly PluggedUsbDevice[],
): PrinterListing {
  const found = findPlugged(plugged, device);
  const queue = queues.find(({ portName }) => isSame(portName, device.portName));
  return {
    address: addressOf(device, linked),
    name: found?.name ?? queue?.name ?? nameByIds(device),
    maker: found?.maker ?? null,
    serial: device.serial,
    transport: 'device-file',
    usable: true,
    problem: null,
  };
}

/** As `usb:…` where that names this one alone, since the path changes with the socket. */
function addressOf({ vendorId, productId, serial, path }: UsbprintDevice, linked: readonly UsbprintDevice[]): string {
  const twins = linked.filter((other) => other.vendorId === vendorId && other.productId === productId);
  const namesakes = twins.filter((twin) => isSame(twin.serial, serial));
  if (serial !== null && isWritableSerial(serial) && namesakes.length === 1) {
    return formatUsbTarget({ vendorId, productId, serial });
  }
  return twins.length === 1 ? formatUsbTarget({ vendorId, productId }) : `file:${path}`;
}

function listUsbDevice(device: WindowsListings['usb'][number], plugged: readonly PluggedUsbDevice[]): PrinterListing[] {
  const found = findPlugged(plugged, device);
  return judgeUsb(device).map(({ address, isUsable, reason }) => ({
    address,
    name: found?.name ?? nameByIds(device),
    maker: found?.maker ?? null,
    serial: device.serial,
    transport: 'usb',
    usable: isUsable,
    problem: isUsable ? null : { code: 'PRINTER_UNSUPPORTED', message: reason },
  }));
}

function listQueue(queue: WindowsListings['queues'][number], listings: WindowsListings): PrinterListing {
  const { address, isUsable, reason } = judgeQueue(queue, listings);
  return {
    address,
    name: queue.name,
    maker: null,
    serial: null,
    transport: 'spooler',
    usable: isUsable,
    problem: isUsable ? null : { code: queue.problem?.code ?? 'PRINTER_OFFLINE', message: reason },
  };
}

function nameByIds({ vendorId, productId }: { vendorId: number; productId: number }): string {
  return `Imprimante USB ${hex4(vendorId)}:${hex4(productId)}`;
}

function toFailure(cause: unknown): AgentError {
  const message =
    cause instanceof AgentError
      ? cause.message
      : "Windows n'a pas donné la liste des imprimantes : réessayez, ou redémarrez l'ordinateur.";
  return new AgentError('PRINTER_LISTING_FAILED', message, { cause });
}
