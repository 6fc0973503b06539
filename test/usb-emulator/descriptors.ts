import type { UsbPrinterOptions } from './usb-printer-options.ts';

/** What a USB device says of itself (USB 2.0, chapter 9; USB printer class 1.1, chapter 4). */
export interface UsbDescription {
  vendorId: number;
  productId: number;
  /** Index 1 to 3: manufacturer, product, serial number. */
  strings: (string | null)[];
  interfaces: InterfaceDescription[];
  /** Undefined where the device is no printer at all. */
  printerInterface: number | undefined;
}

export interface InterfaceDescription {
  number: number;
  /** What the kernel binds to it when it is plugged in or reset. */
  kernelDriver: string | null;
  alternates: AlternateDescription[];
}

export interface AlternateDescription {
  class: number;
  subclass: number;
  protocol: number;
  endpoints: EndpointDescription[];
}

export interface EndpointDescription {
  address: number;
  transfer: 'bulk' | 'interrupt';
}

/** Of the printer's interface, whatever its number. */
export const printerOutEndpoint = 0x01;
export const printerInEndpoint = 0x82;
/** Full speed. */
export const maxPacketBytes = 64;

const usbClass = { hid: 3, printer: 7, massStorage: 8 } as const;
const descriptorType = { device: 1, configuration: 2, string: 3, interface: 4, endpoint: 5 } as const;
const transferType = { bulk: 2, interrupt: 3 } as const;
const englishUnitedStates = 0x0409;

export function describeDevice(options: UsbPrinterOptions): UsbDescription {
  const { kind = 'printer' } = options;
  const printerInterface = { printer: 0, composite: 1, 'mass-storage': undefined }[kind];
  const interfaces: InterfaceDescription[] = [];
  if (kind === 'composite') interfaces.push(keyboardInterface(0));
  if (kind === 'mass-storage') interfaces.push(diskInterface(0));
  if (printerInterface !== undefined) interfaces.push(describePrinterInterface(printerInterface, options));
  const { manufacturer = 'ICS', product = 'Emulated Printer', serial = 'EMU0001' } = options;
  return {
    vendorId: options.vendorId ?? 0x0471,
    productId: options.productId ?? 0x0055,
    strings: [manufacturer, product, serial],
    interfaces,
    printerInterface,
  };
}

function describePrinterInterface(number: number, options: UsbPrinterOptions): InterfaceDescription {
  const { oneWay = false, alternateSettings = false, interfaceClass = usbClass.printer } = options;
  const { driver = interfaceClass === usbClass.printer ? 'usblp' : null } = options;
  const out: EndpointDescription = { address: printerOutEndpoint, transfer: 'bulk' };
  const back: EndpointDescription = { address: printerInEndpoint, transfer: 'bulk' };
  const unidirectional = { class: interfaceClass, subclass: 1, protocol: 1, endpoints: [out] };
  const bidirectional = { class: interfaceClass, subclass: 1, protocol: 2, endpoints: [out, back] };
  const alternates = alternateSettings ? [unidirectional, bidirectional] : [oneWay ? unidirectional : bidirectional];
  return { number, kernelDriver: driver === 'usbfs' ? null : driver, alternates };
}

function keyboardInterface(number: number): InterfaceDescription {
  const endpoints: EndpointDescription[] = [{ address: 0x83, transfer: 'interrupt' }];
  return { number, kernelDriver: 'usbhid', alternates: [{ class: usbClass.hid, subclass: 1, protocol: 1, endpoints }] };
}

function diskInterface(number: number): InterfaceDescription {
  const endpoints: EndpointDescription[] = [
    { address: 0x02, transfer: 'bulk' },
    { address: 0x81, transfer: 'bulk' },
  ];
  const bulkOnlyScsi = { class: usbClass.massStorage, subclass: 6, protocol: 0x50, endpoints };
  return { number, kernelDriver: 'usb-storage', alternates: [bulkOnlyScsi] };
}

export function deviceDescriptor({ vendorId, productId, strings }: UsbDescription): Buffer {
  const bytes = Buffer.alloc(18);
  bytes.set([bytes.length, descriptorType.device], 0);
  bytes.writeUInt16LE(0x0200, 2); // bcdUSB
  bytes[7] = maxPacketBytes; // of endpoint 0; the class stands in the interfaces
  bytes.writeUInt16LE(vendorId, 8);
  bytes.writeUInt16LE(productId, 10);
  bytes.writeUInt16LE(0x0100, 12); // bcdDevice
  bytes.set(
    strings.map((text, index) => (text === null ? 0 : index + 1)),
    14,
  );
  bytes[17] = 1; // configurations
  return bytes;
}

export function configurationDescriptor({ interfaces }: UsbDescription): Buffer {
  const selfPowered = 0xc0;
  const header = Buffer.from([9, descriptorType.configuration, 0, 0, interfaces.length, 1, 0, selfPowered, 1]);
  const bytes = Buffer.concat([header, ...interfaces.map(interfaceDescriptors)]);
  bytes.writeUInt16LE(bytes.length, 2);
  return bytes;
}

function interfaceDescriptors({ number, alternates }: InterfaceDescription): Buffer {
  const bytes = alternates.flatMap(({ class: interfaceClass, subclass, protocol, endpoints }, setting) => [
    ...[9, descriptorType.interface, number, setting, endpoints.length, interfaceClass, subclass, protocol, 0],
    ...endpoints.flatMap(({ address, transfer }) => {
      const intervalFrames = transfer === 'interrupt' ? 10 : 0;
      return [7, descriptorType.endpoint, address, transferType[transfer], maxPacketBytes, 0, intervalFrames];
    }),
  ]);
  return Buffer.from(bytes);
}

/** What GET_DESCRIPTOR answers; undefined: a stall. */
export function standardDescriptor(description: UsbDescription, type: number, index: number): Buffer | undefined {
  if (type === descriptorType.device) return deviceDescriptor(description);
  if (type === descriptorType.configuration) return configurationDescriptor(description);
  if (type !== descriptorType.string) return undefined;
  const languages = Buffer.alloc(2);
  languages.writeUInt16LE(englishUnitedStates);
  const text = description.strings[index - 1];
  if (index > 0 && typeof text !== 'string') return undefined;
  const content = index === 0 ? languages : Buffer.from(text ?? '', 'utf16le');
  return Buffer.concat([Buffer.from([content.length + 2, descriptorType.string]), content]);
}
