import { describe, expect, it } from 'vitest';
import { call } from '../../end-to-end/agent-api.ts';
import { headOf, parseRaw, rawCall } from '../../end-to-end/raw-call.ts';
import { useAgent, withoutPrinter } from '../../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);

describe('a route that is not there', () => {
  it.each([
    ['GET', '/'],
    ['GET', '/nowhere'],
    ['POST', '/print'],
    ['POST', '/print/ticket/42'],
    ['GET', '//'],
    ['GET', '//health'],
    ['GET', '/../../etc/passwd'],
    ['DELETE', '/nowhere'],
    ['PURGE', '/nowhere'],
    ['OPTIONS', '/nowhere'],
  ])('%s %s answers 404', async (method, path) => {
    const { status, body } = await call(agent(), method, path);
    expect(body.code).toBe('NOT_FOUND');
    expect(status).toBe(404);
  });

  it.each(['/jobs/%zz', '/jobs/%', '/%zz', '/jobs/%ED%A0%80', '/jobs/%00'])(
    'GET %s answers 404 or 400',
    async (path) => {
      const answer = parseRaw(await rawCall(agent(), headOf(agent(), `GET ${path}`)));
      expect([400, 404]).toContain(answer.status);
      expect(JSON.parse(answer.body)).toMatchObject({ error: expect.any(String), code: expect.any(String) });
    },
  );
});

describe('a method that a route does not take', () => {
  it.each([
    ['GET', '/print/ticket', ['POST']],
    ['PUT', '/print/cashout', ['POST']],
    ['DELETE', '/drawer/open', ['POST']],
    ['GET', '/test/print', ['POST']],
    ['POST', '/status', ['GET', 'HEAD']],
    ['POST', '/health', ['GET', 'HEAD']],
    ['DELETE', '/jobs', ['GET', 'HEAD']],
    ['GET', '/jobs/any/reprint', ['POST']],
    ['POST', '/events', ['GET', 'HEAD']],
    ['OPTIONS', '/print/ticket', ['POST']],
    ['PROPFIND', '/print/ticket', ['POST']],
    ['TRACE', '/status', ['GET', 'HEAD']],
  ])('%s %s answers 405 and says which it takes', async (method, path, allowed) => {
    const { status, headers, body } = await call(agent(), method, path);
    expect(status).toBe(405);
    expect(body.code).toBe('METHOD_NOT_ALLOWED');
    expect(String(headers.allow).split(', ').sort()).toEqual(allowed);
  });

  it('CONNECT answers 405: the agent is no proxy', async () => {
    const answer = parseRaw(await rawCall(agent(), headOf(agent(), 'CONNECT erp.example:443')));
    expect(answer.status).toBe(405);
    expect(JSON.parse(answer.body).code).toBe('METHOD_NOT_ALLOWED');
  });
});

describe('a web page', () => {
  const status = async (Origin: string, path = '/status') =>
    (await call(agent(), 'GET', path, { headers: { Origin } })).status;

  it('of the agent itself may call it', async () => {
    const { port } = agent();
    for (const host of ['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST']) {
      expect(await status(`http://${host}:${port}`)).toBe(200);
    }
  });

  it('of another site may not, whatever it calls and however it names itself', async () => {
    const { port } = agent();
    const foreign = [
      'null',
      'https://evil.example',
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      'http://127.0.0.1',
      `http://127.0.0.1:${port}.evil.example`,
      `http://localhost:${port}/`,
      'file://',
      '*',
    ];
    for (const origin of foreign) {
      expect(await status(origin), origin).toBe(403);
      expect(await status(origin, '/health'), origin).toBe(403);
    }
  });

  it('of another site gets 403 for a preflight and for a call without a token, and nothing is allowed to it', async () => {
    const headers = {
      Origin: 'https://evil.example',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Private-Network': 'true',
    };
    for (const method of ['OPTIONS', 'POST']) {
      const answer = await call(agent(), method, '/print/ticket', { token: null, headers });
      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('ORIGIN_FORBIDDEN');
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('that named its own host by DNS is foreign too: Host proves nothing', async () => {
    const { port } = agent();
    const headers = { Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` };
    expect((await call(agent(), 'GET', '/status', { headers })).status).toBe(403);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/health', 200],
    ['GET', '/status', 200],
    ['GET', '/jobs', 200],
    ['POST', '/test/print', 200],
    ['POST', '/print/ticket', 400],
    ['GET', '/nowhere', 404],
    ['PUT', '/status', 405],
  ])(
    '%s %s is JSON, announces that the connection closes, and allows no other site',
    async (method, path, expected) => {
      const { status, headers } = await call(agent(), method, path);
      expect(status).toBe(expected);
      expect(headers.connection).toBe('close');
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it.each(['erp-tunnel.example', '10.8.0.7:8080', 'évil', 'a b', ''])('comes whatever the Host: %j', async (host) => {
    const answer = await rawCall(agent(), `GET /health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect(parseRaw(answer).status).toBe(200);
  });

  it('comes without a Host, in HTTP/1.0, and for a URL as proxies write it', async () => {
    expect(parseRaw(await rawCall(agent(), 'GET /health HTTP/1.1\r\n\r\n')).status).toBe(200);
    expect(parseRaw(await rawCall(agent(), 'GET /health HTTP/1.0\r\n\r\n')).status).toBe(200);
    expect(parseRaw(await rawCall(agent(), 'GET http://till/health HTTP/1.1\r\nHost: till\r\n\r\n')).status).toBe(200);
  });

  it('has no body to HEAD', async () => {
    const answer = parseRaw(await rawCall(agent(), 'HEAD /health HTTP/1.1\r\nHost: till\r\n\r\n'));
    expect(answer).toMatchObject({ status: 200, body: '' });
  });
});
