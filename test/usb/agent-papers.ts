import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Till } from '../end-to-end/till.ts';
import type { UsbTill } from './agent-till.ts';

/**
 * The ERP's day reads papers without waiting for them, and the emulator is another process. So whoever asks the agent
 * through this till's `url` is answered only once the papers that are out by then are here, too.
 */
export async function withPapersAtHand({ agent, printer, close }: UsbTill): Promise<Till> {
  let papers: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const answer = await askAgain(agent.url, incoming);
    papers = (await printer.papers()).map(({ text }) => text);
    pass(answer, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    agent: { ...agent, url: `http://127.0.0.1:${port}` },
    papers: () => papers,
    close: async () => {
      server.close();
      await close();
    },
  };
}

interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

async function askAgain(url: string, incoming: IncomingMessage): Promise<Answer> {
  const { method = 'GET', url: path = '/', headers } = incoming;
  const outgoing = request(`${url}${path}`, { method, headers, agent: false });
  incoming.pipe(outgoing);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) {
    chunks.push(chunk);
  }
  return {
    status: answer.statusCode ?? 502,
    type: answer.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
}

function pass({ status, type, body }: Answer, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { 'Content-Type': type, Connection: 'close' }).end(body);
}
