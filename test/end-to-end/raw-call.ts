import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { StartedAgent } from './start-agent.ts';

export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

/**
 * Sends exactly these pieces, each in its own TCP write, and only then begins to read, as a client that does not look
 * for an early answer. Resolves with everything that came until the agent closed; rejects if the connection broke.
 */
export async function rawCall(agent: Pick<StartedAgent, 'port'>, ...pieces: (string | Uint8Array)[]): Promise<string> {
  const socket = await openSocket(agent);
  try {
    for (const piece of pieces) {
      await sendPiece(socket, piece);
    }
    return await readToEnd(socket);
  } finally {
    socket.destroy();
  }
}

export async function openSocket({ port }: Pick<StartedAgent, 'port'>, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress, noDelay: true });
  await once(socket, 'connect');
  // Kept in `socket.errored`: the test looks at it when it reads.
  socket.on('error', () => {});
  socket.pause();
  return socket;
}

/** Resolves once the kernel has the bytes and a turn of the event loop has passed, so that pieces stay pieces. */
export async function sendPiece(socket: Socket, piece: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.write(piece, (error) => (error ? reject(error) : setImmediate(resolve)));
  });
}

/** Reads until the agent ends the connection. Rejects on a reset: the answer may be lost with it. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (socket.errored) {
    throw socket.errored;
  }
  if (!socket.readableEnded) {
    const ended = once(socket, 'end');
    socket.resume();
    await ended;
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function parseRaw(text: string): RawAnswer {
  const separator = text.indexOf('\r\n\r\n');
  const head = text.slice(0, separator);
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0), head, body: text.slice(separator + 4) };
}

/** The head of a request with the agent's token. */
export function headOf(agent: StartedAgent, line: string, ...headers: string[]): string {
  return [`${line} HTTP/1.1`, 'Host: till', `Authorization: Bearer ${agent.token}`, ...headers, '', ''].join('\r\n');
}
