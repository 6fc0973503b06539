import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Clock, systemClock } from '../../src/main/base/clock.ts';
import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import type { VirtualPaper } from '../../src/main/printers/virtual/virtual-paper.ts';
import { createDeviceConnection, type DeviceConnection } from './device-connection.ts';
import { type DrawerPulse, FaultyPrinter, type FaultyPrinterOptions } from './faulty-printer.ts';

export interface PrintedPaper extends VirtualPaper {
  /** As `renderPaperText` gives it. */
  text: string;
}

export interface TcpPrinterOptions extends Omit<FaultyPrinterOptions, 'clock' | 'onPaper' | 'onBytes'> {
  clock?: Clock;
  /** Goes on with a command that the connection before left unfinished, as printers behind a print server do. */
  keepsPartialCommand?: boolean;
}

/** A receipt printer at the end of a real network cable, on 127.0.0.1. */
export interface TcpPrinter {
  readonly port: number;
  /** `tcp://127.0.0.1:PORT` */
  readonly address: string;
  readonly device: FaultyPrinter;
  /** Connections so far, those still waiting for their turn included. */
  readonly connections: number;
  papers(): PrintedPaper[];
  /** Every byte that the printer took, over all connections. */
  bytes(): Buffer;
  drawerPulses(): readonly DrawerPulse[];
  /** Resolves with the n-th paper (1 is the first), at once if it is there. */
  waitForPaper(n: number): Promise<PrintedPaper>;
  waitForPulse(n: number): Promise<DrawerPulse>;
  /** Resets every connection (RST); listens on. */
  dropConnections(): void;
  /** Listens no more: new connections are refused, those there stay. */
  refuse(): Promise<void>;
  /** On the same port. */
  listenAgain(): Promise<void>;
  /** The firmware hangs: takes and says nothing, the connection stays. */
  freeze(): void;
  thaw(): void;
  /** Tears off what is printed. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpPrinter(options: TcpPrinterOptions): Promise<TcpPrinter> {
  const papers = createArrivals<PrintedPaper>();
  const pulses = createArrivals<DrawerPulse>();
  const chunks: Uint8Array[] = [];
  const device = new FaultyPrinter({
    clock: systemClock,
    ...options,
    onBytes: (bytes) => chunks.push(bytes),
    onPaper: (paper) => papers.add({ ...paper, text: renderPaperText(paper.events, options.profile) }),
    onDrawer(pulse) {
      pulses.add(pulse);
      options.onDrawer?.(pulse);
    },
  });
  const line = await startServer(device, options.keepsPartialCommand ?? false);

  return {
    ...line,
    get connections() {
      return line.connections;
    },
    address: `tcp://127.0.0.1:${line.port}`,
    device,
    papers: () => papers.all(),
    bytes: () => Buffer.concat(chunks),
    drawerPulses: () => pulses.all(),
    waitForPaper: papers.waitFor,
    waitForPulse: pulses.waitFor,
    freeze: () => device.setFaults({ frozen: true }),
    thaw: () => device.setFaults({ frozen: false }),
    flush: () => device.flush(),
  };
}

/** One connection is served at a time, as most printers do; the next ones wait, connected, for their turn. */
async function startServer(device: FaultyPrinter, keepsPartialCommand: boolean) {
  const connections: DeviceConnection[] = [];
  let count = 0;

  // Half open: a host that has said everything is still answered, and what it said still printed.
  const server = createServer({ allowHalfOpen: true }, (socket: Socket) => {
    count++;
    const connection = createDeviceConnection(socket, device, keepsPartialCommand);
    connections.push(connection);
    if (connections.length === 1) connection.serve();
    socket.once('close', () => {
      const wasServed = connections.indexOf(connection) === 0;
      connections.splice(connections.indexOf(connection), 1);
      if (wasServed) connections[0]?.serve();
    });
  });
  async function listen(port: number): Promise<void> {
    if (server.listening) return;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }
  await listen(0);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    get connections() {
      return count;
    },
    dropConnections() {
      for (const connection of connections) connection.reset();
    },
    // The listening socket closes at once; 'close' would come only when the last connection has ended.
    refuse: async () => void server.close(),
    listenAgain: () => listen(port),
    async close(): Promise<void> {
      server.close();
      await Promise.all(connections.map((connection) => connection.destroy()));
    },
  };
}

/** What comes one after the other, and who waits for it. */
function createArrivals<Item>() {
  const items: Item[] = [];
  const waiting: { n: number; resolve: (item: Item) => void }[] = [];

  return {
    all: () => [...items],
    add(item: Item): void {
      items.push(item);
      for (const { n, resolve } of waiting) if (n === items.length) resolve(item);
    },
    waitFor(n: number): Promise<Item> {
      const item = items[n - 1];
      return item === undefined ? new Promise((resolve) => waiting.push({ n, resolve })) : Promise.resolve(item);
    },
  };
}
