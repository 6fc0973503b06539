import { AgentError } from '../../base/errors.ts';

/** The ways to a printer. */
export type LinkKind = 'usb' | 'tcp' | 'device-file' | 'spooler' | 'virtual';

/** Of one write: `sureBytes` surely left; of the rest up to `maybeBytes` (counted from the start) may have left. */
export interface WriteRange {
  sureBytes: number;
  /** Never below `sureBytes`. 0: nothing left, so the job may be sent again. */
  maybeBytes: number;
}

/**
 * Why there is no link, why it ended, or why a call on it failed: the one failure type of all ways to a printer. The
 * range is that of the write that failed, and 0 for everything else.
 */
export class LinkError extends AgentError {
  readonly sureBytes: number;
  readonly maybeBytes: number;

  constructor(code: string, message: string, options: { cause?: unknown } & Partial<WriteRange> = {}) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LinkError';
    this.sureBytes = options.sureBytes ?? 0;
    this.maybeBytes = options.maybeBytes ?? 0;
  }

  /** The same failure, as the write that it ended tells it. */
  after(range: WriteRange): LinkError {
    return new LinkError(this.code, this.message, { cause: this.cause, ...range });
  }
}

export interface WriteOptions {
  /** Aborting ends the write with a LinkError `WRITE_ABORTED` that tells what left. */
  signal?: AbortSignal;
  /** Called as bytes are taken, with the count from the start; a stalled printer is one that stops calling. */
  onProgress?: (takenBytes: number) => void;
  /**
   * This piece is followed by others of the same job, written with the same `signal`. Only a spooler looks at it: it keeps
   * the document open, and takes it back when the signal aborts in between.
   */
  more?: boolean;
}

/** What a USB printer says beside its data, even while it takes none. */
export interface PortStatus {
  paperEmpty: boolean;
  /** Online, in the words of the parallel port. */
  selected: boolean;
  error: boolean;
}

/**
 * How the other side took our end. `read`: it has read all, and ended as well. `reset`: it has thrown away what it had not
 * read. `unknown`: it did not say in time, or this way cannot tell.
 */
export type Closing = 'read' | 'reset' | 'unknown';

/** Knows one way to one printer. One link at a time. */
export interface Connector {
  /** As asked for; the link tells what was chosen where several ways lead to the printer. */
  readonly kind: LinkKind;
  /** For status and logs: `tcp://192.168.1.50:9100`. */
  readonly description: string;

  /**
   * Waits until the link before is wholly closed. Rejects with a LinkError (`PRINTER_OFFLINE`, `PRINTER_PERMISSION`,
   * `PRINTER_BUSY`, …) within the connector's own time-out, soon after `signal` aborts, and after `end`; with
   * `TRANSPORT_MISUSE` beside another opening or a link that is alive.
   */
  open(signal?: AbortSignal): Promise<Link>;

  /** Calls `onChange` when a printer may have come or gone; returns what ends that. Never throws. */
  watch(onChange: () => void): () => void;

  /**
   * Ends the opening under way, the link, and all that the connector has started. Idempotent, never rejects; resolves
   * when nothing is left that could be ended.
   */
  end(): Promise<void>;
}

/**
 * A printer that is open: carries bytes there and back until it ends, and is never revived. One user at a time:
 * overlapping writes or reads reject with `TRANSPORT_MISUSE`, as hardware would refuse them.
 */
export interface Link {
  readonly kind: LinkKind;
  /** For status and logs: `usb:0471:0055 (usbprint)`. */
  readonly description: string;
  /** Whether the printer can talk back. */
  readonly readable: boolean;
  /** Aborts once the link is closed or lost; its reason is the LinkError that says why. Calls reject with that from then on. */
  readonly ended: AbortSignal;

  /**
   * Resolves once the link has taken every byte (which is not yet: printed). While the printer takes nothing the
   * promise waits, without a time limit, as long as the link is alive. Bytes go out in order, in pieces of at most 4096.
   * A link that ends meanwhile has ended before the write rejects.
   */
  write(bytes: Uint8Array, options?: WriteOptions): Promise<void>;

  /**
   * Resolves with whatever has come in, at least one byte, or with an empty array after `timeoutMs`. 0 takes what
   * is there already (draining). Reading beside a pending write is allowed. What came in before the link was lost can
   * still be read.
   */
  read(timeoutMs: number): Promise<Uint8Array>;

  /**
   * Rejects, and the link has ended, when the printer is not the one any more that was opened: the machine has slept, the
   * cable was moved. Asked before bytes go out whose fate would be in doubt. Resolves where only a write can tell.
   */
  check(): Promise<void>;

  /** Answers beside a pending write; null where this printer does not say. */
  portStatus(): Promise<PortStatus | null>;

  /**
   * Makes the printer forget what it holds, so that nothing of a job that was cut reaches the next one. Rejects with
   * `PRINTER_UNSUPPORTED` where the printer cannot. Only with no write pending.
   */
  softReset(): Promise<void>;

  /** Idempotent, never rejects; pending calls reject with `PRINTER_OFFLINE`. Resolves when the printer is given back. */
  close(): Promise<Closing>;
}

/** A call that the contract forbids: a bug of the caller, told as hardware would. The code is as old as the journal. */
export function misuse(what: string): LinkError {
  return new LinkError('TRANSPORT_MISUSE', `Erreur interne de l'agent : ${what}. Signalez-la au support.`);
}

/** What a write rejects with that its own signal has ended. */
export function writeAborted(signal: AbortSignal | undefined, range: Partial<WriteRange> = {}): LinkError {
  return new LinkError('WRITE_ABORTED', "L'envoi à l'imprimante a été interrompu.", {
    cause: signal?.reason,
    ...range,
  });
}
