import { isWritableSerial } from '../printer-address.ts';
import { formatUsbTarget } from '../usb/usb-device.ts';
import type { UsbPrinterService, UsbprintDevice } from './windows-usb-registry.ts';
import type { SpoolerQueue } from './winspool-printers.ts';

/** What this computer says it has; an empty list where a listing failed. */
export interface WindowsListings {
  usbprint: readonly UsbprintDevice[];
  /** `present`: npm `usb` sees it now; the registry remembers every device that ever was there. */
  usb: readonly (UsbPrinterService & { present: boolean })[];
  queues: readonly SpoolerQueue[];
}

/** Which printer the settings ask for; a field left out fits any. Nothing at all: the only one there is. */
export interface WantedPrinter {
  vendorId?: number;
  productId?: number;
  serial?: string;
  /** `USB001`. */
  portName?: string;
  queueName?: string;
}

export type WindowsWayKind = 'device-file' | 'usb' | 'spooler';

/** A way to a printer. `address` is what the settings would say: `file:\\?\usb#…`, `usb:0471:0055`, `spooler:POS-80`. */
export interface WindowsWay {
  transport: WindowsWayKind;
  address: string;
  /** A French sentence: why it was chosen, or why it cannot be used or is not. */
  reason: string;
}

export type WindowsChoice = { others: WindowsWay[] } & (
  | { chosen: WindowsWay }
  | { chosen: null; code: 'PRINTER_NOT_FOUND' | 'PRINTER_AMBIGUOUS'; reason: string }
);

export interface Candidate extends WindowsWay {
  isUsable: boolean;
}

const unplugged = "Débranchée ou éteinte : Windows se souvient de cette imprimante, mais elle n'est pas là.";
const noZadig = "Zadig n'est jamais nécessaire.";

/**
 * Chooses the way to the printer, in this order: the device path of usbprint.sys (Windows' own driver); `usb` where a
 * WinUSB driver already is; a queue of the spooler. The first way with a usable printer wins; two of them there are
 * `PRINTER_AMBIGUOUS`, for a guess would print the tickets on the office's laser printer. Everything else comes back in
 * `others` with why not. Pure.
 */
export function chooseWindowsWay(listings: WindowsListings, wanted: WantedPrinter = {}): WindowsChoice {
  const ways = [
    listings.usbprint.filter((device) => fitsUsb(device, wanted)).map(judgeUsbprint),
    listings.usb
      .filter((device) => fitsUsb({ ...device, portName: null }, wanted))
      .flatMap((device) => judgeUsb(device)),
    listings.queues.filter((queue) => fitsQueue(queue, wanted, listings)).map((queue) => judgeQueue(queue, listings)),
  ];
  const all = ways.flat();
  const best = ways.map((way) => way.filter(({ isUsable }) => isUsable)).find((usable) => usable.length > 0) ?? [];
  const [first, second] = best;
  if (first === undefined) {
    return { chosen: null, code: 'PRINTER_NOT_FOUND', reason: explainNone(all), others: all.map(toWay) };
  }
  if (second !== undefined) {
    const reason = `Plusieurs imprimantes sont branchées : choisissez dans les réglages ${best.map(({ address }) => address).join(' ou ')}.`;
    return { chosen: null, code: 'PRINTER_AMBIGUOUS', reason, others: all.map(toWay) };
  }
  return {
    chosen: toWay(first),
    others: all.filter((way) => way !== first).map((way) => explainPassedOver(way, first)),
  };
}

function judgeUsbprint(device: UsbprintDevice): Candidate {
  return {
    transport: 'device-file',
    address: `file:${device.path}`,
    isUsable: device.linked,
    reason: device.linked
      ? `Imprimante USB par le pilote de Windows${device.portName === null ? '' : ` (port ${device.portName})`}, sans rien installer. ${noZadig}`
      : unplugged,
  };
}

export function judgeUsb({
  vendorId,
  productId,
  serial,
  service,
  present,
}: WindowsListings['usb'][number]): Candidate[] {
  // Windows' own driver: the list of usbprint printers speaks of it.
  if (service === 'usbprint') return [];
  const isUsable = service === 'winusb' && present;
  return [
    {
      transport: 'usb',
      address: formatUsbTarget({
        vendorId,
        productId,
        ...(serial !== null && isWritableSerial(serial) ? { serial } : {}),
      }),
      isUsable,
      reason: explainUsb(service, present),
    },
  ];
}

