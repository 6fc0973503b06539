import { connect, type Socket } from 'node:net';
import type { StartedAgent } from './start-agent.ts';

/** What a client without a token may do with a connection. Each sends its first bytes, then what `beat` gives. */
export const manners = {
  /** Says nothing at all: a port scanner, a broken probe. */
  idle: {},
  /** Half a header, and no more. */
  'half a header': { first: 'GET /health HTTP/1.1\r\nX: ' },
  /** A header line now and then, never the last. */
  dripping: { first: 'GET /health HTTP/1.1\r\n', beat: 'X: y\r\n' },
  /** Is refused, and never sends the body that it announced nor closes its side. */
  lingering: { first: 'POST /print/ticket HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n' },
  /** A log-in page's body that never comes: it is read without a token. */
  'half a log-in': { first: 'POST /ui/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{' },
} satisfies Record<string, Manner>;

interface Manner {
  first?: string;
  beat?: string;
}

export interface HostileCallers {
  /** Connections made so far, those that were closed and made again included. */
  connects(): number;
  end(): void;
}

/** Holds `count` connections to the agent and makes each that is closed anew, from the address that `addressOf` gives. */
export function startHostileCallers(
  { port }: Pick<StartedAgent, 'port'>,
  manner: Manner,
  { count, addressOf = () => '127.0.0.1' }: { count: number; addressOf?: (index: number) => string },
): HostileCallers {
  const sockets = new Set<Socket>();
  let connects = 0;
  let isOver = false;
  const open = (index: number): void => {
    if (isOver) return;
    connects += 1;
    const socket = connect({ host: '127.0.0.1', port, localAddress: addressOf(index) });
    sockets.add(socket);
    socket.on('error', () => {});
    socket.resume();
    socket.once('connect', () => manner.first !== undefined && socket.write(manner.first));
    socket.once('close', () => {
      sockets.delete(socket);
      setImmediate(open, index);
    });
  };
  for (let index = 0; index < count; index += 1) {
    open(index);
  }
  const beating = setInterval(() => {
    if (manner.beat === undefined) return;
    for (const socket of sockets) socket.write(manner.beat);
  }, 500);
  return {
    connects: () => connects,
    end: () => {
      isOver = true;
      clearInterval(beating);
      for (const socket of sockets) socket.destroy();
    },
  };
}
