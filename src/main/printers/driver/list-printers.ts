import { AgentError } from '../../base/errors.ts';
import { isWritableSerial, type PrinterListing } from '../printer-address.ts';
import { formatUsbTarget, hex4 } from '../usb/usb-device.ts';
import { type ListUsbPrintersOptions, listUsbPrinters, type UsbPrinterInfo } from '../usb/usb-discovery.ts';
import { defaultDriverTimes } from './driver-life.ts';
import { type DriverPort, forkDriverPort } from './driver-line.ts';
import { DriverProcess } from './driver-process.ts';

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

/** Longer than the listing's own time-outs (listWindowsPrinters). */
const listMs = 15_000;

/**
 * Asks a driver process of its own, ended afterwards: the registry or the spooler may never answer, and the printer's own
 * driver must not die of it in mid-job. Throws AgentError `PRINTER_LISTING_FAILED`.
 */
async function listPrintersInDriver(startDriver: () => DriverPort = () => forkDriverPort()): Promise<PrinterListing[]> {
  const driver = new DriverProcess({ startDriver, times: defaultDriverTimes });
  try {
    const isUp = await driver.start();
    const outcome = isUp ? await driver.ask({ type: 'list' }, { limitMs: listMs }).outcome : null;
    if (outcome?.kind === 'done' && Array.isArray(outcome.value)) return outcome.value;
    if (outcome?.kind === 'failed') {
      const { code, message, cause } = outcome.failure;
      throw new AgentError(code, message, { cause });
    }
    throw new AgentError(
      'PRINTER_LISTING_FAILED',
      "Windows n'a pas donné la liste des imprimantes : réessayez, ou redémarrez l'ordinateur.",
    );
  } finally {
    await driver.end();
  }
}