function explainUsb(service: string | null, present: boolean): string {
  if (!present) return unplugged;
  if (service === 'winusb') return 'Imprimante USB dont le pilote WinUSB est déjà installé.';
  const advice =
    service === null
      ? "Windows n'a pas donné de pilote à cette imprimante : rebranchez-la, ou désinstallez-la dans le Gestionnaire de périphériques et rebranchez-la."
      : `Cette imprimante a le pilote « ${service} », que l'agent ne sait pas ouvrir : désinstallez ce pilote dans le Gestionnaire de périphériques et rebranchez-la, Windows mettra le sien.`;
  return `${advice} ${noZadig}`;
}

export function judgeQueue(queue: SpoolerQueue, { usbprint }: WindowsListings): Candidate {
  const onPort = usbprint.filter(({ portName }) => isSame(portName, queue.portName));
  // The spooler would keep the tickets, and print them when the printer is back.
  const isUnplugged = onPort.length > 0 && onPort.every(({ linked }) => !linked);
  const against = isUnplugged ? unplugged : explainUnfitQueue(queue);
  return {
    transport: 'spooler',
    address: `spooler:${queue.name}`,
    isUsable: against === null,
    reason:
      against ??
      `File d'impression de Windows : les tickets seront envoyés, sans confirmation de l'imprimante. ${noZadig}`,
  };
}

/** Ports of queues that print on no paper (« Microsoft Print to PDF », XPS, fax, OneNote, « imprimer dans un fichier »). */
const paperlessPort = /^(?:portprompt:|file:|nul:?$|xpsport:|shrfax:|microsoft\.office\.onenote|onenote)/i;

export function isPaperless({ isFax, portName, name }: SpoolerQueue): boolean {
  return isFax || /^onenote|print to pdf|xps document writer/i.test(name) || paperlessPort.test(portName ?? '');
}

function explainUnfitQueue(queue: SpoolerQueue): string | null {
  const { problem } = queue;
  return isPaperless(queue)
    ? "N'imprime pas sur du papier (PDF, XPS, télécopie, OneNote)."
    : (problem?.message ?? null);
}

/** A queue on the port of a USB printer that is there is that printer's second way: it must fit with it. */
function fitsQueue(queue: SpoolerQueue, wanted: WantedPrinter, { usbprint }: WindowsListings): boolean {
  if (wanted.queueName !== undefined) return queue.name.toLowerCase() === wanted.queueName.toLowerCase();
  if (wanted.portName !== undefined && !isSame(queue.portName, wanted.portName)) return false;
  if (wanted.vendorId === undefined && wanted.productId === undefined && wanted.serial === undefined) return true;
  return usbprint.some((device) => isSame(device.portName, queue.portName) && fitsUsb(device, wanted));
}

function fitsUsb(
  device: { vendorId: number; productId: number; serial: string | null; portName: string | null },
  wanted: WantedPrinter,
): boolean {
  return (
    wanted.queueName === undefined &&
    (wanted.vendorId ?? device.vendorId) === device.vendorId &&
    (wanted.productId ?? device.productId) === device.productId &&
    (wanted.serial === undefined || isSame(device.serial, wanted.serial)) &&
    (wanted.portName === undefined || isSame(device.portName, wanted.portName))
  );
}

function explainPassedOver({ isUsable, ...way }: Candidate, chosen: Candidate): WindowsWay {
  return isUsable ? { ...way, reason: `Utilisable aussi ; ${chosen.address} passe avant.` } : way;
}

function explainNone(all: Candidate[]): string {
  return all.length === 0
    ? `Aucune imprimante trouvée : branchez-la et allumez-la, Windows l'installe seul. ${noZadig}`
    : `Aucune imprimante utilisable : ${all[0]?.reason ?? ''}`;
}

function toWay({ transport, address, reason }: Candidate): WindowsWay {
  return { transport, address, reason };
}

/** Windows compares its names without regard to case. */
export function isSame(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() === other.toLowerCase();
}
