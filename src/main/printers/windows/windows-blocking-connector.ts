import { createConnector, LinkEnd, type WayLink } from '../transport/connector.ts';
import { type Connector, LinkError, type LinkKind, type WriteOptions } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';

export interface BlockingConnectorOptions extends BlockingLinkOptions {
  kind: LinkKind;
  description: string;
  /** Gives up when the signal aborts. Rejects with a LinkError. */
  openCalls: (signal: AbortSignal) => Promise<BlockingCalls>;
  /** Opening took longer than `openTimeoutMs`. */
  silent: LinkError;
  /** A call of the link before has not come back. */
  held: LinkError;
  openTimeoutMs: number;
}

/**
 * A one-way connector over system calls that wait for the printer and cannot be called back (the usbprint device path,
 * the spooler). Promises never wait for such a call longer than asked: they reject, the call is given up, and
 * `onHung` is told when it has not come back `closeTimeoutMs` later. Until it has, `open` rejects with `PRINTER_BUSY`:
 * bytes that the old call still holds would come out inside the next ticket.
 */
export function createBlockingConnector(options: BlockingConnectorOptions): Connector {
  const { kind, description, openCalls, closed, silent, held, openTimeoutMs } = options;
  let link: BlockingLink | null = null;
  return createConnector({
    kind,
    description,
    closed,
    open: async (signal) => {
      const tooLate = new AbortController();
      const timer = setTimeout(() => tooLate.abort(), openTimeoutMs);
      // Not AbortSignal.timeout: in Node 22.13 nothing keeps that alive inside of `any`, and it never comes.
      const inTime = AbortSignal.any([signal, tooLate.signal]);
      try {
        const ends = { signals: [inTime] };
        if (link !== null && (await raceEnd(link.released, ends)) === null) throw held;
        const opening = openCalls(inTime);
        const calls = await raceEnd(opening, ends);
        if (calls === null) {
          // Too late to be wanted: let go of the device as soon as the system hands it over.
          opening.then((late) => late.close()).catch(() => {});
          throw silent;
        }
        link = new BlockingLink(calls, options);
        return link;
      } finally {
        clearTimeout(timer);
      }
    },
  });
}

const maxPieceBytes = 4096;

/**
 * The system calls of one opened device or queue; each may wait for the printer without an end, and none can be called
 * back. One at a time (the link sees to that). They reject with a LinkError; `write` with `maybeBytes` counted from the
 * start of its piece.
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
  closed: LinkError;
  /** The link took nothing and said no error, or failed without a LinkError. */
  lost: (cause: unknown) => LinkError;
  /** How long the system may take to give everything back once the link has ended. */
  closeTimeoutMs: number;
  /** It takes longer: see createWindowsDeviceConnector. */
  onHung: (() => void) | undefined;
}

/** What a call has to do with the bytes of a write: taken before it, and in doubt when it is given up. */
interface CallContext {
  taken: number;
  inDoubt: number;
  signal: AbortSignal | undefined;
}

/** The traffic over one opened device or queue. A call that is given up goes on by itself. */
class BlockingLink implements WayLink {
  readonly readable = false;
  readonly #calls: BlockingCalls;
  readonly #options: BlockingLinkOptions;
  readonly #end = new LinkEnd();
  #underWay: Promise<void> = Promise.resolve();
  #released: Promise<void> = Promise.resolve();
  #closed: Promise<void> | null = null;
  /** Between `begin` and `finish` or `discard` of the calls. */
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

  /** After the end: resolves when the system has given everything back, which may be never. */
  get released(): Promise<void> {
    return this.#released;
  }

  close(): Promise<void> {
    return this.#lose(this.#options.closed);
  }

  /** Ends the link. Resolves when the system has given it back, or takes too long for that. */
  #lose(error: LinkError): Promise<void> {
    this.#end.come(error);
    this.#stopWatching();
    this.#closed ??= this.#release();
    return this.#closed;
  }

  async #release(): Promise<void> {
    const { closeTimeoutMs, onHung } = this.#options;
    this.#released = this.#underWay.then(() => this.#calls.close()).catch(() => {});
    if ((await raceEnd(this.#released, { timeoutMs: closeTimeoutMs })) === null) onHung?.();
  }

  /**
   * `more`: the driver process hands a job over in pieces; the calls' `finish` waits for the last. When `signal` aborts in
   * between, what was taken is discarded.
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
      // Still alive: it was an abort between two calls.
      if (!this.ended.aborted) await this.#discard();
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
      await this.#call(() => this.#calls.discard?.(), { taken: 0, inDoubt: 0, signal: undefined });
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

  /** Makes one system call; given up when the link ends or the signal aborts, `inDoubt` bytes may have left with it. */
  async #call<Result>(start: () => Promise<Result> | undefined, context: CallContext): Promise<Result> {
    const { taken, inDoubt, signal } = context;
    const before = this.#end.over(signal);
    if (before !== null) throw before.after({ sureBytes: 0, maybeBytes: taken });
    const call = Promise.resolve(start());
    let isBack = false;
    const onBack = () => {
      isBack = true;
    };
    this.#underWay = call.then(onBack, onBack);
    await raceEnd(this.#underWay, { signals: [this.ended, signal] });
    if (!isBack) {
      const error = this.#end.over(signal) ?? this.#options.closed;
      void this.#lose(error);
      throw error.after({ sureBytes: 0, maybeBytes: taken + inDoubt });
    }
    try {
      return (await call) as Result;
    } catch (error) {
      throw this.#fail(error, { taken, inDoubt });
    }
  }

  /** Ends the link for an error of a call, and says what may have left. */
  #fail(cause: unknown, { taken, inDoubt }: Pick<CallContext, 'taken' | 'inDoubt'>): LinkError {
    const error = cause instanceof LinkError ? cause : this.#options.lost(cause);
    void this.#lose(error.after({ sureBytes: 0, maybeBytes: 0 }));
    const maybeBytes = taken + (cause instanceof LinkError ? cause.maybeBytes : inDoubt);
    return error.after({ sureBytes: 0, maybeBytes });
  }
}
