import { type AddressInfo, createServer, type Socket } from 'node:net';

const realTimeStatus = Buffer.from([0x10, 0x04]);
const initialize = Buffer.from([0x1b, 0x40]);
const fence = Buffer.from([0x1d, 0x72, 0x01]);
/** Online, paper in, cover closed: the answer to every `DLE EOT n`. */
const wellAnswer = Buffer.from([0x12]);
/** Paper adequate: the answer to `GS r 1`. */
const paperAnswer = Buffer.from([0x00]);

/** When a ticket came out, in milliseconds of `performance.now()`. */
export interface PrintedTicket {
  orderId: number;
  firstByteAt: number;
  lastByteAt: number;
}

export interface PrinterSink {
  readonly port: number;
  /** Tickets that came out so far. */
  readonly printed: number;
  /** Resolves when the order's ticket comes out. Ask before it is sent. */
  waitFor(orderId: number): Promise<PrintedTicket>;
}

/** A printer on the network that takes everything at once, and answers status questions and fences as one does. */
export async function openPrinterSink(): Promise<PrinterSink> {
  const waiting = new Map<number, (ticket: PrintedTicket) => void>();
  let printed = 0;
  const onTicket = (ticket: PrintedTicket) => {
    printed += 1;
    waiting.get(ticket.orderId)?.(ticket);
    waiting.delete(ticket.orderId);
  };
  const server = createServer({ noDelay: true }, (socket) => serve(socket, onTicket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get printed() {
      return printed;
    },
    waitFor: (orderId) => new Promise((resolve) => waiting.set(orderId, resolve)),
  };
}

/**
 * Between two jobs only status questions come; a job begins with `ESC @` and ends where its fence begins. Right for
 * tickets of text: the dots of an image could hold a fence's bytes.
 */
function serve(socket: Socket, onTicket: (ticket: PrintedTicket) => void): void {
  let buffered: Buffer = Buffer.alloc(0);
  let firstByteAt: number | null = null;
  socket.on('error', () => {
    // An agent that is killed resets its connection: that is how most measurements end.
  });
  socket.on('data', (chunk: Buffer) => {
    const now = performance.now();
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    for (;;) {
      if (firstByteAt === null) {
        buffered = answerQuestions(socket, buffered);
        if (!startsWith(buffered, initialize)) {
          return;
        }
        firstByteAt = now;
      }
      const end = buffered.indexOf(fence);
      if (end < 0) {
        return;
      }
      socket.write(paperAnswer);
      onTicket({ orderId: orderIdOf(buffered.subarray(0, end)), firstByteAt, lastByteAt: now });
      firstByteAt = null;
      buffered = buffered.subarray(end + fence.length);
    }
  });
}

/** Answers the status questions at the head of `bytes`; returns what follows them. */
function answerQuestions(socket: Socket, bytes: Buffer): Buffer {
  let rest = bytes;
  while (rest.length >= 3 && startsWith(rest, realTimeStatus)) {
    socket.write(wellAnswer);
    rest = rest.subarray(3);
  }
  return rest;
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.length >= head.length && bytes.compare(head, 0, head.length, 0, head.length) === 0;
}

/** The sign between N and the number depends on the code page. */
function orderIdOf(job: Buffer): number {
  return Number(/Ticket N[^\d\n]*(\d+)/.exec(job.toString('latin1'))?.[1]);
}
