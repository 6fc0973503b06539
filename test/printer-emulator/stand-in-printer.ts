import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What a stand-in finds in what it reads: a status question, one in line, a numbered one, a pulse, or the end of a ticket. */
export type Heard =
  | { kind: 'status'; n: number }
  | { kind: 'paper' }
  | { kind: 'model' }
  | { kind: 'id'; id: string }
  | { kind: 'pulse' };

export interface StandInConnection {
  /** Counted from 1. */
  readonly number: number;
  readonly socket: Socket;
  say(bytes: readonly number[] | string): void;
  /** Says it so much later, unless the connection is gone by then. */
  sayLater(afterMs: number, bytes: readonly number[] | string): void;
}

export interface StandInOptions {
  onConnection?: (connection: StandInConnection) => void;
  onHeard?: (heard: Heard, connection: StandInConnection) => void;
  /** False: nothing is read until the test says so. */
  reads?: boolean;
}

const patterns = /1004(0[1-4])|1d7201|1d4901|1d284806003030(.{8})|1b70....../g;

/**
 * What may sit at a printer's address: it reads TCP, finds the agent's questions in it, and says what the test wants. It
 * draws nothing and has no buffer of its own: a question is heard as soon as it is read.
 */
export async function startStandInPrinter(options: StandInOptions = {}) {
  const { onConnection, onHeard, reads = true } = options;
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const chunks: { at: number; bytes: Buffer }[] = [];
  let count = 0;

  const server = createServer({ pauseOnConnect: !reads }, (socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const connection: StandInConnection = {
      number: count,
      socket,
      say: (bytes) => {
        if (socket.writable) socket.write(typeof bytes === 'string' ? bytes : Uint8Array.from(bytes));
      },
      sayLater: (afterMs, bytes) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          connection.say(bytes);
        }, afterMs);
        timers.add(timer);
      },
    };
    let rest = '';
    socket.on('data', (bytes) => {
      chunks.push({ at: performance.now(), bytes });
      rest += bytes.toString('hex');
      let read = 0;
      for (const found of rest.matchAll(patterns)) {
        if (found.index % 2 !== 0) continue;
        read = found.index + found[0].length;
        const heard = toHeard(found);
        onHeard?.(heard, connection);
      }
      // A question may come in two pieces.
      rest = rest.slice(Math.max(read, rest.length - (rest.length % 2) - 40));
    });
    onConnection?.(connection);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    port: address.port,
    get connections() {
      return count;
    },
    get open() {
      return sockets.size;
    },
    /** Everything that was read, in order of arrival. */
    bytes: () => Buffer.concat(chunks.map(({ bytes }) => bytes)),
    chunks: () => chunks,
    /** How often this order is on what was read. */
    copies: (orderId: number) =>
      [
        ...Buffer.concat(chunks.map(({ bytes }) => bytes))
          .toString('latin1')
          .matchAll(/Ticket N.: (\S+)/g),
      ].filter(([, order]) => order === String(orderId)).length,
    readOn: () => {
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export type StandInPrinter = Awaited<ReturnType<typeof startStandInPrinter>>;

function toHeard(found: RegExpExecArray): Heard {
  const [text, n, id] = found;
  if (n !== undefined) return { kind: 'status', n: Number(n) };
  if (id !== undefined) return { kind: 'id', id: Buffer.from(id, 'hex').toString('latin1') };
  if (text === '1d7201') return { kind: 'paper' };
  return { kind: text === '1d4901' ? 'model' : 'pulse' };
}
