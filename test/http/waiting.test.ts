import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Accepted, call, post, readAccepted, readStatus, untilJob } from '../end-to-end/agent-api.ts';
import { headOf, openSocket, sendPiece } from '../end-to-end/raw-call.ts';
import { startTcpTill, untilIdle } from '../end-to-end/till.ts';
import { until } from '../end-to-end/until.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

let till: Awaited<ReturnType<typeof startTcpTill>>;
beforeAll(async () => {
  till = await startTcpTill();
});
afterAll(() => till.close());

const ticket = { order_id: 42, total_amount: 5 };

describe('?wait=', () => {
  it.each([
    ['/print/ticket', ticket],
    ['/print/cashout', { amount: 5 }],
    ['/test/print', {}],
    ['/drawer/open', {}, 'sent'],
  ])('of %s answers with the outcome', async (path, json, state = 'printed') => {
    const { status, body } = await post(till.agent, `${path}?wait=8`, json);
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, state, message: expect.any(String) });
  });

  it('of 0, or none, answers at once that the job is queued', async () => {
    for (const path of ['/print/ticket', '/print/ticket?wait=0', '/print/ticket?wait=0.0']) {
      expect((await post(till.agent, path, ticket)).body.state).toBe('queued');
    }
    await untilIdle(till.agent);
  });

  it('answers after the wait how it stands when the printer is blocked, and the job goes on', async () => {
    till.printer.device.setFaults({ paper: 'end' });
    const waiting = post(till.agent, '/print/ticket?wait=1.5', ticket);
    await until('the printer is blocked', async () => (await readStatus(till.agent)).printer.state === 'blocked');
    const { status, body } = await waiting;
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true });
    expect(['queued', 'printing']).toContain(body.state);
    till.printer.device.setFaults({ paper: 'ok' });
    await untilJob(till.agent, body.job_id, 'printed');
  });

  it('answers as soon as a waiting job is cancelled', async () => {
    till.printer.device.setFaults({ paper: 'end' });
    const before = (await readAccepted(till.agent)).jobs.length;
    const waiting = post(till.agent, '/print/ticket?wait=8', ticket);
    const [id] = await until('the job is there', async () => {
      const { jobs } = await readAccepted(till.agent);
      return jobs.length > before && jobs;
    });
    await call(till.agent, 'POST', `/jobs/${id}/cancel`);
    expect((await waiting).body).toMatchObject({ job_id: id, state: 'cancelled' });
    till.printer.device.setFaults({ paper: 'ok' });
  });

  it('with a key used before answers that job’s outcome', async () => {
    const options = { headers: { 'Idempotency-Key': 'wait' } };
    const first = await post(till.agent, '/print/ticket?wait=8', ticket, options);
    const again = await post(till.agent, '/print/ticket?wait=8', ticket, options);
    expect(again.body).toEqual({ ...first.body, replayed: true });
    expect(again.body.state).toBe('printed');
  });

  it.each(['', 'x', '-1', '1e3', 'NaN', 'Infinity', '0x5', '1,5', ' 1', '1&wait=2', '99999999'])(
    'of %j is refused, and nothing queued',
    async (value) => {
      const before = await readAccepted(till.agent);
      const path = `/print/ticket?wait=${value.replace(' ', '%20')}`;
      const answer = await post<{ code: string }>(till.agent, path, ticket);
      expect(answer.body.code).toBe('INVALID_QUERY');
      expect(answer.status).toBe(400);
      expect(await readAccepted(till.agent)).toEqual(before);
    },
  );

  it('beyond 8 s is taken for 8', async () => {
    const { body } = await call<Accepted>(till.agent, 'POST', '/test/print?wait=60');
    expect(body.state).toBe('printed');
  });
});

describe('callers that wait', () => {
  const disabled = useAgent(withoutPrinter);

  it('beyond 50 are answered at once with the state of now, and leave the drawer its place', async () => {
    const states: string[] = [];
    const calls = Array.from({ length: 210 }, () =>
      post(disabled(), '/print/ticket?wait=8', ticket).then(({ body }) => states.push(body.state)),
    );
    await until('those beyond 50 are answered', () => states.length === 160);
    expect((await post(disabled(), '/drawer/open', {})).status).toBe(200);
    // None of them is lost either, though they are more than the server's connections.
    await Promise.all(calls);
    expect(new Set(states)).toEqual(new Set(['queued']));
  });

  it('and go away give their place back', async () => {
    const body = JSON.stringify(ticket);
    const before = (await readAccepted(disabled())).printJobs;
    const waiting = Array.from({ length: 50 }, async () => {
      const socket = await openSocket(disabled());
      const head = headOf(disabled(), 'POST /print/ticket?wait=8', `Content-Length: ${body.length}`);
      await sendPiece(socket, head + body);
      return socket;
    });
    await until('they wait', async () => (await readAccepted(disabled())).printJobs === before + 50);
    const atOnce = performance.now();
    await post(disabled(), '/print/ticket?wait=8', ticket);
    expect(performance.now() - atOnce).toBeLessThan(7_000);
    for (const socket of await Promise.all(waiting)) socket.destroy();
    await until('one more is held', async () => {
      const startedAt = performance.now();
      await post(disabled(), '/print/ticket?wait=0.5', ticket);
      return performance.now() - startedAt >= 500;
    });
  });

  it('get the last state of their job when the agent is stopped, which ends with 0 at once', async () => {
    const other = await startTcpTill();
    other.printer.device.setFaults({ paper: 'end' });
    const waiting = post(other.agent, '/print/ticket?wait=8', ticket);
    await until('it waits', async () => (await readAccepted(other.agent)).jobs.length === 1);
    const startedAt = performance.now();
    expect(await other.agent.stop()).toBe(0);
    const { status, body } = await waiting;
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, state: expect.stringMatching(/^(queued|printing|uncertain)$/) });
    // The wait was for 8 s, and 5 s is what the bytes of a job may take.
    expect(performance.now() - startedAt).toBeLessThan(7_000);
    await other.close();
  });

  it('for a job that is just being printed learn how it ended', async () => {
    const other = await startTcpTill();
    const waiting = Promise.all([1, 2, 3].map(() => post(other.agent, '/print/ticket?wait=8', ticket)));
    await until('one is printed', async () => (await readStatus(other.agent)).agent.stats.print_jobs > 0);
    expect(await other.agent.stop()).toBe(0);
    for (const { status } of await waiting) expect(status).toBe(200);
    await other.close();
  });
});
