import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { call, readAccepted, readStatus } from '../end-to-end/agent-api.ts';
import { headOf, parseRaw, rawCall } from '../end-to-end/raw-call.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const drawer = (...headers: string[]) => headOf(agent(), 'POST /drawer/open', ...headers);
const wholeDrawer = () => `${drawer('Content-Length: 2')}{}`;

const broken: [string, () => (string | Uint8Array)[]][] = [
  ['garbage', () => ['hello\r\n\r\n']],
  ['4 MB of garbage', () => ['x'.repeat(4_000_000)]],
  ['a TLS handshake', () => [Buffer.from('16030100c8010000c40303', 'hex')]],
  ['a raw print job', () => [Buffer.from('\x1b@Ticket\n\x1dV\0', 'latin1')]],
  ['HTTP/0.9', () => ['GET /health\r\n\r\n']],
  ['HTTP/2', () => ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n']],
  ['a request that says HTTP/2.0', () => ['GET /health HTTP/2.0\r\n\r\n']],
  ['an unknown method', () => ['FOO /health HTTP/1.1\r\n\r\n']],
  ['a null byte in the URL', () => ['GET /hea\0lth HTTP/1.1\r\nHost: a\r\n\r\n']],
  ['a space in the URL', () => ['GET /hea lth HTTP/1.1\r\nHost: a\r\n\r\n']],
  ['a URL that cannot be parsed', () => ['GET http://[:: HTTP/1.1\r\nHost: a\r\n\r\n']],
  ['the same with the token', () => [headOf(agent(), 'GET http://[::/jobs')]],
  ['a null byte in a header', () => [drawer('X: a\0b', 'Content-Length: 2'), '{}']],
  ['a header without a colon', () => [drawer('nonsense', 'Content-Length: 2'), '{}']],
  ['a space before the colon', () => [drawer('X : 1', 'Content-Length: 2'), '{}']],
  ['two equal Content-Lengths', () => [drawer('Content-Length: 2', 'Content-Length: 2'), '{}']],
  ['two different Content-Lengths', () => [drawer('Content-Length: 2', 'Content-Length: 3'), '{}']],
  [
    'Content-Length and chunked',
    () => [drawer('Content-Length: 2', 'Transfer-Encoding: chunked'), '2\r\n{}\r\n0\r\n\r\n'],
  ],
  ['a negative Content-Length', () => [drawer('Content-Length: -1')]],
  ['a Content-Length that is no number', () => [drawer('Content-Length: 2x'), '{}']],
  ['an endless Content-Length', () => [drawer(`Content-Length: ${'9'.repeat(40)}`), '{}']],
  ['bad chunks', () => [drawer('Transfer-Encoding: chunked'), 'zz\r\n{}']],
  ['bad chunks behind good ones', () => [drawer('Transfer-Encoding: chunked'), '2\r\n{}\r\n', 'zz\r\n{}']],
  ['4 MB of bad chunks', () => [drawer('Transfer-Encoding: chunked'), `zz\r\n${'x'.repeat(4_000_000)}`]],
];

describe('what is not HTTP', () => {
  it.each(broken)(
    '%s gets 400 in JSON, even by a client that reads only when it has written all',
    async (_name, pieces) => {
      const before = await readAccepted(agent());
      const answer = parseRaw(await rawCall(agent(), ...pieces()));
      expect(answer.status).toBe(400);
      expect(answer.head).toMatch(/^content-type: application\/json; charset=utf-8$/im);
      expect(answer.head).toMatch(/^connection: close$/im);
      expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/lisible/), code: 'BAD_REQUEST' });
      expect(await readAccepted(agent())).toEqual(before);
    },
  );

  it.each([20_000, 1_000_000, 8_000_000])('headers of %i bytes get 431', async (size) => {
    const answer = parseRaw(await rawCall(agent(), `GET /status HTTP/1.1\r\nX: ${'x'.repeat(size)}\r\n\r\n`));
    expect(answer.status).toBe(431);
    expect(JSON.parse(answer.body).code).toBe('HEADERS_TOO_LARGE');
    expect(parseRaw(await rawCall(agent(), `GET /${'x'.repeat(size)} HTTP/1.1\r\n\r\n`)).status).toBe(431);
  });

  it('is not counted as an error of the agent', async () => {
    expect((await readStatus(agent())).agent.stats.errors).toBe(0);
  });
});

describe('a second request on a connection whose first answer closes it', () => {
  it('is not executed', async () => {
    const before = await readAccepted(agent());
    const answers = await rawCall(agent(), wholeDrawer() + wholeDrawer() + wholeDrawer());
    expect(answers.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect((await readAccepted(agent())).drawerJobs).toBe(before.drawerJobs + 1);
  });

  it('is not executed when it comes behind a refusal', async () => {
    const before = await readAccepted(agent());
    const refused = 'POST /drawer/open HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}';
    const answers = await rawCall(agent(), refused + wholeDrawer());
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401']);
    expect(await readAccepted(agent())).toEqual(before);
  });

  it('does not change the answer to the first when it is broken: what was accepted is told', async () => {
    const before = await readAccepted(agent());
    const answers = await rawCall(agent(), `${wholeDrawer()}GARBAGE\r\n\r\n`);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect((await readAccepted(agent())).drawerJobs).toBe(before.drawerJobs + 1);
  });
});

describe('what is unusual but right', () => {
  it('Expect: 100-continue is answered, then the request', async () => {
    const answers = await rawCall(agent(), drawer('Expect: 100-continue', 'Content-Length: 2'), '{}');
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 200']);
  });

  it('any other expectation is ignored', async () => {
    const answer = parseRaw(await rawCall(agent(), drawer('Expect: miracles', 'Content-Length: 2'), '{}'));
    expect(answer.status).toBe(200);
  });

  it('an upgrade to another protocol is not taken, the request is', async () => {
    const headers = ['Connection: Upgrade', 'Upgrade: websocket'];
    expect(parseRaw(await rawCall(agent(), headOf(agent(), 'GET /status', ...headers))).status).toBe(200);
  });

  it('a chunked body, in the smallest pieces, with trailers', async () => {
    const pieces = ['1\r\n', '{\r\n', '1\r\n', '}\r\n', '0\r\nX-Trailer: 1\r\n\r\n'];
    const answer = parseRaw(await rawCall(agent(), drawer('Transfer-Encoding: chunked'), ...pieces));
    expect(answer.status).toBe(200);
  });

  it('a GET with a body', async () => {
    expect((await call(agent(), 'GET', '/status', { body: 'x'.repeat(300_000) })).status).toBe(200);
  });

  it('a client that closes its sending side at once still gets its answer', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(agent().port, '127.0.0.1', () => socket.end(wholeDrawer()));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.once('error', reject).once('close', () => resolve(text));
    });
    expect(parseRaw(answer).status).toBe(200);
  });
});
