import net, { type Socket } from 'node:net';
import { systemErrorCode } from '../../base/errors.ts';

export interface TcpTarget {
  host: string;
  port: number;
}

export interface ConnectOptions extends TcpTarget {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Starts a connection; replaced in tests, where a host that never answers is hard to come by. */
  connect?: (target: TcpTarget) => Socket;
}

/** A connection attempt that got no answer at all within its time. */
class ConnectTimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor({ host, port }: TcpTarget, timeoutMs: number) {
    super(`no answer from ${host} port ${port} within ${timeoutMs} ms`);
    this.name = 'ConnectTimeoutError';
  }
}

/**
 * Resolves with a connected socket, name resolution included, within `timeoutMs`. Rejects with the system's error
 * (it has a `code`), a ConnectTimeoutError, or the signal's reason; the socket is destroyed then.
 */
export function connectSocket(options: ConnectOptions): Promise<Socket> {
  const { host, port, timeoutMs, signal, connect = net.connect } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const socket = connect({ host, port });
    const timer = setTimeout(() => fail(new ConnectTimeoutError({ host, port }, timeoutMs)), timeoutMs);
    const onAbort = () => fail(signal?.reason);

    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.removeListener('connect', onConnect);
      socket.removeListener('error', fail);
    }
    function onConnect(): void {
      settle();
      resolve(socket);
    }
    function fail(error: unknown): void {
      settle();
      // A late error of a socket that is already given up must not become an uncaught exception.
      socket.on('error', () => {});
      socket.destroy();
      reject(error);
    }

    signal?.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect);
    socket.once('error', fail);
  });
}

/** tcpmux (RFC 1078): assigned, and listened to by nothing that prints. */
const quietPort = 1;

/**
 * Answers whether a printer's host is alive, while its connection is stalled. Never rejects; takes at most twice
 * `timeoutMs`.
 *
 * Any answer proves life, a refusal above all. The probe knocks first on a port where nobody listens: a live host
 * refuses there without its print service noticing. Knocking on 9100 at once would be more direct but can harm the
 * job it asks about: a printer that serves one connection leaves the probe in its backlog, each probe fills a place
 * of it for as long as the job lasts (a Linux listener then drops the next one, which looks like death), and some
 * serial servers throw the older client out. So the print port is asked only when the quiet port is silent
 * (a host that drops instead of refusing), and that connection is reset at once. The price: behind a port forwarder
 * the forwarder's life is taken for the printer's.
 */
export function createConnectProbe(options: Omit<ConnectOptions, 'signal'>): () => Promise<boolean> {
  async function answers(probedPort: number): Promise<boolean> {
    try {
      const socket = await connectSocket({ ...options, port: probedPort });
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return true;
    } catch (error) {
      const code = systemErrorCode(error);
      return code === 'ECONNREFUSED' || code === 'ECONNRESET';
    }
  }
  return async () => (await answers(quietPort)) || (await answers(options.port));
}
