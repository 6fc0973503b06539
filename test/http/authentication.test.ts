import { describe, expect, it } from 'vitest';
import { call, readAccepted } from '../end-to-end/agent-api.ts';
import { parseRaw, rawCall } from '../end-to-end/raw-call.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const unauthorized = { error: "Token d'authentification invalide", code: 'UNAUTHORIZED' };

describe('the token', () => {
  const routes = [
    ['GET', '/status'],
    ['POST', '/print/ticket'],
    ['POST', '/print/cashout'],
    ['POST', '/drawer/open'],
    ['POST', '/test/print'],
    ['GET', '/jobs'],
    ['GET', '/jobs/any'],
    ['GET', '/jobs/any/preview.png'],
    ['POST', '/jobs/any/reprint'],
    ['GET', '/events'],
    ['POST', '/health'],
    ['PUT', '/drawer/open'],
    ['OPTIONS', '/drawer/open'],
    ['GET', '/nowhere'],
    ['GET', '//'],
    ['GET', '/health/'],
    ['GET', '/HEALTH'],
  ] as const;

  it.each(routes)('is wanted on %s %s', async (method, path) => {
    const { status, body } = await call(agent(), method, path, { token: null });
    expect(body).toEqual(unauthorized);
    expect(status).toBe(401);
  });

  it.each([
    ['nothing', ''],
    ['another', 'Bearer something-else'],
    ['none behind Bearer', 'Bearer '],
    ['another scheme', 'Basic TOKEN'],
    ['bare', 'TOKEN'],
    ['cut short', 'Bearer TOKE'],
    ['longer', 'Bearer TOKENx'],
    ['in quotes', 'Bearer "TOKEN"'],
    ['two', 'Bearer TOKEN TOKEN'],
    ['not ASCII', 'Bearer é'],
    ['10 KB long', `Bearer ${'x'.repeat(10_000)}`],
  ])('is refused when it is %s', async (_name, header) => {
    const { token } = agent();
    const Authorization = header.replace('TOKEN', token).replace('TOKE', token.slice(0, -1));
    const { status, body } = await call(agent(), 'GET', '/status', { token: null, headers: { Authorization } });
    expect(body).toEqual(unauthorized);
    expect(status).toBe(401);
  });

  it('may stand behind a scheme in any case, and is not wanted for GET and HEAD of /health', async () => {
    const headers = { Authorization: `bearer ${agent().token}` };
    expect((await call(agent(), 'GET', '/status', { token: null, headers })).status).toBe(200);
    expect((await call(agent(), 'GET', '/health', { token: null })).status).toBe(200);
    expect((await call(agent(), 'HEAD', '/health', { token: null })).status).toBe(200);
    expect((await call(agent(), 'GET', '/health?token=x', { token: 'wrong' })).status).toBe(200);
  });

  it('is not taken from the URL', async () => {
    const { status } = await call(agent(), 'GET', `/status?token=${agent().token}`, { token: null });
    expect(status).toBe(401);
  });
});

describe('a refusal before the body is read', () => {
  const head = (...headers: string[]) => ['POST /print/ticket HTTP/1.1', 'Host: till', ...headers, '', ''].join('\r\n');
  const body = 'x'.repeat(200 * 1024);

  it.each([
    ['a body that comes later', [head(`Content-Length: ${body.length}`), body]],
    ['a body in the same packet', [`${head(`Content-Length: ${body.length}`)}${body}`]],
    ['a body of 20 MB', [head('Content-Length: 20971520'), 'x'.repeat(20_971_520)]],
    ['a chunked body', [head('Transfer-Encoding: chunked'), `32000\r\n${body}\r\n0\r\n\r\n`]],
  ])('is read by a client that writes all of %s first', async (_name, pieces) => {
    const answer = parseRaw(await rawCall(agent(), ...pieces));
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual(unauthorized);
    expect(answer.head).toMatch(/^connection: close$/im);
  });

  it('is read before a badly chunked body too, unless both came in one packet', async () => {
    const answer = parseRaw(await rawCall(agent(), head('Transfer-Encoding: chunked'), `zz\r\n${body}`));
    expect([400, 401]).toContain(answer.status);
  });

  it('does not wait for the body', async () => {
    const answer = await rawCall(agent(), head('Content-Length: 1000'));
    expect(parseRaw(answer).status).toBe(401);
  });

  it('queues nothing and is not counted as a request received', async () => {
    const before = await readAccepted(agent());
    await call(agent(), 'POST', '/drawer/open', { token: 'wrong', body: '{}' });
    expect(await readAccepted(agent())).toEqual(before);
  });
});
