import net, { type Socket } from 'node:net';

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
