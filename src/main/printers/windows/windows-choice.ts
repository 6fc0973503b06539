import { AgentError } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';
import { formatUsbTarget, type UsbTarget } from '../usb/usb-device.ts';
import { chooseWindowsWay, type WindowsListings, type WindowsWay } from './windows-printers.ts';
import { listPlugged, listQueues, listUsbprint, listUsbServices, type WindowsSources } from './windows-sources.ts';
import type { SpoolerQueue } from './winspool-printers.ts';

/**
 * Looks for the USB printer that the settings ask for, the best way first (chooseWindowsWay), and asks for the
 * next one only where that has none: usually one short query of the registry. Rejects with a LinkError.
 */
export async function findWindowsWay(target: UsbTarget, sources: WindowsSources): Promise<WindowsWay> {
  const { port, ...wanted } = target;
  if (port !== undefined) throw explainNoPorts(target);
  let listings: WindowsListings = { usbprint: await orLinkError(listUsbprint(sources)), usb: [], queues: [] };
  const failures: unknown[] = [];
  const steps: (() => Promise<Partial<WindowsListings>>)[] = [
    async () => ({}),
    async () => ({ usb: await listUsbServices(sources, await listPlugged(sources)) }),
    async () => ({ queues: (await listQueues(sources)).filter(isOnUsb) }),
  ];
  let reason = '';
  for (const step of steps) {
    try {
      listings = { ...listings, ...(await step()) };
    } catch (error) {
      failures.push(error);
      continue;
    }
    const choice = chooseWindowsWay(listings, wanted);
    if (choice.chosen !== null) return choice.chosen;
    if (choice.code === 'PRINTER_AMBIGUOUS') throw new LinkError(choice.code, choice.reason);
    reason = choice.reason;
  }
  // A printer that is not there is offline, as on the other systems.
  throw new LinkError('PRINTER_OFFLINE', reason, { cause: failures[0] });
}

/**
 * Without this list nothing may be chosen: the only queue might be the office's laser printer. The other two can be
 * done without.
 */
async function orLinkError<Value>(listing: Promise<Value>): Promise<Value> {
  try {
    return await listing;
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    throw new LinkError('PRINTER_OFFLINE', error.message, { cause: error });
  }
}

/**
 * `usb` means no network printer: only a queue whose port says USB is taken without being named (`USB001`, Epson's
 * `TMUSB001` and `ESDPRT001`); any other by `spooler:NAME`.
 */
function isOnUsb({ isNetwork, portName }: SpoolerQueue): boolean {
  return !isNetwork && portName !== null && /usb|^esdprt/i.test(portName);
}

function explainNoPorts(target: UsbTarget) {
  const { port: _, ...rest } = target;
  return new LinkError(
    'PRINTER_UNSUPPORTED',
    `Sous Windows, une imprimante ne se choisit pas par sa prise (@${target.port}) : écrivez ${formatUsbTarget(rest)} dans les réglages, suivi de son numéro de série s'il y en a plusieurs.`,
  );
}
