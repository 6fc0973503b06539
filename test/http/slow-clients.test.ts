import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { call, readAccepted } from '../end-to-end/agent-api.ts';
import { manners, startHostileCallers } from '../end-to-end/hostile-callers.ts';
import { headOf, openSocket, parseRaw, readToEnd, sendPiece } from '../end-to-end/raw-call.ts';
import { until } from '../end-to-end/until.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const sockets: Socket[] = [];
const open = async (first = '', target = agent(), localAddress = '127.0.0.1') => {
  const socket = await openSocket(target, localAddress);
  sockets.push(socket);
  if (first !== '') {
    await sendPiece(socket, first);
  }
  return socket;
};
const isHealthy = (target = agent()) =>
  call(target, 'GET', '/health').then(
    ({ status }) => status === 200,
    () => false,
  );
const slow = 'GET /health HTTP/1.1\r\nX: ';
const fill = async (count: number, target = agent(), localAddress = '127.0.0.1') => {
  const held: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    held.push(await open(slow, target, localAddress));
  }
  return held;
};

afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
  await until('the connections are free again', () => isHealthy());
});

/** Sends what there is, and a byte every now and then if it drips. */
async function answerTo({ pieces, drips }: { pieces: string[]; drips?: boolean }): Promise<string> {
  const socket = await open();
  for (const piece of pieces) {
    await sendPiece(socket, piece);
  }
  const drip = setInterval(() => drips && socket.write('x'), 500);
  return readToEnd(socket).finally(() => clearInterval(drip));
}

it('a request that does not arrive within 10 s gets 408', async () => {
  const post = (path: string, header: string) => headOf(agent(), `POST ${path}`, header);
  const answers = await Promise.all([
    answerTo({ pieces: [] }),
    answerTo({ pieces: ['GET /health HTTP/1.1\r\nHost:'] }),
    answerTo({ pieces: ['GET /health HTTP/1.1\r\nX: '], drips: true }),
    answerTo({ pieces: [post('/drawer/open', 'Content-Length: 2')] }),
    answerTo({ pieces: [post('/print/ticket', 'Content-Length: 20'), '{"order_id"'] }),
    answerTo({ pieces: [post('/print/ticket', 'Content-Length: 2000'), ' '], drips: true }),
    answerTo({ pieces: [post('/print/ticket', 'Transfer-Encoding: chunked'), '2\r\n{}\r\n'] }),
  ]);
  for (const answer of answers.map(parseRaw)) {
    expect(answer.status).toBe(408);
    expect(JSON.parse(answer.body)).toEqual({ error: expect.any(String), code: 'REQUEST_TIMEOUT' });
  }
});

it('queues nothing of a request that never arrived', async () => {
  const { jobs, printJobs, drawerJobs } = await readAccepted(agent());
  expect({ jobs, printJobs, drawerJobs }).toEqual({ jobs: [], printJobs: 0, drawerJobs: 0 });
});

describe('more than 200 connections', () => {
  it('cost the oldest of those on which nothing is answered; the newcomer is served', async () => {
    const [first, second, ...others] = await fill(200);
    if (first === undefined || second === undefined) {
      throw new Error('no connection');
    }
    // The ERP comes and goes; a caller that stays takes the place of the oldest.
    expect(await isHealthy()).toBe(true);
    const newcomer = await open(slow);
    expect(await readToEnd(first).catch(() => 'reset')).toMatch(/^(reset)?$/);
    for (const socket of [second, newcomer]) {
      await sendPiece(socket, '\r\n\r\n');
      expect(parseRaw(await readToEnd(socket)).status).toBe(200);
    }
    for (const socket of others.slice(-20)) {
      await sendPiece(socket, '\r\n\r\n');
      expect(parseRaw(await readToEnd(socket)).status).toBe(200);
    }
  });

  it('cost the caller that holds the most of them, not the one that came first', async () => {
    const early = await open(slow);
    await fill(3, agent(), '127.0.0.3');
    await fill(250, agent(), '127.0.0.2');
    await sendPiece(early, '\r\n\r\n');
    expect(parseRaw(await readToEnd(early)).status).toBe(200);
  });

  it('refused and never closed by their clients are freed too', async () => {
    for (let index = 0; index < 200; index += 1) {
      await open(index % 2 === 0 ? 'CONNECT a:443 HTTP/1.1\r\n\r\n' : 'garbage\r\n\r\n');
    }
    await until('the agent takes calls again', () => isHealthy());
  });
});

/** What a sale asks, one call after the other while strangers do their worst; gives how many were lost. */
async function lostCalls(count: number): Promise<number> {
  let lost = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const answer = await call(agent(), 'GET', '/status').catch(() => null);
    lost += answer?.status === 200 ? 0 : 1;
  }
  return lost;
}

describe('the ERP loses no call beside', () => {
  const addresses: [string, (index: number) => string][] = [
    ['one address', () => '127.0.0.9'],
    ["the ERP's own address, as through a tunnel", () => '127.0.0.1'],
    ['200 addresses', (index) => `127.0.1.${1 + (index % 200)}`],
  ];
  it.each(
    Object.entries(manners).flatMap(([name, manner]) =>
      addresses.map(([from, addressOf]) => [name, from, manner, addressOf] as const),
    ),
  )('300 connections: %s, from %s', async (_name, _from, manner, addressOf) => {
    const callers = startHostileCallers(agent(), manner, { count: 300, addressOf });
    try {
      await until('they hold what they can', () => callers.connects() >= 300);
      expect(await lostCalls(10)).toBe(0);
    } finally {
      callers.end();
    }
  });
});
