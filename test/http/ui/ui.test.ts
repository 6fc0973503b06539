import { writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNetworkAddresses } from '../../../src/main/base/network.ts';
import { pagePolicy } from '../../../src/main/base/page-files.ts';
import { makePageFolder, refusedPaths } from '../../base/page-folder.ts';
import { type ApiAnswer, call } from '../../end-to-end/agent-api.ts';
import { parseRaw, rawCall } from '../../end-to-end/raw-call.ts';
import { makeDataDir } from '../../end-to-end/start-agent.ts';
import { until } from '../../end-to-end/until.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { listenOnFreePort } from '../../free-port.ts';
import {
  type ControlledAgent,
  type ControlledAgentCall,
  startControlledAgent,
} from '../../window-api/controlled-agent.ts';

const startTill = (options: ControlledAgentCall = {}) =>
  startControlledAgent({ uiFolder: makePageFolder(), environment: { PRINTER_ENABLED: 'false' }, ...options });

interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer<unknown>>;
  post(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer<{ value: unknown; code: string }>>;
  logIn(token?: string): Promise<ApiAnswer<unknown>>;
  follow(): Promise<EventReader>;
}

interface EventReader {
  readonly text: string;
  readonly ended: boolean;
  close(): void;
}

/** What a browser adds to its calls: the cookie that it was given, and the origin of its page on a POST. */
function openBrowser(till: ControlledAgent): Browser {
  let cookie = '';
  const keep = <Body>(answer: ApiAnswer<Body>) => {
    const [set] = [answer.headers['set-cookie'] ?? []].flat();
    cookie = set?.split(';')[0] ?? cookie;
    return answer;
  };
  const target = () => ({ url: till.url, token: '' });
  const withCookie = (headers: Record<string, string>) => ({
    ...(cookie === '' ? {} : { Cookie: cookie }),
    ...headers,
  });
  const post: Browser['post'] = async (path, body, headers = {}) =>
    keep(
      await call(target(), 'POST', path, {
        token: null,
        headers: withCookie({ Origin: till.url, ...headers }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    get: (path, headers = {}) => call(target(), 'GET', path, { token: null, headers: withCookie(headers) }),
    post,
    logIn: async (token) => post('/ui/login', { token: token ?? (await till.call('revealToken', undefined)).token }),
    follow: () => follow(till, withCookie({})),
  };
}

function follow(till: ControlledAgent, headers: Record<string, string>): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${till.url}/ui/events`, { headers, agent: false });
    outgoing.once('error', reject);
    outgoing.once('response', (response: IncomingMessage) => {
      const reader = { text: '', ended: false, close: () => outgoing.destroy() };
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        reader.text += piece;
      });
      response.once('close', () => {
        reader.ended = true;
      });
      response.once('error', () => {});
      outgoing.on('error', () => {});
      resolve(reader);
    });
    outgoing.end();
  });
}

describe('the page', () => {
  it('and its files are there without a log-in, locked down, and sent again only when they have changed', async () => {
    const browser = openBrowser(await startTill());
    const page = await browser.get('/ui/');
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('SmartPOS') });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers).toMatchObject({
      'content-security-policy': pagePolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const etag = String(page.headers.etag);
    expect((await browser.get('/ui/', { 'If-None-Match': etag })).status).toBe(304);
    expect((await browser.get('/ui/window.js')).headers['content-type']).toContain('javascript');
    expect((await browser.get('/ui/assets/style.css')).status).toBe(200);
    expect(await browser.get('/ui')).toMatchObject({ status: 302, headers: { location: '/ui/' } });
  });

  it('gives nothing else away, not even to a client that does not tidy its paths', async () => {
    const { url } = await startTill();
    const { host, port } = new URL(url);
    const get = async (path: string) =>
      parseRaw(await rawCall({ port: Number(port) }, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    expect((await get('/ui/window.js')).status).toBe(200);
    for (const path of [...refusedPaths, '/%2e%2e/token', '/..%2ftoken', '/login', '/api/readOverview']) {
      const { status, head, body } = await get(`/ui${path}`);
      expect([400, 401, 404, 405], path).toContain(status);
      expect(head, path).toContain(`Content-Security-Policy: ${pagePolicy}\r\n`);
      expect(JSON.parse(body), path).toMatchObject({ error: expect.any(String), code: expect.any(String) });
    }
  });

  it('does not follow the rest of the API: that still wants its token', async () => {
    const till = await startTill();
    const browser = openBrowser(till);
    await browser.logIn();
    for (const path of ['/status', '/jobs', '/UI/', '/uix', '/ui%2f']) {
      expect((await browser.get(path)).status, path).toBe(401);
    }
    expect((await browser.post('/print/ticket', { order_id: 1, total_amount: 1 })).status).toBe(401);
  });
});

describe('the log-in', () => {
  it('gives a cookie that no script reads and no other site sends; without it nothing answers', async () => {
    const till = await startTill();
    const browser = openBrowser(till);
    for (const path of ['/ui/api/readOverview', '/ui/api/revealToken', '/ui/api/no-such-call']) {
      expect(await browser.post(path)).toMatchObject({ status: 401, body: { code: 'UI_LOGIN_NEEDED' } });
    }
    expect(await browser.get('/ui/events')).toMatchObject({ status: 401, body: { code: 'UI_LOGIN_NEEDED' } });
    const answer = await browser.logIn();
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^smartpos_session_\d+=[\w-]{43}; path=\/ui\/; .*samesite=strict; httponly$/i,
    );
    expect(await browser.post('/ui/api/readOverview')).toMatchObject({
      status: 200,
      body: { value: { version: '1.2.3' } },
    });
    expect((await browser.post('/ui/logout')).status).toBe(200);
    expect((await browser.post('/ui/api/readOverview')).status).toBe(401);
  });

  it('ends after 12 hours', async () => {
    const clock = createFakeClock();
    const browser = openBrowser(await startTill({ clock }));
    await browser.logIn();
    clock.pass(12 * 3_600_000 - 1);
    expect((await browser.post('/ui/api/readOverview')).status).toBe(200);
    clock.pass(1);
    expect((await browser.post('/ui/api/readOverview')).status).toBe(401);
  });

  it('may be tried wrongly ten times a minute', async () => {
    const clock = createFakeClock();
    const till = await startTill({ clock });
    const browser = openBrowser(till);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect(await browser.logIn('wrong')).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
    }
    expect(await browser.logIn()).toMatchObject({
      status: 429,
      body: { code: 'TOO_MANY_LOGINS', error: expect.stringContaining('attendez une minute') },
    });
    clock.pass(60_000);
    expect((await browser.logIn()).status).toBe(200);
  });

  it.each([
    ['nothing', undefined],
    ['a number', { token: 1 }],
    ['a list', []],
  ])('with %s is a bad request, not an attempt', async (_name, body) => {
    const browser = openBrowser(await startTill());
    expect(await browser.post('/ui/login', body)).toMatchObject({ status: 400, body: { code: 'INVALID_BODY' } });
  });

  it('of every other window ends with a new token; the window that made it goes on', async () => {
    const till = await startTill();
    const [here, there] = [openBrowser(till), openBrowser(till)];
    await Promise.all([here.logIn(), there.logIn()]);
    const stream = await there.follow();
    expect((await here.post('/ui/api/rotateToken', { graceHours: 24 })).status).toBe(200);
    expect((await here.post('/ui/api/readOverview')).status).toBe(200);
    expect((await there.post('/ui/api/readOverview')).status).toBe(401);
    await until('the other stream has ended', () => stream.ended);
  });

  it('with the token before is refused, although the ERP may still use it', async () => {
    const till = await startTill();
    const { token } = await till.call('revealToken', undefined);
    await till.call('rotateToken', { graceHours: 24 });
    expect((await openBrowser(till).logIn(token)).status).toBe(401);
    expect((await till.erp('GET', '/status', undefined, token)).status).toBe(200);
  });
});

describe('a page of another site', () => {
  it.each(['http://evil.example', 'http://localhost:9', 'null'])(
    'at %s can do nothing, logged in or not',
    async (origin) => {
      const till = await startTill();
      const browser = openBrowser(till);
      await browser.logIn();
      const Origin = origin;
      expect((await browser.post('/ui/api/openDrawer', undefined, { Origin })).status).toBe(403);
      expect((await browser.post('/ui/login', { token: 'x' }, { Origin })).status).toBe(403);
      expect((await browser.get('/ui/events', { Origin })).status).toBe(403);
      expect((await till.call('listJobs', {})).jobs).toEqual([]);
    },
  );

  it('that has bound its own name to this machine sees nothing', async () => {
    const browser = openBrowser(await startTill());
    expect(await browser.get('/ui/', { Host: 'evil.example:8080' })).toMatchObject({
      status: 403,
      body: { code: 'UI_LOCAL_ONLY', error: expect.stringContaining('http://127.0.0.1:') },
    });
  });
});

const networkAddress = readNetworkAddresses().find((each) => !each.address.includes(':'))?.address;

// A machine without network: nobody can come from another one.
it.skipIf(networkAddress === undefined)(
  'another machine does not get the page; the till itself does by its own address',
  async () => {
    const till = await startTill({ flags: { port: '0', host: '0.0.0.0' } });
    const { port } = new URL(till.url);
    const own = networkAddress ?? '';
    const get = (host: string, from: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = {
          host,
          port,
          path: '/ui/',
          localAddress: from,
          agent: false,
          headers: { Host: `127.0.0.1:${port}` },
        };
        const outgoing = request(options, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        outgoing.once('error', reject).end();
      });
    expect(await get(own, own)).toBe(200);
    // No second machine here: a caller with a network address at the loopback one is as foreign to the agent.
    expect(await get('127.0.0.1', own)).toBe(403);
  },
);

describe('the calls', () => {
  it('answer values, and problems with their status', async () => {
    const browser = openBrowser(await startTill());
    await browser.logIn();
    expect(await browser.post('/ui/api/readStartAtLogin')).toMatchObject({ status: 200, body: { value: null } });
    expect(await browser.post('/ui/api/listJobs', {})).toMatchObject({ body: { value: { jobs: [], next: null } } });
    expect(await browser.post('/ui/api/readJob', 'none')).toMatchObject({
      status: 404,
      body: { code: 'JOB_NOT_FOUND' },
    });
    expect(await browser.post('/ui/api/saveSettings', { journal: { days: 0 } })).toMatchObject({
      status: 422,
      body: { code: 'INVALID_SETTING', error: expect.stringContaining('journal.days') },
    });
    expect(await browser.post('/ui/api/constructor')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_CALL' } });
    expect((await browser.get('/ui/api/openDrawer')).status).toBe(404);
  });

  it('take a logo of 1 MB, and no body of more than 2 MB', async () => {
    const browser = openBrowser(await startTill());
    await browser.logIn();
    const base64 = Buffer.alloc(1024 * 1024, 1).toString('base64');
    expect(await browser.post('/ui/api/saveLogo', { base64 })).toMatchObject({
      status: 422,
      body: { code: 'INVALID_LOGO' },
    });
    const huge = { base64: 'A'.repeat(2 * 1024 * 1024) };
    expect(await browser.post('/ui/api/saveLogo', huge)).toMatchObject({
      status: 413,
      body: { code: 'BODY_TOO_LARGE' },
    });
  });

  it('that move the agent to another port are still answered', async () => {
    const till = await startTill({ flags: {}, dataDir: dataDirWithPort(0) });
    const browser = openBrowser(till);
    await browser.logIn();
    const { port, server } = await listenOnFreePort(createServer());
    await new Promise((resolve) => server.close(resolve));
    expect(await browser.post('/ui/api/saveSettings', { port })).toMatchObject({
      status: 200,
      body: { value: { port } },
    });
    expect(till.url).toBe(`http://127.0.0.1:${port}`);
  });
});

