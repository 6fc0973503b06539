import { LinkEnd, type WayLink } from '../transport/connector.ts';
import { LinkError, type WriteOptions, writeAborted } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';

const maxPieceBytes = 4096;

/**
 * The system calls of one opened device or queue; each may wait for the printer without an end, and none can be called
 * back. One at a time (the link sees to that). They reject with a LinkError, of `write` with `maybeBytes` counted from
 * the start of its piece, or with anything else, which `lost` explains; then all of the piece is in doubt.
 */
export interface BlockingCalls {
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

export interface BlockingLinkOptions {
  failures: {
    closed: LinkError;
    /** A call took nothing and said no error (`cause` undefined), or failed without a LinkError. */
    lost(cause: unknown): LinkError;
  };
  /** What the system gets to give everything back, however the link ended. */
  closeTimeoutMs: number;
  /** It did not: see createWindowsDeviceConnector. Told once. */
  onHung?: (() => void) | undefined;
}

/** What is at stake in one call of a write. */
interface CallContext {
  /** Bytes of the write before this call. */
  taken: number;
  /** Bytes that may have left with it when it is given up, or fails. */
  inDoubt: number;
  signal?: AbortSignal | undefined;
}

/** The traffic over one opened device or queue. A call that is given up goes on by itself. */
export class BlockingLink implements WayLink {
  readonly readable = false;
  readonly #calls: BlockingCalls;
  readonly #options: BlockingLinkOptions;
  readonly #end = new LinkEnd();
  #underWay: Promise<unknown> = Promise.resolve();
  #givenBack: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> = Promise.resolve();
  /** Between `begin` and `finish` or `discard`. */
  #begun = false;
  #discarding: Promise<void> = Promise.resolve();
  #stopWatching = () => {};

  constructor(calls: BlockingCalls, options: BlockingLinkOptions) {
    this.#calls = calls;
    this.#options = options;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Of a link that has ended: resolves when the system has given everything back, which may be never while a printer
   * without paper holds a call; never rejects.
   */
  get givenBack(): Promise<unknown> {
    return this.#givenBack;
  }

  /** Resolves after `closeTimeoutMs` at the latest. */
  close(): Promise<void> {
    this.#lose(this.#options.failures.closed);
    return this.#closed;
  }

  /** Ends the link; returns why it has ended, which may be an older reason. */
  #lose(error: LinkError): LinkError {
    if (this.#end.error !== null) return this.#end.error;
    this.#stopWatching();
    this.#end.come(error);
    this.#givenBack = this.#underWay.then(() => this.#calls.close()).catch(() => {});
    this.#closed = this.#waitForSystem();
    return error;
  }

  async #waitForSystem(): Promise<void> {
    const { closeTimeoutMs, onHung } = this.#options;
    const isBack = await raceEnd(
      this.#givenBack.then(() => true),
      { timeoutMs: closeTimeoutMs },
    );
    if (isBack === null) onHung?.();
  }

  /**
   * `more`: the driver process hands a job over in pieces; `finish` waits for the last. When `signal` aborts in between,
   * what was taken is discarded.
   */
  async write(bytes: Uint8Array, { signal, onProgress, more = false }: WriteOptions): Promise<void> {
    this.#stopWatching();
    await this.#discarding;
    let taken = 0;
    try {
      if (!this.#begun) await this.#call(() => this.#calls.begin?.(), { taken, inDoubt: 0, signal });
      this.#begun = true;
      while (taken < bytes.length) {
        const piece = bytes.subarray(taken, taken + maxPieceBytes);
        const count = await this.#call(() => this.#calls.write(piece), { taken, inDoubt: piece.length, signal });
        if (count <= 0) throw this.#fail(undefined, { taken, inDoubt: 0 });
        taken += count;
        onProgress?.(taken);
      }
      if (more) this.#discardOnAbort(signal);
      else await this.#call(() => this.#calls.finish?.(), { taken, inDoubt: 0, signal });
      this.#begun = more;
    } catch (error) {
      // While the link is alive it was an abort between two calls.
      await this.#discard();
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
    if (!this.#begun || this.ended.aborted) return;
    this.#begun = false;
    try {
      await this.#call(() => this.#calls.discard?.(), { taken: 0, inDoubt: 0 });
    } catch {
      // The call has ended the link, and the next one says why.
    }
  }

  /** Nothing ever comes in (see createWindowsDeviceConnector): waits, and tells a link that ends meanwhile. */
  async read(timeoutMs: number): Promise<Uint8Array> {
    await raceEnd(new Promise(() => {}), { signals: [this.ended], timeoutMs });
    this.ended.throwIfAborted();
    return new Uint8Array(0);
  }

  /** Makes one system call; it is given up, and the link has ended, when the signal aborts. */
  async #call<Result>(start: () => Promise<Result> | undefined, context: CallContext): Promise<Result> {
    const { taken, inDoubt, signal } = context;
    const before = { sureBytes: 0, maybeBytes: taken };
    if (this.#end.error !== null) throw this.#end.error.after(before);
    if (signal?.aborted) throw writeAborted(signal, before);
    const back = Promise.resolve(start()).then(
      (value) => ({ value: value as Result }),
      (error: unknown) => ({ error }),
    );
    this.#underWay = back;
    const outcome = await raceEnd(back, { signals: [this.ended, signal] });
    if (outcome === null) {
      throw this.#lose(writeAborted(signal)).after({ sureBytes: 0, maybeBytes: taken + inDoubt });
    }
    if ('error' in outcome) throw this.#fail(outcome.error, context);
    return outcome.value;
  }

  /** Ends the link for an error of a call, and says what may have left. */
  #fail(cause: unknown, { taken, inDoubt }: CallContext): LinkError {
    const error = cause instanceof LinkError ? cause : this.#options.failures.lost(cause);
    const maybeBytes = taken + (cause instanceof LinkError ? cause.maybeBytes : inDoubt);
    return this.#lose(error.after({ sureBytes: 0, maybeBytes: 0 })).after({ sureBytes: 0, maybeBytes });
  }
}
