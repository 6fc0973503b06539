import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { parseUsbDescriptors } from './usb-descriptors.ts';
import type { UsbInterfaceInfo, UsbTarget } from './usb-device.ts';

export const sysfsUsbDevices = '/sys/bus/usb/devices';

/** One device as Linux describes it, without opening it. */
export interface SysfsUsbDevice {
  /** `1-1.4` */
  port: string;
  bus: number;
  address: number;
  vendorId: number;
  productId: number;
  maker: string | null;
  name: string | null;
  serial: string | null;
  configuration: string;
  interfaces: UsbInterfaceInfo[];
}

/**
 * Every device, in the order of its port; null where Linux shows no USB at all. Not synchronous: some of these files
 * wait for the device's lock, which a hung driver may hold.
 */
export async function readSysfsUsbDevices(root = sysfsUsbDevices): Promise<SysfsUsbDevice[] | null> {
  const names = await readdir(root).catch(() => null);
  if (names === null) return null;
  const devices = await Promise.all(sortedPorts(names).map((port) => readDevice(root, port)));
  return devices.filter((device) => device !== null);
}

/** Null: unplugged while it was read. */
async function readDevice(root: string, port: string): Promise<SysfsUsbDevice | null> {
  const folder = path.join(root, port);
  const text = async (file: string) => (await readFile(path.join(folder, file), 'utf8')).trim();
  const optional = async (file: string) => (await text(file).catch(() => '')) || null;
  try {
    const descriptors = await readFile(path.join(folder, 'descriptors'));
    return {
      port,
      bus: Number(await text('busnum')),
      address: Number(await text('devnum')),
      vendorId: Number.parseInt(await text('idVendor'), 16),
      productId: Number.parseInt(await text('idProduct'), 16),
      maker: await optional('manufacturer'),
      name: await optional('product'),
      serial: await optional('serial'),
      configuration: (await optional('bConfigurationValue')) ?? '1',
      interfaces: parseUsbDescriptors(descriptors),
    };
  } catch {
    return null;
  }
}

/** Which devices hang where, `1-1.4` → address: a device that was unplugged comes back with another. Never waits. */
export function readUsbAddresses(root = sysfsUsbDevices): Map<string, number> {
  const addresses = new Map<string, number>();
  try {
    for (const port of sortedPorts(readdirSync(root))) {
      addresses.set(port, Number(readFileSync(path.join(root, port, 'devnum'), 'utf8')));
    }
  } catch {
    // No USB at all, or a device that went meanwhile: the next look sees it.
  }
  return addresses;
}

function sortedPorts(names: string[]): string[] {
  const ports = names.filter((name) => /^\d+-[\d.]+$/.test(name));
  return ports.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The kernel driver of an interface: `usblp`; `usbfs` when a program has claimed it; null when it is free. */
export async function readInterfaceDriver(device: SysfsUsbDevice, interfaceNumber: number, root = sysfsUsbDevices) {
  const name = `${device.port}:${device.configuration}.${interfaceNumber}`;
  const link = await readlink(path.join(root, name, 'driver')).catch(() => null);
  return link === null ? null : path.basename(link);
}

export function fitsUsbTarget(device: SysfsUsbDevice, target: UsbTarget): boolean {
  return (
    (target.vendorId === undefined || target.vendorId === device.vendorId) &&
    (target.productId === undefined || target.productId === device.productId) &&
    (target.serial === undefined || target.serial === device.serial) &&
    (target.port === undefined || target.port === device.port)
  );
}

/** `/dev/bus/usb/001/002` */
export function usbDevicePath({ bus, address }: { bus: number; address: number }): string {
  const three = (value: number) => String(value).padStart(3, '0');
  return `/dev/bus/usb/${three(bus)}/${three(address)}`;
}

/**
 * Calls `onChange` when a USB device has come or gone, by looking at sysfs. npm usb has events for that, but its
 * `addEventListener` ends the process where there is no hot-plug service (facts), and a look costs less than a
 * millisecond. On Windows there is no sysfs: nobody looks, and a printer that comes back is found by the worker's own
 * questions. Never keeps the process alive.
 */
export function watchUsbDevices(
  onChange: () => void,
  {
    everyMs = 500,
    sysfsRoot = sysfsUsbDevices,
    platform = process.platform,
  }: { everyMs?: number; sysfsRoot?: string; platform?: NodeJS.Platform } = {},
): () => void {
  if (platform !== 'linux') return () => {};
  const look = () => [...readUsbAddresses(sysfsRoot)].join(' ');
  let last = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === last) return;
    last = now;
    onChange();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