describe('the events', () => {
  it('reach the window as they happen: a job of the ERP, then the overview', async () => {
    const till = await startTill();
    const browser = openBrowser(till);
    await browser.logIn();
    const stream = await browser.follow();
    await until('the stream is open', () => stream.text !== '');
    const { body } = await till.erp('POST', '/print/ticket', { order_id: 77, total_amount: 5 });
    const events = await until('both events', () => {
      const all = stream.text.split('\n\n').filter((piece) => piece.startsWith('event: bridge\ndata: '));
      return all.length >= 2 && all.map((piece) => JSON.parse(piece.slice('event: bridge\ndata: '.length)));
    });
    expect(events[0]).toMatchObject({ type: 'job-changed', job: { id: body.job_id, order_id: 77, state: 'queued' } });
    expect(events[1]).toMatchObject({ type: 'overview-changed', overview: { queue: { waiting: 1 } } });
    stream.close();
  });

  it('end with the agent, which does not wait for them', async () => {
    const till = await startTill();
    const browser = openBrowser(till);
    await browser.logIn();
    const stream = await browser.follow();
    await till.close();
    await until('the stream has ended', () => stream.ended);
  });
});

function dataDirWithPort(port: number): string {
  const dataDir = makeDataDir();
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ port }));
  return dataDir;
}
