import type { WriteOptions } from './link.ts';
import {
  type Closing,
  type Connector,
  type Link,
  LinkError,
  type LinkKind,
  misuse,
  type PortStatus,
  writeAborted,
} from './link.ts';

/** What one way to a printer adds to the contract of Connector, which createConnector sees to. */
export interface Way {
  kind: LinkKind;
  description: string;
  /** Why calls end that were under way when we closed. */
  closed: LinkError;
  /**
   * Called when no other link is there and none is being opened. Rejects with a LinkError within its own time-out, or
   * soon after `signal` aborts; nothing stays open then.
   */
  open(signal: AbortSignal): Promise<WayLink>;
  watch?(onChange: () => void): () => void;
  /** Ends what outlives a link. */
  end?(): Promise<void>;
}

/** An open printer as its way has it: see Link. Gets one write and one read at a time, and none after its end. */
export interface WayLink {
  /** Where they are not those of the way. */
  readonly kind?: LinkKind;
  readonly description?: string;
  readonly readable: boolean;
  readonly ended: AbortSignal;
  /** Never empty, never aborted beforehand. */
  write(bytes: Uint8Array, options: WriteOptions): Promise<void>;
  /** Also after the end, for what came in before. */
  read(timeoutMs: number): Promise<Uint8Array>;
  check?(): Promise<void>;
  portStatus?(): Promise<PortStatus | null>;
  softReset?(): Promise<void>;
  /** Ends the link with the way's `closed`, or lets go of what a lost one still holds. Idempotent. */
  close(): Promise<void>;
  /** Once it is closed, where the way can tell. */
  readonly closing?: Closing;
}

/** The end of a link: comes once, for one reason. */
export class LinkEnd {
  readonly #controller = new AbortController();

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why; null while the link is alive. */
  get error(): LinkError | null {
    return this.signal.aborted ? this.signal.reason : null;
  }

  /** Why a write must not go on: the link has ended, or its caller does not want it any more; null: it may. */
  over(signal: AbortSignal | undefined): LinkError | null {
    return this.error ?? (signal?.aborted ? writeAborted(signal) : null);
  }

  /** The first reason counts. */
  come(error: LinkError): void {
    this.#controller.abort(error);
  }
}

/** The one place for what all ways have in common: one opening, one link, one write, one read at a time, and an end. */
export function createConnector(way: Way): Connector {
  const over = new AbortController();
  let opening: Promise<unknown> | null = null;
  let current: WayLink | null = null;

  const openLink = async (stop: AbortSignal): Promise<Link> => {
    // Most printers serve one at a time: the link before must be gone first.
    await current?.close();
    try {
      stop.throwIfAborted();
      current = await way.open(stop);
      stop.throwIfAborted();
    } catch (error) {
      if (!stop.aborted) throw error;
      await current?.close();
      throw way.closed;
    }
    return new GuardedLink(way, current);
  };

  return {
    kind: way.kind,
    description: way.description,
    open: async (signal) => {
      if (opening !== null) throw misuse('une ouverture est déjà en cours');
      if (current?.ended.aborted === false) throw misuse("l'imprimante est déjà ouverte");
      const link = openLink(signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]));
      opening = link.catch(() => {});
      try {
        return await link;
      } finally {
        opening = null;
      }
    },
    watch: (onChange) => way.watch?.(onChange) ?? (() => {}),
    end: async () => {
      over.abort();
      await opening;
      await current?.close();
      await way.end?.();
    },
  };
}

class GuardedLink implements Link {
  readonly #way: Way;
  readonly #link: WayLink;
  #isWriting = false;
  #isReading = false;

  constructor(way: Way, link: WayLink) {
    this.#way = way;
    this.#link = link;
  }

  get kind(): LinkKind {
    return this.#link.kind ?? this.#way.kind;
  }

  get description(): string {
    return this.#link.description ?? this.#way.description;
  }

  get readable(): boolean {
    return this.#link.readable;
  }

  get ended(): AbortSignal {
    return this.#link.ended;
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    if (this.#isWriting) throw misuse('une écriture est déjà en cours');
    this.ended.throwIfAborted();
    if (options.signal?.aborted) throw writeAborted(options.signal);
    if (bytes.length === 0) return;
    this.#isWriting = true;
    try {
      await this.#link.write(bytes, options);
    } finally {
      this.#isWriting = false;
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#isReading) throw misuse('une lecture est déjà en cours');
    this.#isReading = true;
    try {
      return await this.#link.read(timeoutMs);
    } finally {
      this.#isReading = false;
    }
  }

  async check(): Promise<void> {
    this.ended.throwIfAborted();
    await this.#link.check?.();
  }

  async portStatus(): Promise<PortStatus | null> {
    this.ended.throwIfAborted();
    return (await this.#link.portStatus?.()) ?? null;
  }

  async softReset(): Promise<void> {
    if (this.#isWriting) throw misuse('une écriture est en cours');
    this.ended.throwIfAborted();
    if (this.#link.softReset === undefined) {
      throw new LinkError('PRINTER_UNSUPPORTED', 'Cette imprimante ne peut pas être remise à zéro.');
    }
    await this.#link.softReset();
  }

  async close(): Promise<Closing> {
    await this.#link.close();
    return this.#link.closing ?? 'unknown';
  }
}
