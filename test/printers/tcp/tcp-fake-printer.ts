import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** A print server on a free port of this machine, with real back-pressure: stalled, it stops reading. */
export interface FakeTcpPrinter {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** Connections that are open now. */
  open(): number;
  received(): Buffer;
  stall(): void;
  resume(): void;
  answer(bytes: Uint8Array): Promise<void>;
  /** Ends the connection in order (FIN). */
  hangUp(): Promise<void>;
  /** Resets the connection (RST) and listens no more. */
  cut(): Promise<void>;
  dispose(): Promise<void>;
}

export async function createFakeTcpPrinter(): Promise<FakeTcpPrinter> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  let latest: Socket | undefined;
  const arrived = Promise.withResolvers<Socket>();
  let connections = 0;
  let stalled = false;

  const server = net.createServer((socket) => {
    connections++;
    latest = socket;
    sockets.add(socket);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (stalled) socket.pause();
    arrived.resolve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function stopListening(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  return {
    port,
    get connections() {
      return connections;
    },
    open: () => sockets.size,
    received: () => Buffer.concat(chunks),
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    async answer(bytes) {
      const socket = latest ?? (await arrived.promise);
      await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
    },
    async hangUp() {
      const socket = latest ?? (await arrived.promise);
      socket.end();
    },
    cut: stopListening,
    dispose: stopListening,
  };
}
