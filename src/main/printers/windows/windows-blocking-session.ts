import { type DeviceFailure, toTransportError } from '../device-file/device-file-errors.ts';
import { TransportError, type WriteOptions } from '../transport/transport.ts';

const maxPieceBytes = 4096;
const maxTimerMs = 2 ** 31 - 1;

/**
 * The system calls of one opened device or queue; each may wait for the printer without an end, and none can be called
 * back. One at a time (the session sees to that). They reject with a TransportError; `write` with `maybeBytes` counted
 * from the start of its piece.
 */
export interface BlockingLink {
  /** Before the first piece of a job. Nothing has left when it rejects. */
  begin?(): Promise<void>;
  /** Resolves with the bytes taken, 1 to all. */
  write(piece: Uint8Array): Promise<number>;
  /** After the last piece of a job. */
  finish?(): Promise<void>;
  /** A job was ended between two pieces: nothing more of it is to come. */
  discard?(): Promise<void>;
  close(): Promise<void>;
}

export interface BlockingFailures {
  /** The link took nothing and said no error, or failed without a TransportError. */
  lost(cause: unknown): DeviceFailure;
}

/** The traffic over one link. A call that is given up goes on by itself: `end` resolves when it has come back. */
export class BlockingSession {
  readonly #link: BlockingLink;
  readonly #failures: BlockingFailures;
  readonly #ended = new AbortController();
  #failure: DeviceFailure | null = null;
  #underWay: Promise<void> = Promise.resolve();
  #released: Promise<void> | null = null;
  /** Between `begin` and `finish` or `discard` of the link. */
  #begun = false;
  #discarding: Promise<void> = Promise.resolve();
  #stopWatching = () => {};

  constructor(link: BlockingLink, failures: BlockingFailures) {
    this.#link = link;
    this.#failures = failures;
  }

  get failure(): DeviceFailure | null {
    return this.#failure;
  }

  /**
   * Ends the session: pending calls reject with `failure`. Resolves when the system has given the link back, which may
   * be never while a printer without paper holds a call; never rejects.
   */
  end(failure: DeviceFailure): Promise<void> {
    this.#failure ??= failure;
    this.#stopWatching();
    this.#ended.abort();
    this.#released ??= this.#underWay.then(() => this.#link.close()).catch(() => {});
    return this.#released;
  }

  /**
   * `more`: the driver process hands a job over in pieces; the link's `finish` waits for the last. When `signal` aborts in
   * between, what was taken is discarded.
   */
  async write(bytes: Uint8Array, { signal, onProgress, more = false }: WriteOptions): Promise<void> {
    this.#stopWatching();
    await this.#discarding;
    let taken = 0;
    try {
      this.#throwIfOver(0, signal);
      if (bytes.length === 0 && !this.#begun) return;
      if (!this.#begun) await this.#call(() => this.#link.begin?.(), { taken, inDoubt: 0, signal });
      this.#begun = true;
      while (taken < bytes.length) {
        const piece = bytes.subarray(taken, taken + maxPieceBytes);
        const count = await this.#call(() => this.#link.write(piece), { taken, inDoubt: piece.length, signal });
        if (count <= 0) throw this.#fail(undefined, { taken, inDoubt: 0 });
        taken += count;
        onProgress?.(taken);
      }
      if (more) this.#discardOnAbort(signal);
      else await this.#call(() => this.#link.finish?.(), { taken, inDoubt: 0, signal });
      this.#begun = more;
    } catch (error) {
      // Still open: it was an abort between two calls.
      if (this.#failure === null) await this.#discard();
      throw error;
    }
  }

  /** The rest of the job, which was to follow, will not. */
  #discardOnAbort(signal: AbortSignal | undefined): void {
    const onAbort = () => {
      this.#discarding = this.#discard();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#stopWatching = () => signal?.removeEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  }

  async #discard(): Promise<void> {
    if (!this.#begun || this.#failure !== null) return;
    this.#begun = false;
    try {
      await this.#call(() => this.#link.discard?.(), { taken: 0, inDoubt: 0, signal: undefined });
    } catch {
      // The call has ended the session, and the next one says why.
    }
  }

  /** Nothing ever comes in (see createWindowsDeviceTransport): waits, and tells a link that ends meanwhile. */
  async read(timeoutMs: number): Promise<Uint8Array> {
    this.#throwIfOver(0, undefined);
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, Math.min(timeoutMs, maxTimerMs));
    });
    await this.#orOver(undefined, timeUp);
    clearTimeout(timer);
    this.#throwIfOver(0, undefined);
    return new Uint8Array(0);
  }

  /** Makes one system call; given up when the session ends or the signal aborts, `inDoubt` bytes may have left with it. */
  async #call<Result>(
    start: () => Promise<Result> | undefined,
    { taken, inDoubt, signal }: { taken: number; inDoubt: number; signal: AbortSignal | undefined },
  ): Promise<Result> {
    this.#throwIfOver(taken, signal);
    const call = Promise.resolve(start());
    let isBack = false;
    const onBack = () => {
      isBack = true;
    };
    this.#underWay = call.then(onBack, onBack);
    await this.#orOver(signal, this.#underWay);
    if (!isBack) {
      if (this.#failure === null) void this.end(aborted(signal));
      throw toTransportError(this.#failure ?? aborted(signal), { maybeBytes: taken + inDoubt });
    }
    try {
      return (await call) as Result;
    } catch (error) {
      throw this.#fail(error, { taken, inDoubt });
    }
  }

  /** Ends the session for an error of the link, and says what may have left. */
  #fail(error: unknown, { taken, inDoubt }: { taken: number; inDoubt: number }): TransportError {
    const known = error instanceof TransportError;
    const failure = known ? error : this.#failures.lost(error);
    void this.end({ code: failure.code, message: failure.message, cause: failure.cause });
    return toTransportError(failure, { maybeBytes: taken + (known ? error.maybeBytes : inDoubt) });
  }

  /** Resolves with the promise, or when the session ends or the signal aborts. */
  async #orOver(signal: AbortSignal | undefined, promise: Promise<void>): Promise<void> {
    const signals = signal === undefined ? [this.#ended.signal] : [this.#ended.signal, signal];
    let onOver = () => {};
    const over = new Promise<void>((resolve) => {
      onOver = resolve;
    });
    for (const each of signals) each.addEventListener('abort', onOver, { once: true });
    try {
      await Promise.race([promise, over]);
    } finally {
      for (const each of signals) each.removeEventListener('abort', onOver);
    }
  }

  #throwIfOver(taken: number, signal: AbortSignal | undefined): void {
    if (this.#failure !== null) throw toTransportError(this.#failure, { maybeBytes: taken });
    if (signal?.aborted) throw toTransportError(aborted(signal), { maybeBytes: taken });
  }
}

function aborted(signal: AbortSignal | undefined): DeviceFailure {
  return { code: 'WRITE_ABORTED', message: "L'envoi à l'imprimante a été interrompu.", cause: signal?.reason };
}
