import { listPrintersInDriver } from '../driver-listing.ts';
import type { DriverPort } from '../driver-port.ts';
import { isWritableSerial } from '../parse-printer-address.ts';
import type { TransportKind } from '../transport.ts';
import { formatUsbTarget, hex4 } from '../usb-device.ts';
import { type ListUsbPrintersOptions, listUsbPrinters, type UsbPrinterInfo } from '../usb-discovery.ts';

/** A printer that this machine has, for whoever chooses one. */
export interface PrinterListing {
  /** What the settings say to print on it: `usb:0471:0055:J3T-001`, `spooler:POS-80`. */
  address: string;
  /** As it calls itself, or as Windows calls its queue. */
  name: string;
  maker: string | null;
  serial: string | null;
  /** The way that the bytes take. */
  transport: TransportKind;
  usable: boolean;
  /** Why it cannot be used: a stable code and a French sentence that says what to do. */
  problem: { code: string; message: string } | null;
}

export interface ListPrintersOptions {
  platform?: NodeJS.Platform;
  /** Default: a child process of plain Node, only for the listing. */
  startDriver?: () => DriverPort;
  /** Linux: where to look. */
  usb?: ListUsbPrintersOptions;
}

/**
 * The printers of this machine; network printers, which do not say that they are there, are not among them. Nothing is
 * opened or claimed. On Windows a driver process asks, since the registry and the spooler may not answer; throws
 * AgentError `PRINTER_LISTING_FAILED` when it gets nothing.
 */
export async function listPrinters(options: ListPrintersOptions = {}): Promise<PrinterListing[]> {
  const { platform = process.platform, startDriver, usb } = options;
  if (platform === 'win32') return listPrintersInDriver(startDriver);
  // A printer that usblp has (/dev/usb/lp0) is among them: it is the same one, and is taken over when it is opened.
  return platform === 'linux' ? toListings(await listUsbPrinters(usb)) : [];
}

function toListings(printers: UsbPrinterInfo[]): PrinterListing[] {
  return printers.map((printer) => {
    const { vendorId, productId, maker, serial, usable, problem } = printer;
    const twins = printers.filter((other) => other.vendorId === vendorId && other.productId === productId);
    return {
      address: addressOf(printer, twins),
      name: printer.name ?? `Imprimante USB ${hex4(vendorId)}:${hex4(productId)}`,
      maker,
      serial,
      transport: 'usb',
      usable,
      problem,
    };
  });
}

/** By serial number, which moves with the printer; by socket where it names no single one. */
function addressOf({ vendorId, productId, serial, port }: UsbPrinterInfo, twins: UsbPrinterInfo[]): string {
  const isUnique = serial !== null && twins.filter((twin) => twin.serial === serial).length === 1;
  return isUnique && isWritableSerial(serial)
    ? formatUsbTarget({ vendorId, productId, serial })
    : formatUsbTarget({ vendorId, productId, port });
}
