import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { call, readAccepted, readLogFile } from '../end-to-end/agent-api.ts';
import { headOf, parseRaw, rawCall } from '../end-to-end/raw-call.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent({ ...withoutPrinter, args: ['--log-level', 'debug'] });
const allowed = [200, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 431];
const posts = ['/print/ticket', '/print/cashout', '/drawer/open', '/test/print', '/jobs/x/reprint', '/jobs/x/confirm'];

const amount = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.constant(null), fc.boolean());
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null), fc.integer(), fc.constant(undefined));
/** Near enough to a ticket to come past the first checks. */
const almostTicket = fc.record(
  {
    order_id: fc.oneof(fc.integer(), fc.string({ unit: 'binary' }), fc.double()),
    customer_name: text,
    customer_address: text,
    delivery_cost: amount,
    total_amount: amount,
    amount: amount,
    notes: text,
    items: fc.oneof(
      fc.array(fc.record({ product_name: text, quantity: amount, unit_price: amount, description: text })),
      fc.jsonValue(),
    ),
    priority: amount,
  },
  { requiredKeys: [] },
);

async function expectSane(answer: { status: number; body: unknown }, path: string): Promise<void> {
  expect(allowed, `${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
  expect(answer.body).toMatchObject(
    answer.status === 200 ? { success: true } : { error: expect.any(String), code: expect.any(String) },
  );
}

describe('whatever a request holds, the answer is the agent’s, and never a 5xx', () => {
  it('any JSON to any route; a refusal queues nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.oneof(fc.jsonValue(), almostTicket), async (path, json) => {
        const before = await readAccepted(agent());
        const answer = await call(agent(), 'POST', path, { body: JSON.stringify(json) });
        await expectSane(answer, path);
        const after = await readAccepted(agent());
        const grown = after.printJobs + after.drawerJobs - before.printJobs - before.drawerJobs;
        expect(grown).toBe(answer.status === 200 ? 1 : 0);
      }),
      { numRuns: 150 },
    );
  });

  it('any bytes to any route', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.uint8Array({ maxLength: 300 }), async (path, body) => {
        await expectSane(await call(agent(), 'POST', path, { body }), path);
      }),
      { numRuns: 150 },
    );
  });

  it('any path, query and headers', async () => {
    const piece = fc.string({ unit: 'binary' }).map((value) => encodeURIComponent(value.toWellFormed()));
    const path = fc.array(fc.oneof(piece, fc.constantFrom('jobs', 'print', 'ticket', '..', '', '%', '%zz')));
    const query = fc.dictionary(fc.constantFrom('wait', 'limit', 'before', 'state', '__proto__'), piece);
    const value = fc.stringMatching(/^[\x20-\x7e]{0,50}$/);
    const name = fc.constantFrom('Idempotency-Key', 'Origin', 'Content-Type', 'Content-Encoding', 'X-Any', 'Accept');
    const headers = fc.dictionary(name, value);
    await fc.assert(
      fc.asyncProperty(path, query, headers, async (pieces, pairs, extra) => {
        const search = Object.entries(pairs).map(([key, item]) => `${key}=${item}`);
        const lines = Object.entries(extra).map(([key, item]) => `${key}: ${item}`);
        const target = `/${pieces.join('/')}?${search.join('&')}`;
        const answer = parseRaw(await rawCall(agent(), headOf(agent(), `GET ${target}`, ...lines)));
        expect(allowed, target).toContain(answer.status);
        expect(answer.body.length).toBeGreaterThan(0);
        JSON.parse(answer.body);
      }),
      { numRuns: 200 },
    );
  });

  it('any bytes on the connection', async () => {
    const start = fc.constantFrom('', 'GET ', 'POST /print/ticket HTTP/1.1\r\n', 'GET /health HTTP/1.1\r\nHost: a\r\n');
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ minLength: 1, maxLength: 200 }), async (head, bytes) => {
        // The end of the headers, so that nothing waits for more.
        const end = '\r\n\r\n\r\n\r\n';
        const answer = await rawCall(agent(), Buffer.concat([Buffer.from(head), bytes, Buffer.from(end)]));
        expect(allowed).toContain(parseRaw(answer).status);
      }),
      { numRuns: 200 },
    );
  });

  it('is alive after all that, and has written the token nowhere', async () => {
    expect(agent().exited).toBe(false);
    await call(agent(), 'GET', `/status?token=${agent().token}`, { headers: { Cookie: `a=${agent().token}` } });
    await call(agent(), 'POST', '/print/ticket', { body: '{', headers: { 'Idempotency-Key': 'k' } });
    expect(agent().stdout()).toBe(`ready ${agent().url}\n`);
    expect(agent().stderr()).not.toContain(agent().token);
    expect(readLogFile(agent())).not.toContain(agent().token);
    const answers = await Promise.all(
      ['/status', '/health', '/jobs', '/nowhere'].map((path) => call(agent(), 'GET', path)),
    );
    expect(JSON.stringify(answers)).not.toContain(agent().token);
  });
});
