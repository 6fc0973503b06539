import { type DeviceFailure, toTransportError } from './device-file-errors.ts';
import type { Transport, TransportKind, WriteOptions } from './transport.ts';
import { misuse } from './transport-misuse.ts';
import { type BlockingFailures, type BlockingLink, BlockingSession } from './windows-blocking-session.ts';

export interface BlockingTransportOptions {
  kind: TransportKind;
  description: string;
  /** Gives up when the signal aborts. Rejects with a TransportError. */
  openLink: (signal: AbortSignal) => Promise<BlockingLink>;
  failures: BlockingFailures & {
    closed: DeviceFailure;
    /** Opening took longer than `openTimeoutMs`. */
    silent: DeviceFailure;
    /** A call of the session before has not come back. */
    held: DeviceFailure;
  };
  openTimeoutMs: number;
  closeTimeoutMs: number;
  /** See createWindowsDeviceTransport. */
  onHung: (() => void) | undefined;
}

/**
 * A one-way transport over system calls that wait for the printer and cannot be called back (the usbprint device path,
 * the spooler). Promises never wait for such a call longer than asked: they reject, the call is given up, and
 * `onHung` is told when it has not come back `closeTimeoutMs` later. Until it has, `open` rejects with `PRINTER_BUSY`:
 * bytes that the old call still holds would come out inside the next ticket.
 */
export function createBlockingTransport(options: BlockingTransportOptions): Transport {
  return new WindowsBlockingTransport(options);
}

class WindowsBlockingTransport implements Transport {
  readonly kind: TransportKind;
  readonly description: string;
  readonly readable = false;
  readonly #options: BlockingTransportOptions;
  #session: BlockingSession | null = null;
  #opening: { done: Promise<void>; cancel: AbortController } | null = null;
  /** Resolves when the session before is wholly gone. */
  #released: Promise<void> = Promise.resolve();
  #hung: BlockingSession | null = null;
  #writing: BlockingSession | null = null;
  #reading: BlockingSession | null = null;

  constructor(options: BlockingTransportOptions) {
    this.#options = options;
    this.kind = options.kind;
    this.description = options.description;
  }

  get isOpen(): boolean {
    return this.#session !== null && this.#session.failure === null;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    // An opening that `close` has cancelled is not ours to share.
    if (this.#opening?.cancel.signal.aborted) await this.#opening.done.catch(() => {});
    if (this.#opening === null) {
      const cancel = new AbortController();
      const done = this.#open(cancel.signal).finally(() => {
        this.#opening = null;
      });
      this.#opening = { done, cancel };
    }
    return this.#opening.done;
  }

  async #open(cancelled: AbortSignal): Promise<void> {
    const { openLink, openTimeoutMs, failures } = this.#options;
    const signal = AbortSignal.any([cancelled, AbortSignal.timeout(openTimeoutMs)]);
    const give = (failure: DeviceFailure) => toTransportError(cancelled.aborted ? failures.closed : failure);
    this.#release();
    if (
      (await orAborted(
        this.#released.then(() => true),
        signal,
      )) === null
    )
      throw give(failures.held);
    const opening = openLink(signal);
    const link = await orAborted(opening, signal);
    if (link === null) {
      // Too late to be wanted: let go of the device as soon as the system hands it over.
      opening.then((late) => late.close()).catch(() => {});
      throw give(failures.silent);
    }
    this.#session = new BlockingSession(link, failures);
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    const session = this.#session;
    if (session === null) throw misuse('écriture sur une imprimante non ouverte');
    if (this.#writing === session) throw misuse('une écriture est déjà en cours');
    this.#writing = session;
    try {
      await session.write(bytes, options);
    } finally {
      if (this.#writing === session) this.#writing = null;
      if (session.failure !== null && session === this.#session) void this.#letGo(session, session.failure);
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const session = this.#session;
    if (session === null) throw misuse('lecture sur une imprimante non ouverte');
    if (this.#reading === session) throw misuse('une lecture est déjà en cours');
    this.#reading = session;
    try {
      return await session.read(timeoutMs);
    } finally {
      if (this.#reading === session) this.#reading = null;
    }
  }

  async close(): Promise<void> {
    this.#opening?.cancel.abort();
    await this.#opening?.done.catch(() => {});
    const session = this.#session;
    this.#session = null;
    if (session !== null) await this.#letGo(session, this.#options.failures.closed);
  }

  /** The dead session stays, so that calls say why until `open` or `close`. */
  #release(): void {
    const session = this.#session;
    if (session !== null) this.#released = session.end(this.#options.failures.closed);
  }

  /** Waits `closeTimeoutMs` for the system to give everything back, and says when it does not. */
  async #letGo(session: BlockingSession, failure: DeviceFailure): Promise<void> {
    this.#released = session.end(failure);
    const { closeTimeoutMs, onHung } = this.#options;
    const back = await orAborted(
      this.#released.then(() => true),
      AbortSignal.timeout(closeTimeoutMs),
    );
    if (back !== null || this.#hung === session) return;
    this.#hung = session;
    onHung?.();
  }
}

/** Resolves with the promise's value, or with null once the signal aborts. */
async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  let onAbort = () => {};
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
  });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
