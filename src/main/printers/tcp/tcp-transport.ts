import type { Socket } from 'node:net';
import { CancellableOpening } from '../transport/cancellable-opening.ts';
import { misuse, type Transport, TransportError, type WriteOptions } from '../transport/transport.ts';
import { createAliveWatch } from './tcp-alive-watch.ts';
import { connectSocket, type TcpTarget } from './tcp-connect.ts';
import { createConnectProbe } from './tcp-connect-probe.ts';
import {
  explainClosed,
  explainConnectFailure,
  explainDeadPeer,
  explainLostLink,
  formatTcpTarget,
} from './tcp-errors.ts';
import { TcpLink } from './tcp-link.ts';

/** Idle links only (see tcp-alive-watch.ts for the others): 10 s, then libuv's ten probes a second apart. */
const keepAliveAfterMs = 10_000;
const closeTimeoutMs = 1000;
const mostLastWords = 64 * 1024;

export interface TcpTransportOptions {
  host: string;
  port: number;
  /** Name resolution included. Default 3000. */
  connectTimeoutMs?: number;
  /** Without progress for so long, ask whether the printer's host is alive. Default 5000. */
  stallProbeAfterMs?: number;
  /** From the start of an unanswered probe to the next. Default 4000. */
  probeRetryMs?: number;
  /** Unanswered probes in a row that mean the printer is dead. Default 3. */
  deadAfterProbes?: number;
  /** Whether the printer's host is alive. Default: a second, short-lived connection (tcp-connect-probe.ts). */
  connectProbe?: () => Promise<boolean>;
  /** Starts a connection; for tests. Default `net.connect`. */
  connect?: (target: TcpTarget) => Socket;
}

/**
 * A printer on the network, raw port 9100.
 *
 * A resolved write means that this machine's kernel has taken the bytes (some hundred kilobytes fit there), so a
 * short ticket never seems stalled: only the printer's own answer tells more. For the same reason `sureBytes` is
 * always 0. After an abort the link stays open; the piece on its way (at most 4096 bytes) goes out before the next
 * write. When the printer is found dead the connection is reset, so that what is still queued here cannot come out
 * of the printer later, when a person has already decided about the job. After a lost link, what came in before can
 * still be read, then calls reject with `PRINTER_OFFLINE` until `open`; after `close`, with `TRANSPORT_MISUSE`.
 */
export function createTcpTransport(options: TcpTransportOptions): Transport {
  return new TcpTransport(options);
}

class TcpTransport implements Transport {
  readonly kind = 'tcp';
  readonly description: string;
  readonly readable = true;
  readonly #options: TcpTransportOptions;
  #socket: Socket | null = null;
  #link: TcpLink | null = null;
  readonly #opening = new CancellableOpening((cancelled) => this.#connect(cancelled));
  #closing: Promise<void> | null = null;

  constructor(options: TcpTransportOptions) {
    this.#options = options;
    this.description = `tcp://${formatTcpTarget(options)}`;
  }

  get isOpen(): boolean {
    return this.#link !== null && this.#link.failure === null;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    return this.#opening.run();
  }

  async #connect(signal: AbortSignal): Promise<void> {
    // Most printers serve one connection: the old one must be gone first.
    await this.#closing;
    const { host, port, connectTimeoutMs = 3000, connect } = this.#options;
    let socket: Socket;
    try {
      socket = await connectSocket({ host, port, timeoutMs: connectTimeoutMs, signal, ...(connect && { connect }) });
    } catch (cause) {
      const failure = signal.aborted ? explainClosed(this.#options) : explainConnectFailure(this.#options, cause);
      throw new TransportError(failure.code, failure.message, { cause: failure.cause });
    }
    this.#adopt(socket);
  }

  #adopt(socket: Socket): void {
    const { host, port, stallProbeAfterMs = 5000, probeRetryMs = 4000, deadAfterProbes = 3 } = this.#options;
    const watch = createAliveWatch({
      // The address in use, not the name: a probe must not depend on a name server.
      probe:
        this.#options.connectProbe ?? createConnectProbe({ host: socket.remoteAddress ?? host, port, timeoutMs: 2000 }),
      stallProbeAfterMs,
      probeRetryMs,
      deadAfterProbes,
      onDead: () => {
        link.fail(explainDeadPeer(this.#options));
        socket.resetAndDestroy();
      },
    });
    const link = new TcpLink(socket, watch);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveAfterMs);
    socket.on('error', (cause) => link.fail(explainLostLink(this.#options, cause)));
    socket.on('end', () => {
      // After our own close the last piece may still be on its way; else a printer that has ended reads no more.
      if (link.failure !== null) return;
      link.fail(explainLostLink(this.#options, undefined));
      socket.destroy();
    });
    socket.on('close', () => link.fail(explainLostLink(this.#options, undefined)));
    this.#socket = socket;
    this.#link = link;
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    if (this.#link === null) throw misuse('écriture sur une imprimante non ouverte');
    return this.#link.write(bytes, options);
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#link === null) throw misuse('lecture sur une imprimante non ouverte');
    return this.#link.read(timeoutMs);
  }

  async close(): Promise<void> {
    this.#opening.cancel();
    await this.#opening.settled();
    const socket = this.#socket;
    if (socket !== null) {
      this.#link?.fail(explainClosed(this.#options));
      this.#link = null;
      this.#socket = null;
      this.#closing = endGracefully(socket).finally(() => {
        this.#closing = null;
      });
    }
    await this.#closing;
  }
}

/**
 * Sends FIN behind the bytes already handed over and keeps reading until the peer's: closing a socket with unread
 * bytes makes the kernel send RST, which throws away what the printer has not yet taken. After a second the rest is
 * left to the kernel. Who goes on talking has not heard the end: that is cut off.
 */
function endGracefully(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), closeTimeoutMs);
    let lastWords = 0;
    socket.on('data', ({ length }) => {
      lastWords += length;
      // Not reset: libuv refuses that behind a FIN, and Node then never tells the end (uv_tcp_close_reset).
      if (lastWords > mostLastWords) socket.destroy();
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end();
  });
}
