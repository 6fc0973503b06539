import type { Socket } from 'node:net';
import { LinkEnd, type WayLink } from '../transport/connector.ts';
import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import type { Closing, WriteOptions } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { type AliveWatch, createAliveWatch } from './tcp-alive-watch.ts';
import type { TcpTarget } from './tcp-connect.ts';
import { explainClosed, explainDeadPeer, explainLostLink } from './tcp-errors.ts';

const maxPieceBytes = 4096;
const maxIncomingBytes = 64 * 1024;
const pauseMs = 20;
/** A piece that the kernel took only after this long waited for room, which the peer's acknowledgement has made. */
const slowPieceMs = 10;
/** Idle links only (see tcp-alive-watch.ts for the others): 10 s, then libuv's ten probes a second apart. */
const keepAliveAfterMs = 10_000;
const closeTimeoutMs = 1000;
const mostLastWords = 64 * 1024;

/** The traffic of one TCP connection. */
export class TcpLink implements WayLink {
  readonly readable = true;
  readonly #socket: Socket;
  readonly #target: TcpTarget;
  readonly #watch: AliveWatch;
  readonly #incoming = createIncomingBytes(maxIncomingBytes);
  readonly #end = new LinkEnd();
  #closed: Promise<void> | null = null;
  #closing: Closing = 'unknown';
  #isWriting = false;
  #isReading = false;
  /** Bytes went out and nothing has come in since: a reader is waiting for an answer, not idling. */
  #unanswered = false;

  constructor(socket: Socket, target: TcpTarget, watchOptions: Omit<Parameters<typeof createAliveWatch>[0], 'onDead'>) {
    this.#socket = socket;
    this.#target = target;
    this.#watch = createAliveWatch({
      ...watchOptions,
      onDead: () => {
        this.#end.come(explainDeadPeer(target));
        socket.resetAndDestroy();
      },
    });
    this.ended.addEventListener('abort', () => this.#watch.stop(), { once: true });
    this.#follow(socket);
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  #follow(socket: Socket): void {
    const lose = (cause?: unknown) => this.#end.come(explainLostLink(this.#target, cause));
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveAfterMs);
    socket.on('data', (chunk) => this.#onData(chunk));
    socket.on('error', lose);
    socket.on('end', () => {
      // After our own close the last piece may still be on its way; else a printer that has ended reads no more.
      if (this.ended.aborted) return;
      lose();
      socket.destroy();
    });
    socket.on('close', () => lose());
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    // Asking a silent printer again and again must not put off the finding that it is dead.
    if (!this.#unanswered) this.#watch.moved();
    this.#isWriting = true;
    this.#updateWaiting();
    try {
      for (let handed = 0; handed < bytes.length; ) {
        this.#throwIfOver(handed, signal);
        // A copy: after an abort the caller may use its buffer again while this piece still waits in the socket.
        const piece = Buffer.from(bytes.subarray(handed, handed + maxPieceBytes));
        handed += piece.length;
        const taken = await raceEnd(this.#hand(piece), { signals: [this.ended, signal] });
        if (taken === null) this.#throwIfOver(handed, signal);
        onProgress?.(handed);
      }
    } finally {
      this.#isWriting = false;
      this.#updateWaiting();
    }
  }

  #throwIfOver(handed: number, signal: AbortSignal | undefined): void {
    // `sureBytes` stays 0: TCP does not tell Node how much the peer has acknowledged.
    const error = this.#end.over(signal)?.after({ sureBytes: 0, maybeBytes: handed });
    if (error !== undefined) throw error;
  }

  /** Resolves once the kernel has taken the piece; never when the connection fails, whose end tells the reason. */
  #hand(piece: Uint8Array): Promise<void> {
    this.#unanswered = true;
    const handedAt = performance.now();
    return new Promise((resolve) => {
      this.#socket.write(piece, (error) => {
        if (error) return;
        if (performance.now() - handedAt >= slowPieceMs) this.#watch.moved();
        resolve();
      });
    });
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    this.#isReading = true;
    this.#updateWaiting();
    try {
      if (timeoutMs <= 0 && this.#incoming.size === 0) await pollSockets();
      return await this.#incoming.read(timeoutMs, this.ended);
    } finally {
      this.#isReading = false;
      this.#updateWaiting();
    }
  }

  #onData(chunk: Buffer): void {
    // After our own close the printer's last words belong to nobody.
    if (this.ended.aborted) return;
    this.#unanswered = false;
    this.#watch.moved();
    this.#incoming.push(chunk);
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
    this.#watch.setWaiting(this.#isWriting || (this.#isReading && this.#unanswered));
  }

  get closing(): Closing {
    return this.#closing;
  }

  close(): Promise<void> {
    this.#end.come(explainClosed(this.#target));
    this.#closed ??= endGracefully(this.#socket).then((closing) => {
      this.#closing = closing;
    });
    return this.#closed;
  }
}

/** Between two turns of the loop lies one poll of the sockets: what the kernel already holds comes in. */
function pollSockets(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

/**
 * Sends FIN behind the bytes already handed over and keeps reading until the peer's: closing a socket with unread
 * bytes makes the kernel send RST, which throws away what the printer has not yet taken. After a second the rest is
 * left to the kernel. Who goes on talking has not heard the end: that is cut off.
 */
function endGracefully(socket: Socket): Promise<Closing> {
  if (socket.destroyed) return Promise.resolve('unknown');
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
    let lastWords = 0;
    let closing: Closing = 'unknown';
    socket.on('data', ({ length }) => {
      lastWords += length;
      // Not reset: libuv refuses that behind a FIN, and Node then never tells the end (uv_tcp_close_reset).
      if (lastWords > mostLastWords) socket.destroy();
    });
    socket.once('end', () => {
      closing = 'read';
    });
    socket.once('error', () => {
      closing = 'reset';
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(closing);
    });
    socket.end();
  });
}
