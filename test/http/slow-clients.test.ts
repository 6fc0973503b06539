import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { call, readAccepted } from '../end-to-end/agent-api.ts';
import { headOf, openSocket, parseRaw, readToEnd, sendPiece } from '../end-to-end/raw-call.ts';
import { startAgent } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const sockets: Socket[] = [];
const open = async (first = '', target = agent()) => {
  const socket = await openSocket(target);
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
const fill = async (count: number, target = agent()) => {
  const held: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    held.push(await open(slow, target));
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

it('a request that does not arrive within 10 s gets 408, and the connections that were held are free', async () => {
  // In the same 10 s, all the places of another agent are held by clients that say nothing more.
  const other = await startAgent(withoutPrinter);
  await fill(200, other);
  expect(await isHealthy(other)).toBe(false);
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
  await until('the other agent takes calls again', () => isHealthy(other));
  await other.kill();
});

it('queues nothing of a request that never arrived', async () => {
  const { jobs, printJobs, drawerJobs } = await readAccepted(agent());
  expect({ jobs, printJobs, drawerJobs }).toEqual({ jobs: [], printJobs: 0, drawerJobs: 0 });
});

describe('200 connections', () => {
  it('are all served; the next is closed without an answer; a place that comes free is given', async () => {
    const held = await fill(200);
    const refused = connect(agent().port, '127.0.0.1');
    refused.on('error', () => {});
    let answer = '';
    refused.on('data', (chunk) => {
      answer += chunk;
    });
    refused.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => refused.once('close', resolve));
    expect(answer).toBe('');
    const [first, ...others] = held;
    if (first === undefined) {
      throw new Error('no connection');
    }
    await sendPiece(first, '\r\n\r\n');
    expect(parseRaw(await readToEnd(first)).status).toBe(200);
    await until('a place is free', () => isHealthy());
    for (const socket of others.slice(0, 20)) {
      await sendPiece(socket, '\r\n\r\n');
      expect(parseRaw(await readToEnd(socket)).status).toBe(200);
    }
  });

  it('refused and never closed by their clients are freed too', async () => {
    for (let index = 0; index < 200; index += 1) {
      await open(index % 2 === 0 ? 'CONNECT a:443 HTTP/1.1\r\n\r\n' : 'garbage\r\n\r\n');
    }
    await until('the agent takes calls again', () => isHealthy());
  });
});
