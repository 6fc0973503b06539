import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Accepted, call, readAccepted } from '../end-to-end/agent-api.ts';
import { headOf, parseRaw, rawCall } from '../end-to-end/raw-call.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const limit = 256 * 1024;
const readingRoutes = ['/print/ticket', '/print/cashout', '/drawer/open', '/test/print'];

/** JSON of exactly this many bytes. */
const padded = (json: string, size: number) => json + ' '.repeat(size - json.length);

async function expectRefused(
  pieces: (string | Uint8Array)[],
  { status, code }: { status: number; code: string },
): Promise<void> {
  const before = await readAccepted(agent());
  const answer = parseRaw(await rawCall(agent(), ...pieces));
  expect(JSON.parse(answer.body)).toEqual({ error: expect.any(String), code });
  expect(answer.status).toBe(status);
  expect(answer.head).toMatch(/^connection: close$/im);
  expect(await readAccepted(agent())).toEqual(before);
}

describe('a body of more than 256 KB', () => {
  const tooLarge = { status: 413, code: 'BODY_TOO_LARGE' };

  it.each(readingRoutes)('is refused by %s, to a client that reads only when it has written all', async (path) => {
    for (const size of [limit + 1, 20 * 1024 * 1024]) {
      const body = padded('{}', size);
      const line = `POST ${path}`;
      await expectRefused([headOf(agent(), line, `Content-Length: ${size}`), body], tooLarge);
      const chunk = `${size.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      await expectRefused([headOf(agent(), line, 'Transfer-Encoding: chunked'), chunk], tooLarge);
    }
  });

  it('is refused before it comes when its length is declared', async () => {
    await expectRefused([headOf(agent(), 'POST /drawer/open', 'Content-Length: 999999999')], tooLarge);
  });

  it('is refused by the actions on a job too', async () => {
    const { body: job } = await call<Accepted>(agent(), 'POST', '/test/print');
    const size = limit + 1;
    const head = headOf(agent(), `POST /jobs/${job.job_id}/cancel`, 'Transfer-Encoding: chunked');
    await expectRefused([head, `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`], tooLarge);
  });

  it('begins after 256 KB, not before', async () => {
    const body = padded('{}', limit);
    expect((await call(agent(), 'POST', '/drawer/open', { body })).status).toBe(200);
  });
});

describe('a body that is not JSON', () => {
  const invalid = { status: 400, code: 'INVALID_JSON' };

  it.each([
    ['half an object', '{"order_id": 1'],
    ['XML', '<order id="1"/>'],
    ['a form', 'order_id=1&priority=1'],
    ['two values', '{} {}'],
    ['single quotes', "{'order_id': 1}"],
    ['a trailing comma', '{"order_id": 1,}'],
    ['blanks', '   \n'],
    ['a control character in a text', '{"order_id": 1, "customer_name": "a\u0001b"}'],
    ['NaN as a whole', 'NaNN'],
    ['a null byte', '\0'],
    ['UTF-16', Buffer.from('{"order_id": 1}', 'utf16le')],
    ['invalid UTF-8', Buffer.from('7b226f726465725f6964223a20312c20226e223a2022ff227d', 'hex')],
    ['UTF-8 cut in a character', Buffer.from('7b2261223a2022c3227d', 'hex')],
    ['a surrogate in UTF-8', Buffer.from('7b2261223a2022eda080227d', 'hex')],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 objects', '{"a":'.repeat(40_000)],
    ['250,000 quotes', '"'.repeat(250_001)],
    ['a text of quotes that never ends', `"${'\\"'.repeat(120_000)}`],
    ['the same with a NaN', `[NaN, "${'\\"'.repeat(120_000)}\\`],
  ])('is refused: %s', async (_name, body) => {
    for (const path of ['/print/ticket', '/print/cashout', '/drawer/open']) {
      const length = Buffer.byteLength(body);
      await expectRefused([headOf(agent(), `POST ${path}`, `Content-Length: ${length}`), body], invalid);
    }
  });
});

describe('a compressed body', () => {
  it.each(['gzip', 'br', 'deflate', 'x-unknown', 'gzip, identity'])('is refused: %s', async (encoding) => {
    const body = gzipSync('{}');
    const before = await readAccepted(agent());
    for (const path of readingRoutes) {
      const answer = await call(agent(), 'POST', path, { body, headers: { 'Content-Encoding': encoding } });
      expect(answer.status).toBe(415);
      expect(answer.body.code).toBe('UNSUPPORTED_ENCODING');
    }
    expect(await readAccepted(agent())).toEqual(before);
  });
});

describe('a readable body', () => {
  it.each([
    ['with a byte order mark', '\ufeff{}'],
    ['with blanks around', ' \r\n\t{} \r\n'],
    ['null', 'null'],
    ['none at all', ''],
    ['with keys that nobody knows', '{"colour": "blue", "nested": {"a": [1, 2]}}'],
    ['with a key twice', '{"priority": 3, "priority": 1}'],
    ['with __proto__ and constructor', '{"__proto__": {"priority": "x"}, "constructor": {"prototype": 1}}'],
    ['deeply nested in a key that nobody knows', `{"x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ])('is taken: %s', async (_name, body) => {
    const answer = await call<Accepted>(agent(), 'POST', '/drawer/open', { body });
    expect(answer.body).toMatchObject({ success: true, state: 'queued' });
    expect(answer.status).toBe(200);
  });

  it.each(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])(
    'is taken whatever its Content-Type: %s',
    async (type) => {
      const answer = await call(agent(), 'POST', '/drawer/open', { body: '{}', headers: { 'Content-Type': type } });
      expect(answer.status).toBe(200);
    },
  );

  it('pollutes nothing: later requests do not see what __proto__ held', async () => {
    await call(agent(), 'POST', '/print/ticket', { body: '{"__proto__": {"order_id": 5, "total_amount": 1}}' });
    const { status, body } = await call(agent(), 'POST', '/print/ticket', { body: '{}' });
    expect(body.code).toBe('ORDER_ID_REQUIRED');
    expect(status).toBe(400);
  });
});
