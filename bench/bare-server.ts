/**
 * The floor: `bare-server.ts close | keep-alive [SINK_PORT]`. A bare `node:http` server that reads the body and
 * answers as many bytes as the agent. With a sink it first writes the ready-made ticket to it: nothing is parsed,
 * laid out, written to disk or confirmed.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { createTicketPatcher } from './create-ticket-patcher.ts';

const answer = Buffer.from(
  JSON.stringify({
    success: true,
    message: 'Impression ticket commande #1000000 programmée',
    job_id: '00000000-0000-4000-8000-000000000000',
    state: 'queued',
  }),
);

const fence = Buffer.from([0x1d, 0x72, 0x01]);

function orderIdOf(body: Buffer): number {
  return Number(/"order_id": (\d+)/.exec(body.toString('latin1', 0, 64))?.[1]);
}

function readBody(request: IncomingMessage, onBody: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => onBody(Buffer.concat(chunks)));
}

function connectSink(port: number): Socket {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.resume();
  return socket;
}

const [mode, sinkPort] = process.argv.slice(2);
const sink = sinkPort === undefined ? null : connectSink(Number(sinkPort));
const patch = sink === null ? null : createTicketPatcher(Date.now());
const server = createServer({ noDelay: true }, (request, response) => {
  readBody(request, (body) => {
    if (sink !== null && patch !== null) {
      sink.cork();
      sink.write(patch(orderIdOf(body)));
      sink.write(fence);
      sink.uncork();
    }
    response.writeHead(200, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': answer.length,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Connection: mode === 'close' ? 'close' : 'keep-alive',
    });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
