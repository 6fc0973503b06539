import type { UsbAlternateInfo, UsbEndpointInfo, UsbInterfaceInfo } from './usb-device.ts';

const printerClass = 7;
const vendorClass = 255;

/** Where to print: the interface, its alternate setting, and its endpoints. */
export interface PrinterInterface {
  interfaceNumber: number;
  alternateSetting: number;
  /** Bulk OUT. */
  out: UsbEndpointInfo;
  /** Bulk IN; null on a printer that cannot talk back. */
  in: UsbEndpointInfo | null;
}

export function hasPrinterClass(interfaces: readonly UsbInterfaceInfo[]): boolean {
  return interfaces.some(({ alternates }) => alternates.some(({ interfaceClass }) => interfaceClass === printerClass));
}

/**
 * The interface to print through, or null. A setting that talks back is preferred (protocol 2, then any with a bulk
 * IN, then one-way); IPP over USB (protocol 4) and IEEE 1284.4 (3) do not take raw bytes. Some clones declare a class
 * of their own (255): taken only if asked for by name (`anyClass`), for it may be anything.
 */
export function choosePrinterInterface(
  interfaces: readonly UsbInterfaceInfo[],
  { anyClass = false }: { anyClass?: boolean } = {},
): PrinterInterface | null {
  const found = findIn(interfaces, printerClass);
  return found ?? (anyClass ? findIn(interfaces, vendorClass) : null);
}

function findIn(interfaces: readonly UsbInterfaceInfo[], wantedClass: number): PrinterInterface | null {
  const candidates = interfaces.flatMap(({ interfaceNumber, alternates }) =>
    alternates
      .filter(({ interfaceClass }) => interfaceClass === wantedClass)
      .map((alternate) => ({ rank: rankOf(alternate), printer: toPrinterInterface(interfaceNumber, alternate) })),
  );
  const usable = candidates.flatMap(({ rank, printer }) => (printer === null || rank === 0 ? [] : [{ rank, printer }]));
  usable.sort((a, b) => b.rank - a.rank);
  return usable[0]?.printer ?? null;
}

function rankOf({ interfaceClass, interfaceProtocol, endpoints }: UsbAlternateInfo): number {
  if (interfaceClass === printerClass && (interfaceProtocol === 3 || interfaceProtocol === 4)) return 0;
  if (findBulk(endpoints, 'in') === null) return 1;
  return interfaceProtocol === 2 ? 3 : 2;
}

function toPrinterInterface(
  interfaceNumber: number,
  { alternateSetting, endpoints }: UsbAlternateInfo,
): PrinterInterface | null {
  const out = findBulk(endpoints, 'out');
  return out === null ? null : { interfaceNumber, alternateSetting, out, in: findBulk(endpoints, 'in') };
}

function findBulk(endpoints: readonly UsbEndpointInfo[], direction: 'in' | 'out'): UsbEndpointInfo | null {
  return endpoints.find((endpoint) => endpoint.type === 'bulk' && endpoint.direction === direction) ?? null;
}

const transferTypes = ['control', 'isochronous', 'bulk', 'interrupt'];

/**
 * Reads the interfaces of the first configuration from the raw descriptors, as Linux keeps them in sysfs
 * (`descriptors`: the device's, then each configuration's; USB 2.0, chapter 9.6). Stops at the first nonsense.
 */
export function parseUsbDescriptors(bytes: Uint8Array): UsbInterfaceInfo[] {
  const interfaces = new Map<number, UsbAlternateInfo[]>();
  let endpoints: UsbEndpointInfo[] = [];
  let configurations = 0;
  for (let at = 0; at + 1 < bytes.length; ) {
    const length = bytes[at] ?? 0;
    const body = bytes.subarray(at, at + length);
    if (length < 2 || body.length < length) break;
    const kind = body[1];
    if (kind === 2 && ++configurations > 1) break;
    if (kind === 4 && length >= 9) {
      endpoints = [];
      const [, , number = 0, alternateSetting = 0, , interfaceClass = 0, interfaceSubclass = 0, interfaceProtocol = 0] =
        body;
      const alternate = { alternateSetting, interfaceClass, interfaceSubclass, interfaceProtocol, endpoints };
      interfaces.set(number, [...(interfaces.get(number) ?? []), alternate]);
    }
    if (kind === 5 && length >= 7) endpoints.push(parseEndpoint(body));
    at += length;
  }
  return [...interfaces].map(([interfaceNumber, alternates]) => ({ interfaceNumber, alternates }));
}

function parseEndpoint([, , address = 0, attributes = 0, sizeLow = 0, sizeHigh = 0]: Uint8Array): UsbEndpointInfo {
  return {
    endpointNumber: address & 0x0f,
    direction: (address & 0x80) === 0 ? 'out' : 'in',
    type: transferTypes[attributes & 3] ?? 'control',
    packetSize: (sizeLow | (sizeHigh << 8)) & 0x7ff,
  };
}
