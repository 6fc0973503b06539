import { AgentError } from '../../base/errors.ts';
import { parsePrinterAddress } from '../printer-address.ts';
import { createConnector, type WayLink } from '../transport/connector.ts';
import { type Connector, type Link, LinkError } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { createUsbConnector } from '../usb/usb-connector.ts';
import { formatUsbTarget, type UsbTarget } from '../usb/usb-device.ts';
import { explainClosed } from '../usb/usb-errors.ts';
import { createWindowsDeviceConnector, type WindowsDeviceFileSystem } from './windows-device-connector.ts';
import { chooseWindowsWay, type WindowsListings, type WindowsWay } from './windows-printers.ts';
import { listPlugged, listQueues, listUsbServices, type WindowsSources } from './windows-sources.ts';
import { listUsbprintDevices } from './windows-usb-registry.ts';
import { loadWinspool } from './winspool-bindings.ts';
import { createSpoolerConnector } from './winspool-connector.ts';
import type { SpoolerQueue } from './winspool-printers.ts';

export interface WindowsUsbConnectorOptions extends WindowsSources {
  target: UsbTarget;
  /** Only for a printer with WinUSB: see createUsbConnector. */
  writeTimeoutMs?: number;
  /** A system call never came back: only the end of this process frees the printer. */
  onHung: () => void;
  fs?: WindowsDeviceFileSystem;
  /** For looking for the printer. Default 5000. */
  chooseTimeoutMs?: number;
  /** Default: as the chosen way has it. */
  closeTimeoutMs?: number;
}

/** Together with the choice, within the time that the agent gives an `open`. */
const openTimeoutMs = 6000;

/**
 * A USB printer on Windows, by whichever way is there: usbprint.sys, a WinUSB driver that somebody installed, a queue of the
 * spooler. Chosen at `open`, so that a printer that comes back at another socket (under another path) is found again;
 * `kind`, `readable` and `description` (« usb (usbprint) ») of a link are those of its way. For the driver process.
 */
export function createWindowsUsbConnector(options: WindowsUsbConnectorOptions): Connector {
  const { target } = options;
  const asked = formatUsbTarget(target);
  let chosen: { way: WindowsWay; connector: Connector } | null = null;

  /**
   * The path of last time, which saves a look into the registry for each job. Only of usbprint.sys, as any other way gives
   * place to a better one. Resolves with why it is not there, or null where there is none.
   */
  const openAgain = async (signal: AbortSignal): Promise<Link | LinkError | null> => {
    if (chosen?.way.transport !== 'device-file') return null;
    try {
      return await chosen.connector.open(signal);
    } catch (error) {
      if (error instanceof LinkError && error.code === 'PRINTER_OFFLINE') return error;
      throw error;
    }
  };

  const take = async (way: WindowsWay): Promise<Connector> => {
    if (chosen === null || chosen.way.address !== way.address) {
      await chosen?.connector.end();
      chosen = { way, connector: createWay(way, options) };
    }
    return chosen.connector;
  };

  return createConnector({
    kind: 'usb',
    description: asked,
    closed: explainClosed(target),
    open: async (signal) => {
      const last = chosen?.way;
      const again = await openAgain(signal);
      if (last !== undefined && again !== null && !(again instanceof LinkError)) return toWayLink(again, asked, last);
      signal.throwIfAborted();
      const way = await choose(options, signal);
      if (way.address === last?.address && again !== null) throw again;
      return toWayLink(await (await take(way)).open(signal), asked, way);
    },
    end: async () => chosen?.connector.end(),
  });
}

async function choose(options: WindowsUsbConnectorOptions, signal: AbortSignal): Promise<WindowsWay> {
  const { target, onHung, chooseTimeoutMs = 5000 } = options;
  const way = await raceEnd(findWindowsWay(target, options), { signals: [signal], timeoutMs: chooseTimeoutMs });
  if (way !== null) return way;
  signal.throwIfAborted();
  // Each call that never comes back holds one of the few threads of this process.
  onHung();
  const message = "Windows ne dit pas quelles imprimantes il a : redémarrez l'ordinateur si cela dure.";
  throw new LinkError('PRINTER_OFFLINE', message);
}

/** The link of the way that was chosen, named after what was asked for. */
function toWayLink(link: Link, asked: string, way: WindowsWay): WayLink {
  return {
    kind: link.kind,
    description: `${asked} (${nameWay(way)})`,
    readable: link.readable,
    ended: link.ended,
    write: (bytes, options) => link.write(bytes, options),
    read: (timeoutMs) => link.read(timeoutMs),
    check: () => link.check(),
    portStatus: () => link.portStatus(),
    softReset: () => link.softReset(),
    close: async () => void (await link.close()),
  };
}

function nameWay({ transport, address }: WindowsWay): string {
  if (transport === 'spooler') return `file d'attente ${address.slice('spooler:'.length)}`;
  return transport === 'usb' ? 'WinUSB' : 'usbprint';
}

function createWay({ transport, address }: WindowsWay, options: WindowsUsbConnectorOptions): Connector {
  const { onHung, fs, winspool = () => loadWinspool(), loadLibrary, writeTimeoutMs, closeTimeoutMs } = options;
  const times = { onHung, openTimeoutMs, ...(closeTimeoutMs === undefined ? {} : { closeTimeoutMs }) };
  switch (transport) {
    case 'device-file':
      return createWindowsDeviceConnector({
        path: address.slice('file:'.length),
        ...times,
        ...(fs === undefined ? {} : { fs }),
      });
    case 'spooler':
      return createSpoolerConnector({ queueName: address.slice('spooler:'.length), winspool, ...times });
    case 'usb':
      return createUsbConnector({
        target: readTarget(address),
        platform: 'win32',
        onHung,
        ...(writeTimeoutMs === undefined ? {} : { writeTimeoutMs }),
        ...(loadLibrary === undefined ? {} : { loadLibrary }),
      });
  }
}

function readTarget(address: string): UsbTarget {
  const parsed = parsePrinterAddress(address);
  if (parsed.kind !== 'usb') throw new Error(`not a USB address: ${address}`);
  return { ...parsed.ids, ...(parsed.serial === undefined ? {} : { serial: parsed.serial }) };
}

/**
 * Looks for the USB printer that the settings ask for, the best way first (chooseWindowsWay), and asks for the
 * next one only where that has none: usually one short query of the registry. Rejects with a LinkError.
 */
async function findWindowsWay(target: UsbTarget, sources: WindowsSources): Promise<WindowsWay> {
  const { port, ...wanted } = target;
  if (port !== undefined) throw explainNoPorts(target);
  let listings: WindowsListings = { usbprint: await orLinkError(listUsbprintDevices(sources)), usb: [], queues: [] };
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
