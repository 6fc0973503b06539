import { type DeviceFailure, toTransportError } from '../device-file/device-file-errors.ts';
import { CancellableOpening, orAborted } from '../transport/cancellable-opening.ts';
import { SessionCalls } from '../transport/session-calls.ts';
import type { Transport, TransportKind, WriteOptions } from '../transport/transport.ts';
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
  readonly #opening = new CancellableOpening((cancelled) => this.#open(cancelled));
  /** Resolves when the session before is wholly gone. */
  #released: Promise<void> = Promise.resolve();
  #hung: BlockingSession | null = null;
  readonly #calls = new SessionCalls<BlockingSession>();

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
    return this.#opening.run();
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
    try {
      await this.#calls.write(session, (open) => open.write(bytes, options));
    } finally {
      const failure = session?.failure ?? null;
      if (session !== null && failure !== null && session === this.#session) void this.#letGo(session, failure);
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    return this.#calls.read(this.#session, (session) => session.read(timeoutMs));
  }

  async close(): Promise<void> {
    this.#opening.cancel();
    await this.#opening.settled();
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
