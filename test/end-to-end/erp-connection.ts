import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { sendPiece } from './raw-call.ts';

/** The ERP gives up when no byte has come for this long. */
const patienceMs = 10_000;

export interface WireAnswer {
  status: number;
  /** Lower-case names. */
  headers: Map<string, string>;
  body: Buffer;
}

/** One connection of the ERP's pool. */
export interface ErpConnection {
  /** As urllib3 looks before it uses a pooled connection again. */
  readonly isUsable: boolean;
  /** Sends head and body in two TCP writes. Rejects when the agent closes early or says nothing for 10 s. */
  exchange(head: string, body: string): Promise<WireAnswer>;
  close(): void;
}

export async function openErpConnection(port: number): Promise<ErpConnection> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('No byte for 10 s')));
  await once(socket, 'connect');
  const incoming = collect(socket);
  return {
    get isUsable() {
      return !socket.destroyed && socket.writable && !incoming.ended;
    },
    exchange: async (head, body) => {
      await sendPiece(socket, head);
      if (body !== '') {
        await sendPiece(socket, body);
      }
      return incoming.readAnswer();
    },
    close: () => socket.destroy(),
  };
}

function collect(socket: Socket) {
  let received = Buffer.alloc(0);
  let ended = false;
  let failure: Error | null = null;
  let wake = () => {};
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  socket.on('end', () => {
    ended = true;
    wake();
  });
  socket.on('error', (error) => {
    failure = error;
    wake();
  });
  const readAnswer = async (): Promise<WireAnswer> => {
    for (;;) {
      const answer = parseAnswer(received, ended);
      if (answer !== null) {
        received = received.subarray(answer.length);
        return answer;
      }
      if (failure !== null || ended) {
        throw failure ?? new Error(`The connection ended within the answer: ${received.toString()}`);
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    readAnswer,
    get ended() {
      return ended;
    },
  };
}

/** Null while bytes are missing. */
function parseAnswer(bytes: Buffer, ended: boolean): (WireAnswer & { length: number }) | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) {
    return null;
  }
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.split(':')[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]),
  );
  const start = headEnd + 4;
  const declared = headers.get('content-length');
  const length = declared === undefined ? bytes.length - start : Number(declared);
  if (declared === undefined ? !ended : bytes.length < start + length) {
    return null;
  }
  const body = bytes.subarray(start, start + length);
  return { status: Number(first.split(' ')[1]), headers, body, length: start + length };
}
