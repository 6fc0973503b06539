import { describe, expect, it } from 'vitest';
import { type Accepted, call, post, type Refusal, readAccepted } from '../end-to-end/agent-api.ts';
import { headOf, parseRaw, rawCall } from '../end-to-end/raw-call.ts';
import { startAgent } from '../end-to-end/start-agent.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const ticket = { order_id: 42, total_amount: 5 };
let keys = 0;
const newKey = () => {
  keys += 1;
  return `key-${keys}`;
};
const send = <Body = Accepted>(path: string, json: unknown, key: string) =>
  post<Body>(agent(), path, json, { headers: { 'Idempotency-Key': key } });

describe('an Idempotency-Key', () => {
  it.each([
    ['/print/ticket', ticket],
    ['/print/cashout', { amount: 5 }],
    ['/drawer/open', {}],
    ['/test/print', {}],
  ])('makes a repeated call of %s answer the first job', async (path, json) => {
    const key = newKey();
    const first = await send(path, json, key);
    expect(first.body.replayed).toBeUndefined();
    const before = await readAccepted(agent());
    for (let turn = 0; turn < 3; turn += 1) {
      const again = await send(path, json, key);
      expect(again.status).toBe(200);
      // What has become of it meanwhile is told as it is.
      const { success, message, job_id } = first.body;
      expect(again.body).toMatchObject({ success, message, job_id, replayed: true });
    }
    expect(await readAccepted(agent())).toEqual(before);
  });

  it('makes one job of many calls at the same time', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('/print/ticket', ticket, key)));
    expect(new Set(answers.map(({ body }) => body.job_id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.replayed !== true)).toHaveLength(1);
  });

  it('with another body, or on another route, is refused: 422', async () => {
    const key = newKey();
    await send('/print/ticket', ticket, key);
    const before = await readAccepted(agent());
    for (const [path, json] of [
      ['/print/ticket', { ...ticket, total_amount: 6 }],
      ['/print/ticket', { order_id: 42 }],
      ['/test/print', ticket],
      ['/drawer/open', ticket],
    ] as const) {
      const answer = await send<Refusal>(path, json, key);
      expect(answer.body).toEqual({ error: expect.any(String), code: 'IDEMPOTENCY_KEY_REUSED' });
      expect(answer.status).toBe(422);
    }
    expect(await readAccepted(agent())).toEqual(before);
  });

  it('is not used up by a refused call', async () => {
    const key = newKey();
    expect((await send('/print/ticket', { order_id: 1, total_amount: 'x' }, key)).status).toBe(422);
    expect((await send('/print/ticket', ticket, key)).body).toMatchObject({ success: true });
  });

  it('is the same whatever ?wait= asks', async () => {
    const key = newKey();
    const first = await send('/print/ticket', ticket, key);
    expect((await send('/print/ticket?wait=0', ticket, key)).body.job_id).toBe(first.body.job_id);
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256), ' ', 'a\tb'])('of %j is refused, and nothing queued', async (key) => {
    const before = await readAccepted(agent());
    const head = headOf(agent(), 'POST /test/print', `Idempotency-Key: ${key}`, 'Content-Length: 0');
    const answer = parseRaw(await rawCall(agent(), head));
    expect(JSON.parse(answer.body).code).toBe('INVALID_IDEMPOTENCY_KEY');
    expect(answer.status).toBe(400);
    expect(await readAccepted(agent())).toEqual(before);
  });

  it('sent twice is refused', async () => {
    const head = headOf(agent(), 'POST /test/print', 'Idempotency-Key: a', 'Idempotency-Key: b', 'Content-Length: 0');
    expect(parseRaw(await rawCall(agent(), head)).status).toBe(400);
  });

  it('of 255 characters is taken', async () => {
    expect((await send('/test/print', {}, 'x'.repeat(255))).status).toBe(200);
  });
});

it('without a key two equal calls are two jobs', async () => {
  const [first, second] = [await post(agent(), '/print/ticket', ticket), await post(agent(), '/print/ticket', ticket)];
  expect(first.body.job_id).not.toBe(second.body.job_id);
});

it('a key holds over a restart of the agent', async () => {
  const first = await startAgent(withoutPrinter);
  const options = { body: JSON.stringify(ticket), headers: { 'Idempotency-Key': 'kept' } };
  const before = await call<Accepted>(first, 'POST', '/print/ticket', options);
  await first.kill();
  const second = await startAgent({ ...withoutPrinter, dataDir: first.dataDir });
  const after = await call<Accepted>(second, 'POST', '/print/ticket', options);
  expect(after.body).toEqual({ ...before.body, replayed: true });
  await second.stop();
  await first.kill();
});
