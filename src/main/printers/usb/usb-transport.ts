import { SessionCalls } from '../transport/session-calls.ts';
import { misuse, type Transport, type WriteOptions } from '../transport/transport.ts';
import { createUsbCalls, type UsbCalls } from './usb-calls.ts';
import { formatUsbTarget, type UsbLibrary, type UsbTarget } from './usb-device.ts';
import { explainClosed, toTransportError } from './usb-errors.ts';
import { openUsbPrinter } from './usb-open.ts';
import { UsbPipe } from './usb-pipe.ts';
import { UsbSession } from './usb-session.ts';
import { sysfsUsbDevices, watchUsbDevices } from './usb-sysfs.ts';

export interface UsbTransportOptions {
  /** Nothing given: the first printer found. */
  target?: UsbTarget;
  /**
   * How long the printer may take nothing before the write gives up (`PRINTER_STALLED`). Default 3 days, a weekend
   * without paper: what it took of the piece under way is not known afterwards, so that the job would be in doubt.
   */
  writeTimeoutMs?: number;
  /** How much later than its time-out a call may come back before the USB stack counts as hung. Default 3000. */
  graceMs?: number;
  /** A call never came back: only the end of this process frees the printer. */
  onHung?: () => void;
  platform?: NodeJS.Platform;
  sysfsRoot?: string;
  loadLibrary?: () => Promise<UsbLibrary>;
}

export interface UsbTransport extends Transport {
  readonly kind: 'usb';
  /** The IEEE 1284 text, `MFG:…;MDL:…;`; null where the printer does not say. */
  deviceId(): Promise<string | null>;
}

/** Lazily: a machine without a usable USB stack must still be able to print elsewhere. */
export async function loadUsbLibrary(): Promise<UsbLibrary> {
  const { usb } = await import('usb');
  return usb as unknown as UsbLibrary;
}

/**
 * A printer on USB, through npm usb, in this process. A resolved write means: the printer has taken every byte.
 * `sureBytes` is exact; the piece under way is in doubt, 4096 bytes at most. After an abort or a stall the printer stays
 * open and nothing is on its way (on Linux; elsewhere a pending transfer cannot be ended, and the printer counts as
 * hung). `PRINTER_HUNG` means that only the end of this process frees the printer: see driver-transport.ts. After a
 * lost printer calls reject with its error until `open`; after `close`, with `TRANSPORT_MISUSE`.
 */
export function createUsbTransport(options: UsbTransportOptions = {}): UsbTransport {
  return new LocalUsbTransport(options);
}

class LocalUsbTransport implements UsbTransport {
  readonly kind = 'usb';
  readonly description: string;
  readonly #options: UsbTransportOptions;
  readonly #target: UsbTarget;
  readonly #sysfsRoot: string;
  #session: UsbSession | null = null;
  #readable = false;
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  readonly #calls = new SessionCalls<UsbSession>();

  constructor(options: UsbTransportOptions) {
    this.#options = options;
    this.#target = options.target ?? {};
    this.#sysfsRoot = options.sysfsRoot ?? sysfsUsbDevices;
    this.description = formatUsbTarget(this.#target);
  }

  get isOpen(): boolean {
    return this.#session !== null && this.#session.failure === null;
  }

  get readable(): boolean {
    return this.#readable;
  }

  async open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    await this.#closing;
    // A handle from before a sleep or a replug fails at its first transfer, whose bytes would be in doubt.
    if (this.#session !== null && (await this.#session.check())) return;
    await this.#session?.end(explainClosed(this.#target));
    const { platform = process.platform, loadLibrary = loadUsbLibrary } = this.#options;
    const { writeTimeoutMs = 3 * 24 * 3_600_000, onHung = () => {} } = this.#options;
    const calls = createUsbCalls(this.#options.graceMs);
    const library = await this.#load(calls, loadLibrary);
    const sysfsRoot = this.#sysfsRoot;
    const claimed = await openUsbPrinter({ library, calls, target: this.#target, platform, sysfsRoot });
    const pipe = new UsbPipe(claimed, calls, sysfsRoot);
    this.#readable = pipe.readable;
    this.#session = new UsbSession(pipe, { target: claimed.target, writeTimeoutMs, onHung });
  }

  async #load(calls: UsbCalls, loadLibrary: () => Promise<UsbLibrary>): Promise<UsbLibrary> {
    try {
      return await calls.run('load', 5000, loadLibrary);
    } catch (cause) {
      const message = "Le pilote USB n'est pas installé pour ce système : réinstallez l'agent.";
      throw toTransportError({ code: 'PRINTER_UNSUPPORTED', message, cause });
    }
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.#calls.write(this.#session, (session) => session.write(bytes, options));
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    return this.#calls.read(this.#session, (session) => session.read(timeoutMs));
  }

  async portStatus() {
    return this.#openSession('question à une imprimante non ouverte').portStatus();
  }

  async deviceId(): Promise<string | null> {
    return this.#openSession('question à une imprimante non ouverte').deviceId();
  }

  async softReset(): Promise<void> {
    const session = this.#openSession("remise à zéro d'une imprimante non ouverte");
    if (this.#calls.isWriting(session)) throw misuse('une écriture est en cours');
    await session.softReset();
  }

  watch(onChange: () => void): () => void {
    return watchUsbDevices(onChange, { sysfsRoot: this.#sysfsRoot });
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    const session = this.#session;
    if (session !== null) {
      this.#session = null;
      this.#closing = session.end(explainClosed(this.#target)).finally(() => {
        this.#closing = null;
      });
    }
    await this.#closing;
  }

  #openSession(what: string): UsbSession {
    if (this.#session === null) throw misuse(what);
    return this.#session;
  }
}
