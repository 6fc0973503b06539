import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { configurationDescriptor, deviceDescriptor, maxPacketBytes } from './descriptors.ts';
import type { UsbDevice } from './usb-device.ts';

const root = '/sys/bus/usb';

/** /sys/bus/usb as plain files on the namespace's tmpfs: what programs read to find devices. */
export interface FakeSysfs {
  add(device: UsbDevice): void;
  remove(device: UsbDevice): void;
  /** Sets the `driver` link of an interface right. */
  showDriver(device: UsbDevice, interfaceNumber: number): void;
  setVisible(visible: boolean, devices: readonly UsbDevice[]): void;
}

export function createFakeSysfs(): FakeSysfs {
  let isVisible = false;

  function setVisible(visible: boolean, devices: readonly UsbDevice[]): void {
    isVisible = visible;
    rmSync(root, { recursive: true, force: true });
    if (!visible) return;
    mkdirSync(`${root}/devices`, { recursive: true });
    for (const device of devices) writeDevice(device);
  }
  setVisible(true, []);

  return {
    setVisible,
    add(device) {
      if (isVisible) writeDevice(device);
    },
    remove(device) {
      for (const number of device.interfaces.numbers) rmSync(interfaceLink(device, number), { force: true });
      rmSync(directoryOf(device), { recursive: true, force: true });
    },
    showDriver(device, interfaceNumber) {
      if (isVisible) linkDriver(device, interfaceNumber);
    },
  };
}

function directoryOf({ location }: UsbDevice): string {
  return `${root}/devices/${location.port}`;
}

/** `1-1:1.0`: port, configuration, interface. */
function interfaceName({ location }: UsbDevice, number: number): string {
  return `${location.port}:1.${number}`;
}

function interfaceLink(device: UsbDevice, number: number): string {
  return `${root}/devices/${interfaceName(device, number)}`;
}

function writeDevice(device: UsbDevice): void {
  const directory = directoryOf(device);
  mkdirSync(directory, { recursive: true });
  writeAttributes(directory, deviceAttributes(device));
  const descriptors = [deviceDescriptor(device.description), configurationDescriptor(device.description)];
  writeFileSync(`${directory}/descriptors`, Buffer.concat(descriptors));
  symlinkSync(root, `${directory}/subsystem`);
  for (const { number } of device.description.interfaces) {
    const interfaceDirectory = `${directory}/${interfaceName(device, number)}`;
    mkdirSync(interfaceDirectory);
    writeAttributes(interfaceDirectory, interfaceAttributes(device, number));
    symlinkSync(interfaceDirectory, interfaceLink(device, number));
    linkDriver(device, number);
  }
}

function linkDriver(device: UsbDevice, number: number): void {
  const link = `${directoryOf(device)}/${interfaceName(device, number)}/driver`;
  rmSync(link, { force: true });
  const driver = device.interfaces.driverOf(number);
  if (driver === null) return;
  mkdirSync(`${root}/drivers/${driver}`, { recursive: true });
  symlinkSync(`${root}/drivers/${driver}`, link);
}

function writeAttributes(directory: string, attributes: Record<string, string | number | null | undefined>): void {
  for (const [name, value] of Object.entries(attributes)) {
    // A string that the device has not has no file either.
    if (value !== null && value !== undefined) writeFileSync(`${directory}/${name}`, `${value}\n`);
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** drivers/usb/core/sysfs.c: widths and leading spaces are the kernel's. */
function deviceAttributes({ description, location }: UsbDevice): Record<string, string | number | null | undefined> {
  const [manufacturer, product, serial] = description.strings;
  return {
    busnum: location.bus,
    devnum: location.address,
    devpath: location.port.split('-')[1],
    idVendor: hex(description.vendorId, 4),
    idProduct: hex(description.productId, 4),
    bcdDevice: '0100',
    version: ' 2.00',
    bDeviceClass: '00',
    bDeviceSubClass: '00',
    bDeviceProtocol: '00',
    bMaxPacketSize0: maxPacketBytes,
    bNumConfigurations: 1,
    bConfigurationValue: 1,
    bNumInterfaces: ` ${description.interfaces.length}`,
    speed: 12,
    manufacturer,
    product,
    serial,
  };
}

function interfaceAttributes({ description }: UsbDevice, number: number): Record<string, string> {
  const alternate = description.interfaces.find((other) => other.number === number)?.alternates[0];
  return {
    bInterfaceNumber: hex(number, 2),
    bAlternateSetting: ' 0',
    bNumEndpoints: hex(alternate?.endpoints.length ?? 0, 2),
    bInterfaceClass: hex(alternate?.class ?? 0, 2),
    bInterfaceSubClass: hex(alternate?.subclass ?? 0, 2),
    bInterfaceProtocol: hex(alternate?.protocol ?? 0, 2),
  };
}
