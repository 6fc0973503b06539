import { toTransportError } from '../device-file/device-file-errors.ts';
import { parsePrinterAddress } from '../printer-address.ts';
import { CancellableOpening, orAborted } from '../transport/cancellable-opening.ts';
import {
  misuse,
  type PortStatus,
  type Transport,
  TransportError,
  type TransportKind,
  type WriteOptions,
} from '../transport/transport.ts';
import { formatUsbTarget, type UsbTarget } from '../usb/usb-device.ts';
import { explainClosed } from '../usb/usb-errors.ts';
import { createUsbTransport } from '../usb/usb-transport.ts';
import { findWindowsWay } from './windows-choice.ts';
import { createWindowsDeviceTransport, type WindowsDeviceFileSystem } from './windows-device-transport.ts';
import type { WindowsWay } from './windows-printers.ts';
import type { WindowsSources } from './windows-sources.ts';
import { loadWinspool } from './winspool-bindings.ts';
import { createSpoolerTransport } from './winspool-transport.ts';

export interface WindowsUsbTransportOptions extends WindowsSources {
  target: UsbTarget;
  /** Only for a printer with WinUSB: see createUsbTransport. */
  writeTimeoutMs?: number;
  /** A system call never came back: only the end of this process frees the printer. */
  onHung: () => void;
  fs?: WindowsDeviceFileSystem;
  /** For looking for the printer. Default 5000. */
  chooseTimeoutMs?: number;
  /** Default: as the chosen transport has it. */
  closeTimeoutMs?: number;
}

/** Together with the choice, within the time that the agent gives an `open`. */
const openTimeoutMs = 6000;

/**
 * A USB printer on Windows, by whichever way is there: usbprint.sys, a WinUSB driver that somebody installed, a queue of the
 * spooler. Chosen at `open`, so that a printer that comes back at another socket (under another path) is found again;
 * `kind`, `readable` and `description` (« usb (usbprint) ») are then those of the way. For the driver process.
 */
export function createWindowsUsbTransport(options: WindowsUsbTransportOptions): Transport {
  return new WindowsUsbTransport(options);
}

class WindowsUsbTransport implements Transport {
  readonly #options: WindowsUsbTransportOptions;
  #chosen: { way: WindowsWay; transport: Transport } | null = null;
  readonly #opening = new CancellableOpening((cancelled) => this.#open(cancelled));

  constructor(options: WindowsUsbTransportOptions) {
    this.#options = options;
  }

  get kind(): TransportKind {
    return this.#chosen?.transport.kind ?? 'usb';
  }

  get description(): string {
    const asked = formatUsbTarget(this.#options.target);
    return this.#chosen === null ? asked : `${asked} (${nameWay(this.#chosen.way)})`;
  }

  get readable(): boolean {
    return this.#chosen?.transport.readable ?? false;
  }

  get isOpen(): boolean {
    return this.#chosen?.transport.isOpen ?? false;
  }

  async open(): Promise<void> {
    return this.#opening.run();
  }

  async #open(cancelled: AbortSignal): Promise<void> {
    if (this.#chosen?.transport.isOpen) return this.#chosen.transport.open();
    const failure = await this.#openAgain();
    if (failure === null) return;
    const way = await this.#choose(cancelled);
    if (way.address === this.#chosen?.way.address && failure !== undefined) throw failure;
    await this.#take(way);
    if (cancelled.aborted) throw toTransportError(explainClosed(this.#options.target));
    await this.#chosen?.transport.open();
  }

  /**
   * The path of last time, which saves a look into the registry for each job. Only of usbprint.sys, as any other way gives
   * place to a better one. Resolves with null when it is open, with why it is not there, or with undefined.
   */
  async #openAgain(): Promise<TransportError | null | undefined> {
    if (this.#chosen?.way.transport !== 'device-file') return undefined;
    try {
      await this.#chosen.transport.open();
      return null;
    } catch (error) {
      if (error instanceof TransportError && error.code === 'PRINTER_OFFLINE') return error;
      throw error;
    }
  }

  async #choose(cancelled: AbortSignal): Promise<WindowsWay> {
    const { target, onHung, chooseTimeoutMs = 5000 } = this.#options;
    const timeUp = AbortSignal.timeout(chooseTimeoutMs);
    const over = AbortSignal.any([cancelled, timeUp]);
    const finding = findWindowsWay(target, this.#options);
    finding.catch(() => {});
    const way = await orAborted(finding, over);
    if (way !== null) return way;
    if (cancelled.aborted) throw toTransportError(explainClosed(target));
    // Each call that never comes back holds one of the few threads of this process.
    onHung();
    const message = "Windows ne dit pas quelles imprimantes il a : redémarrez l'ordinateur si cela dure.";
    throw toTransportError({ code: 'PRINTER_OFFLINE', message });
  }

  async #take(way: WindowsWay): Promise<void> {
    if (way.address === this.#chosen?.way.address) return;
    await this.#chosen?.transport.close();
    this.#chosen = { way, transport: createWay(way, this.#options) };
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.#use('écriture sur une imprimante non ouverte').write(bytes, options);
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    return this.#use('lecture sur une imprimante non ouverte').read(timeoutMs);
  }

  async portStatus(): Promise<PortStatus | null> {
    return (await this.#use('question à une imprimante non ouverte').portStatus?.()) ?? null;
  }

  async softReset(): Promise<void> {
    const transport = this.#use("remise à zéro d'une imprimante non ouverte");
    if (transport.softReset === undefined) {
      throw toTransportError({ code: 'PRINTER_UNSUPPORTED', message: 'Remise à zéro impossible ici.' });
    }
    await transport.softReset();
  }

  async close(): Promise<void> {
    this.#opening.cancel();
    // Also ends an opening that waits for the printer.
    await this.#chosen?.transport.close();
    await this.#opening.settled();
    await this.#chosen?.transport.close();
  }

  #use(what: string): Transport {
    if (this.#chosen === null) throw misuse(what);
    return this.#chosen.transport;
  }
}

function nameWay({ transport, address }: WindowsWay): string {
  if (transport === 'spooler') return `file d'attente ${address.slice('spooler:'.length)}`;
  return transport === 'usb' ? 'WinUSB' : 'usbprint';
}

function createWay({ transport, address }: WindowsWay, options: WindowsUsbTransportOptions): Transport {
  const { onHung, fs, winspool = () => loadWinspool(), loadLibrary, writeTimeoutMs, closeTimeoutMs } = options;
  const times = { onHung, openTimeoutMs, ...(closeTimeoutMs === undefined ? {} : { closeTimeoutMs }) };
  switch (transport) {
    case 'device-file':
      return createWindowsDeviceTransport({
        path: address.slice('file:'.length),
        ...times,
        ...(fs === undefined ? {} : { fs }),
      });
    case 'spooler':
      return createSpoolerTransport({ queueName: address.slice('spooler:'.length), winspool, ...times });
    case 'usb':
      return createUsbTransport({
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
