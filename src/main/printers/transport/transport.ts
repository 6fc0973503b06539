import { AgentError } from '../../base/errors.ts';

export type TransportKind = 'usb' | 'tcp' | 'device-file' | 'spooler' | 'virtual';

/**
 * Why a write ended early. `sureBytes` surely left; of the rest up to `maybeBytes` (counted from the start, never
 * below `sureBytes`) may have left. `maybeBytes === 0`: nothing left, so the job may be sent again.
 */
export class TransportError extends AgentError {
  readonly sureBytes: number;
  readonly maybeBytes: number;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; sureBytes?: number; maybeBytes?: number } = {},
  ) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TransportError';
    this.sureBytes = options.sureBytes ?? 0;
    this.maybeBytes = options.maybeBytes ?? 0;
  }
}

export interface WriteOptions {
  /** Aborting ends the write with a TransportError `WRITE_ABORTED` that tells what left. */
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
 * A way to carry bytes to one printer and back. One user at a time: overlapping writes, overlapping reads, or a
 * write before `open` reject with `TRANSPORT_MISUSE`, as hardware would.
 */
export interface Transport {
  /** With `description`, may change with `open`, where it chooses among several ways to the printer. */
  readonly kind: TransportKind;
  /** For status and logs: `tcp://192.168.1.50:9100`. */
  readonly description: string;
  /** Whether the printer can talk back; known once open. */
  readonly readable: boolean;
  readonly isOpen: boolean;

  /** Idempotent. Rejects with a TransportError (`PRINTER_OFFLINE`, `PRINTER_PERMISSION`, `PRINTER_BUSY`) within its own time-out. */
  open(): Promise<void>;

  /**
   * Resolves once the link has taken every byte (which is not yet: printed). While the printer takes nothing the
   * promise waits, without a time limit, as long as the link is alive. A dead link rejects with a TransportError
   * and the transport is closed. Bytes go out in order, in pieces of at most 4096.
   */
  write(bytes: Uint8Array, options?: WriteOptions): Promise<void>;

  /**
   * Resolves with whatever has come in, at least one byte, or with an empty array after `timeoutMs`. 0 takes what
   * is there already (draining). Reading beside a pending write is allowed. Rejects with a TransportError when the
   * link is gone.
   */
  read(timeoutMs: number): Promise<Uint8Array>;

  /** Idempotent, never rejects; pending calls reject with `PRINTER_OFFLINE`. */
  close(): Promise<void>;

  /** Answers beside a pending write; null where this printer does not say. Rejects when the link is gone. */
  portStatus?(): Promise<PortStatus | null>;

  /**
   * Makes the printer forget what it holds, so that nothing of a job that was cut reaches the next one. Rejects
   * where the printer cannot. Only with no write pending.
   */
  softReset?(): Promise<void>;

  /** Calls `onChange` when a printer may have come or gone; returns what ends that. Never throws. */
  watch?(onChange: () => void): () => void;
}

/** A call that the Transport contract forbids: a bug of the caller, told as hardware would. */
export function misuse(what: string): TransportError {
  return new TransportError('TRANSPORT_MISUSE', `Erreur interne de l'agent : ${what}. Signalez-la au support.`);
}
