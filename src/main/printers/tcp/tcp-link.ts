import type { Socket } from 'node:net';
import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import { misuse, TransportError, type WriteOptions } from '../transport/transport.ts';
import type { AliveWatch } from './tcp-alive-watch.ts';
import type { LinkFailure } from './tcp-errors.ts';

const maxPieceBytes = 4096;
const maxIncomingBytes = 64 * 1024;
const pauseMs = 20;
const maxTimerMs = 2 ** 31 - 1;
/** A piece that the kernel took only after this long waited for room, which the peer's acknowledgement has made. */
const slowPieceMs = 10;

interface PendingWrite {
  handedBytes: number;
  finish: (error?: TransportError) => void;
}

interface PendingRead {
  settle: () => void;
}

/**
 * The traffic of one TCP connection: one write and one read at a time, until the link fails or is let go. The
 * watch hears of every movement; the owner opens, probes and closes.
 */
export class TcpLink {
  readonly #socket: Socket;
  readonly #watch: AliveWatch;
  readonly #incoming = createIncomingBytes(maxIncomingBytes);
  #failure: LinkFailure | null = null;
  #write: PendingWrite | null = null;
  #read: PendingRead | null = null;
  /** Bytes went out and nothing has come in since: a reader is waiting for an answer, not idling. */
  #unanswered = false;

  constructor(socket: Socket, watch: AliveWatch) {
    this.#socket = socket;
    this.#watch = watch;
    socket.on('data', (chunk) => this.#onData(chunk));
  }

  get failure(): LinkFailure | null {
    return this.#failure;
  }

  /** Ends the link: pending calls reject, later ones too. What came in before can still be read. */
  fail(failure: LinkFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#watch.stop();
    this.#write?.finish(this.#error(failure, this.#write.handedBytes));
    this.#read?.settle();
  }

  write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    if (this.#write !== null) return Promise.reject(misuse('une écriture est déjà en cours'));
    if (this.#failure !== null) return Promise.reject(this.#error(this.#failure, 0));
    if (signal?.aborted) return Promise.reject(aborted(0, signal));
    if (bytes.length === 0) return Promise.resolve();

    return new Promise((resolve, reject) => {
      const onAbort = () => pending.finish(aborted(pending.handedBytes, signal));
      const pending: PendingWrite = {
        handedBytes: 0,
        finish: (error) => {
          if (this.#write !== pending) return;
          this.#write = null;
          signal?.removeEventListener('abort', onAbort);
          this.#updateWaiting();
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#write = pending;
      // Asking a silent printer again and again must not put off the finding that it is dead.
      if (!this.#unanswered) this.#watch.moved();
      this.#updateWaiting();
      this.#handNextPiece(pending, bytes, onProgress);
    });
  }

  /** Hands one piece at a time to the kernel, the next once the kernel has taken the one before. */
  #handNextPiece(pending: PendingWrite, bytes: Uint8Array, onProgress: WriteOptions['onProgress']): void {
    // A copy: after an abort the caller may use its buffer again while this piece still waits in the socket.
    const piece = Buffer.from(bytes.subarray(pending.handedBytes, pending.handedBytes + maxPieceBytes));
    pending.handedBytes += piece.length;
    this.#unanswered = true;
    const takenBytes = pending.handedBytes;
    const handedAt = performance.now();
    this.#socket.write(piece, (error) => {
      // A failing socket tells its reason by 'error' and 'close'; here it would only be "destroyed".
      if (error) return;
      if (performance.now() - handedAt >= slowPieceMs) this.#watch.moved();
      if (this.#write !== pending) return;
      onProgress?.(takenBytes);
      if (takenBytes === bytes.length) pending.finish();
      else this.#handNextPiece(pending, bytes, onProgress);
    });
  }

  read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#read !== null) return Promise.reject(misuse('une lecture est déjà en cours'));
    if (this.#incoming.size > 0) return Promise.resolve(this.#incoming.take());
    if (this.#failure !== null) return Promise.reject(this.#error(this.#failure, 0));

    return new Promise((resolve, reject) => {
      const pending: PendingRead = {
        settle: () => {
          if (this.#read !== pending) return;
          this.#read = null;
          cancelTimer();
          this.#updateWaiting();
          if (this.#failure !== null && this.#incoming.size === 0) reject(this.#error(this.#failure, 0));
          else resolve(this.#incoming.take());
        },
      };
      const cancelTimer = startTimer(pending.settle, timeoutMs);
      this.#read = pending;
      this.#updateWaiting();
    });
  }

  #onData(chunk: Buffer): void {
    // After our own close the printer's last words belong to nobody.
    if (this.#failure !== null) return;
    this.#unanswered = false;
    this.#watch.moved();
    this.#incoming.push(chunk);
    this.#read?.settle();
    if (this.#incoming.size >= maxIncomingBytes) this.#pauseReading();
  }

  /**
   * A printer that says more than anybody listens to has to wait, as TCP lets it: that costs neither memory nor time. Not for
   * ever, as its end is heard only behind its words.
   */
  #pauseReading(): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), pauseMs).unref();
  }

  #updateWaiting(): void {
    this.#watch.setWaiting(this.#write !== null || (this.#read !== null && this.#unanswered));
  }

  /** `sureBytes` stays 0: TCP does not tell Node how much the peer has acknowledged. */
  #error({ code, message, cause }: LinkFailure, maybeBytes: number): TransportError {
    return new TransportError(code, message, { cause, maybeBytes });
  }
}

/** Starts the end of a read; returns what cancels it. */
function startTimer(onEnd: () => void, timeoutMs: number): () => void {
  if (timeoutMs > 0) {
    const timer = setTimeout(onEnd, Math.min(timeoutMs, maxTimerMs));
    return () => clearTimeout(timer);
  }
  // Between two turns of the loop lies one poll of the sockets: what the kernel already holds comes in.
  let cancelled = false;
  setImmediate(() => setImmediate(() => cancelled || onEnd()));
  return () => {
    cancelled = true;
  };
}

function aborted(maybeBytes: number, signal: AbortSignal | undefined): TransportError {
  return new TransportError('WRITE_ABORTED', "L'envoi à l'imprimante a été interrompu.", {
    cause: signal?.reason,
    maybeBytes,
  });
}
