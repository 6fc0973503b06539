import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, post, readStatus } from '../../end-to-end/agent-api.ts';
import { type StartedAgent, startAgent } from '../../end-to-end/start-agent.ts';
import { startTcpTill, untilIdle } from '../../end-to-end/till.ts';
import { until } from '../../end-to-end/until.ts';

interface SentEvent {
  event: string;
  data: Record<string, unknown>;
}

interface EventStream {
  response: IncomingMessage;
  readonly ended: boolean;
  events(): SentEvent[];
  close(): void;
}

const streams: EventStream[] = [];

async function follow(agent: StartedAgent): Promise<EventStream> {
  const headers = { Authorization: `Bearer ${agent.token}` };
  const request = get(`${agent.url}/events`, { agent: false, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  let ended = false;
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
  });
  response.once('end', () => {
    ended = true;
  });
  // What a killed agent leaves behind.
  response.on('error', () => {});
  const stream: EventStream = {
    response,
    get ended() {
      return ended;
    },
    events: () => parseEvents(text),
    close: () => request.destroy(),
  };
  streams.push(stream);
  return stream;
}

/** Whole events only; comments (heartbeats) are none. */
function parseEvents(text: string): SentEvent[] {
  return [...text.matchAll(/^event: (\S+)\ndata: (.*)\n\n/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data),
  }));
}

let till: Awaited<ReturnType<typeof startTcpTill>>;
beforeAll(async () => {
  till = await startTcpTill();
  await until('the printer is ready', async () => (await readStatus(till.agent)).printer.state === 'ready');
});
afterEach(() => {
  for (const stream of streams.splice(0)) {
    stream.close();
  }
});
afterAll(() => till.close());

describe('GET /events', () => {
  it('is an event stream that begins with the printer’s state', async () => {
    const stream = await follow(till.agent);
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(stream.response.headers['cache-control']).toBe('no-store');
    const [first] = await until('the first event', () => stream.events().length > 0 && stream.events());
    expect(first).toEqual({
      event: 'printer-changed',
      data: {
        condition: 'ready',
        reasons: [],
        drawer: expect.any(String),
        code: 'PRINTER_READY',
        message: expect.any(String),
        since: expect.any(String),
      },
    });
  });

  it('tells each state of a job, in order, as /jobs/{id} shows it', async () => {
    const stream = await follow(till.agent);
    const { body } = await post(till.agent, '/print/ticket', { order_id: 42, total_amount: 5 });
    const statesOf = () => stream.events().filter(({ data }) => data.id === body.job_id);
    await until('the job is printed', () => statesOf().at(-1)?.data.state === 'printed');
    expect(statesOf().map(({ event, data }) => `${event} ${data.state}`)).toEqual([
      'job-changed queued',
      'job-changed printing',
      'job-changed printed',
    ]);
    const { timeline, ...view } = (await call<Record<string, unknown>>(till.agent, 'GET', `/jobs/${body.job_id}`)).body;
    expect(statesOf().at(-1)?.data).toEqual(view);
    expect(timeline).toHaveLength(3);
  });

  it('tells when the printer is blocked, why, and when it is ready again', async () => {
    const stream = await follow(till.agent);
    till.printer.device.setFaults({ coverOpen: true });
    await post(till.agent, '/test/print', {});
    const printerEvents = () => stream.events().filter(({ event }) => event === 'printer-changed');
    const isBlocked = () => printerEvents().some(({ data }) => data.condition === 'blocked');
    await until('the printer is blocked', isBlocked);
    expect(printerEvents().find(({ data }) => data.condition === 'blocked')?.data.reasons).toEqual(['cover-open']);
    till.printer.device.setFaults({ coverOpen: false });
    await until('the printer is ready again', () => printerEvents().at(-1)?.data.condition === 'ready');
    await untilIdle(till.agent);
  });

  it('is given to at most 20 at a time; a place that comes free is given again', async () => {
    for (let index = 0; index < 20; index += 1) {
      // The places of the tests before may not be free yet.
      await until('a place', async () => (await follow(till.agent)).response.statusCode === 200);
    }
    const refused = await call(till.agent, 'GET', '/events');
    expect(refused.status).toBe(429);
    expect(refused.body.code).toBe('TOO_MANY_STREAMS');
    expect(refused.headers['retry-after']).toBeDefined();
    streams.pop()?.close();
    await until('a place is free', async () => (await follow(till.agent)).response.statusCode === 200);
  });

  it('has no body to HEAD, and keeps no place for it', async () => {
    for (let index = 0; index < 25; index += 1) {
      expect((await call(till.agent, 'HEAD', '/events')).status).toBe(200);
    }
  });

  it('ends when the agent stops, and does not hold it up', async () => {
    const agent = await startAgent();
    const stream = await follow(agent);
    expect(await agent.stop()).toBe(0);
    await until('the stream has ended', () => stream.ended);
    await agent.kill();
  });
});
