import type { LinkEnd, WayLink } from '../transport/connector.ts';
import { LinkError, type LinkKind, type PortStatus, type WriteOptions, type WriteRange } from '../transport/link.ts';
import type { DriverExit } from './driver-line.ts';
import type { DriverOutcome, DriverProcess } from './driver-process.ts';
import { type DriverValue, type OpenedLink, pieceBytes, toLinkError, windowBytes } from './driver-protocol.ts';

/** Longest times that the driver may take for an answer, its own time-outs included; then it is ended. */
const readGraceMs = 5000;
const controlMs = 10_000;
const closeMs = 6000;

export const closedError = new LinkError(
  'PRINTER_OFFLINE',
  "La connexion à l'imprimante a été fermée : rouvrez-la avant d'imprimer.",
);

/** @param reason for the log */
export function explainStopped(reason: string): LinkError {
  const message =
    "Le pilote de l'imprimante s'est arrêté ; il redémarre tout seul. Si cela continue, débranchez et rebranchez l'imprimante.";
  return new LinkError('DRIVER_STOPPED', message, { cause: new Error(reason) });
}

/** Why there is no value. */
export function errorOf(outcome: Exclude<DriverOutcome, { kind: 'done' }>): LinkError {
  return outcome.kind === 'lost' ? explainStopped(outcome.exit.reason) : toLinkError(outcome.failure);
}

/** The link that the request of this id opens, and its end. */
export interface DriverOpening {
  id: number;
  end: LinkEnd;
}

/** The agent's end of a link that the driver process has open. */
export class DriverLink implements WayLink {
  readonly kind: LinkKind;
  readonly description: string;
  readonly readable: boolean;
  readonly #driver: DriverProcess;
  /** The request that has opened it. */
  readonly #id: number;
  /** Comes from outside when the driver process, or its link, is gone. What is pending is answered behind that. */
  readonly #end: LinkEnd;
  #closed: Promise<unknown> | null = null;

  constructor(driver: DriverProcess, { kind, description, readable }: OpenedLink, { id, end }: DriverOpening) {
    this.kind = kind;
    this.description = description;
    this.readable = readable;
    this.#driver = driver;
    this.#id = id;
    this.#end = end;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    const write = createDriverWrite({
      bytes,
      send: (piece) => this.#driver.tell({ type: 'bytes', id, bytes: piece }),
      onProgress: (taken) => onProgress?.(taken),
    });
    const request = { type: 'write', link: this.#id, length: bytes.length } as const;
    const onPosition = write.onPosition;
    const { id, outcome: answered } = this.#driver.ask(request, { signal, onPosition });
    write.fill();
    const outcome = await answered;
    if (outcome.kind === 'done' || (outcome.kind === 'lost' && write.isComplete)) {
      this.#driver.forgive();
      return;
    }
    if (outcome.kind === 'failed') throw toLinkError(outcome.failure);
    throw (this.#end.error ?? errorOf(outcome)).after(write.rangeAfter(outcome.exit));
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const value = await this.#ask({ type: 'read', link: this.#id, timeoutMs }, timeoutMs + readGraceMs);
    return value instanceof Uint8Array ? value : new Uint8Array(0);
  }

  async check(): Promise<void> {
    await this.#ask({ type: 'check', link: this.#id }, controlMs);
  }

  async portStatus(): Promise<PortStatus | null> {
    const value = await this.#ask({ type: 'port-status', link: this.#id }, controlMs);
    return value !== null && 'paperEmpty' in value ? value : null;
  }

  async softReset(): Promise<void> {
    await this.#ask({ type: 'soft-reset', link: this.#id }, controlMs);
  }

  async close(): Promise<void> {
    this.#end.come(closedError);
    this.#closed ??= this.#driver.ask({ type: 'close', link: this.#id }, { limitMs: closeMs }).outcome;
    await this.#closed;
  }

  async #ask(request: Parameters<DriverProcess['ask']>[0], limitMs: number): Promise<DriverValue> {
    const outcome = await this.#driver.ask(request, { limitMs }).outcome;
    if (outcome.kind === 'done') return outcome.value;
    // Why the link ended first, where it had: closed, or lost before the process was.
    throw this.#end.error ?? errorOf(outcome);
  }
}

/** Where the bytes of one write are: here, in the driver process, handed to the device, or taken by it. */
export interface DriverWrite {
  readonly isComplete: boolean;
  /** Sends as many pieces as the window allows. */
  fill(): void;
  onPosition(position: { type: 'handing' | 'progress' | 'held' | 'taken'; upTo: number }): void;
  /** What became of the bytes when the driver process died. */
  rangeAfter(exit: DriverExit): WriteRange;
}

/** @param send hands one piece to the driver process */
export function createDriverWrite(options: {
  bytes: Uint8Array;
  send: (piece: Uint8Array) => void;
  onProgress: (takenBytes: number) => void;
}): DriverWrite {
  const { bytes, send, onProgress } = options;
  let sent = 0;
  let handed = 0;
  let told = 0;
  /** Out of the driver process's hands. */
  let passed = 0;
  let taken = 0;

  const fill = (): void => {
    while (sent < bytes.length && sent - passed < windowBytes) {
      const piece = bytes.subarray(sent, sent + pieceBytes);
      sent += piece.length;
      send(piece);
    }
  };

  const tellProgress = (upTo: number): void => {
    if (upTo <= told) return;
    told = upTo;
    onProgress(upTo);
  };

  return {
    get isComplete() {
      return taken === bytes.length;
    },
    fill,
    onPosition: ({ type, upTo }) => {
      if (type === 'handing') {
        handed = upTo;
        return;
      }
      if (type === 'taken') taken = upTo;
      if (type === 'taken' || type === 'held') passed = upTo;
      tellProgress(upTo);
      fill();
    },
    // The driver says `handing` before it hands; only if its last words are lost must all that it got be doubted.
    rangeAfter: ({ isDrained }) => ({ sureBytes: taken, maybeBytes: isDrained ? Math.max(handed, taken) : sent }),
  };
}
