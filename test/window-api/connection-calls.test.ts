import { createServer as createHttp, type Server } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readNetworkAddresses } from '../../src/main/base/network.ts';
import { findPortOwner } from '../../src/main/base/port-owner.ts';
import { createSealedTokenStore, type KeyRing } from '../../src/main/token/sealed-token-store.ts';
import { type ConnectionFacts, checkConnection } from '../../src/main/window-api/check-connection.ts';
import { erpSettings } from '../../src/main/window-api/connection-calls.ts';
import type { BridgeEvent } from '../../src/shared/bridge.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import { refusalOf } from '../base/refusal.ts';
import { call as callHttp } from '../end-to-end/agent-api.ts';
import { until } from '../end-to-end/until.ts';
import { createFakeClock } from '../fake-clock.ts';
import { listenOnFreePort } from '../free-port.ts';
import { refusal, startControlledAgent } from './controlled-agent.ts';

const ready: PrinterState = {
  condition: 'ready',
  reasons: [],
  drawer: 'unknown',
  code: 'PRINTER_READY',
  message: 'Prête.',
  since: '',
};

function facts(port: number, changes: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    listening: { host: '127.0.0.1', port },
    wishedPort: port,
    token: 'jeton',
    startedAt: '2026-11-22T13:05:00.000Z',
    addresses: readNetworkAddresses(),
    refused: null,
    printer: ready,
    findPortOwner,
    platform: 'win32',
    ...changes,
  };
}

const codesOf = async (what: ConnectionFacts) =>
  (await checkConnection(what)).map(({ id, ok, code }) => [id, ok, code]);

/** A program that is not the agent, answering every call so. */
async function otherProgram(status: number, body: string): Promise<{ port: number; server: Server }> {
  const other = await listenOnFreePort(
    createHttp((_request, response) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(body)),
  );
  onTestFinished(() => void other.server.close());
  return other;
}

describe('callers with a wrong token', () => {
  const start = async () => {
    const clock = createFakeClock();
    const environment = { PRINTER_ENABLED: 'false' };
    const till = await startControlledAgent({ clock, environment, flags: { port: '0' } });
    const notices = async () =>
      (await till.call('readOverview', undefined)).notices.filter(({ code }) => code.startsWith('CALLERS_'));
    return { clock, till, notices };
  };
  const sentence =
    /^Un appelant utilise un mauvais jeton : 127\.0\.0\.1, 37 fois depuis \d\d:\d\d\. Est-ce l'ERP \? .*Réglages pour l'ERP/;

  it("are told on today's panel, under the connection and by its test, until they show the right one", async () => {
    const { clock, till, notices } = await start();
    expect(await notices()).toEqual([]);
    expect((await till.call('readConnection', undefined)).refusedCallers).toEqual([]);
    for (let turn = 0; turn < 37; turn += 1) await till.erp('POST', '/print/ticket', {}, 'old');
    expect(await notices()).toEqual([{ code: 'CALLERS_REFUSED', message: expect.stringMatching(sentence) }]);
    expect((await till.call('readConnection', undefined)).refusedCallers).toMatchObject([
      { address: '127.0.0.1', count: 37, hasToken: true },
    ]);
    const check = async () => (await till.call('testConnection', undefined)).find(({ id }) => id === 'callers');
    expect(await check()).toMatchObject({
      ok: false,
      code: 'CALLERS_REFUSED',
      message: expect.stringMatching(sentence),
    });
    // The test's own calls show the right token from the same address, and solve nothing.
    expect(await check()).toBeDefined();
    await till.erp('GET', '/status');
    expect(await notices()).toHaveLength(1);
    clock.pass(120_000);
    expect([await notices(), await check()]).toEqual([[], undefined]);
    expect((await till.call('readConnection', undefined)).refusedCallers).toEqual([]);
    // Whatever others do, what was solved stays so.
    await till.call('rotateToken', { graceHours: 0 });
    expect(await notices()).toEqual([]);
    await till.erp('GET', '/status', undefined, 'old');
    expect(await notices()).toHaveLength(1);
  });

  it('are told to the windows that are open, and are no news the day after', async () => {
    const { clock, till, notices } = await start();
    await till.erp('GET', '/status', undefined, 'old');
    const isTold = (event: BridgeEvent) => event.type === 'overview-changed' && event.overview.notices.length > 0;
    await until('the window is told', () => till.events.some(isTold));
    clock.pass(12 * 3600_000);
    expect(await notices()).toEqual([]);
  });

  it('or none at all are told apart', async () => {
    const { clock, till, notices } = await start();
    await callHttp({ url: till.url, token: '' }, 'GET', '/status', { token: null });
    expect(await notices()).toEqual([
      {
        code: 'CALLERS_WITHOUT_TOKEN',
        message: expect.stringMatching(/^Un appelant appelle sans jeton : 127\.0\.0\.1/),
      },
    ]);
    // A browser that looked in is nothing that the technician could mend, and no news for long.
    expect((await till.call('testConnection', undefined)).map(({ id }) => id)).not.toContain('callers');
    clock.pass(3600_000);
    expect(await notices()).toEqual([]);
  });
});

describe('the connection', () => {
  it("is told with its addresses and the last use of the token, by the ERP and not by the window's own test", async () => {
    const clock = createFakeClock();
    const till = await startControlledAgent({ clock, environment: { PRINTER_ENABLED: 'false' } });
    await till.call('testConnection', undefined);
    expect(await till.call('readConnection', undefined)).toMatchObject({
      host: '127.0.0.1',
      network: false,
      urls: [till.url],
      tokenSource: 'file',
      tokenLastUsed: null,
      oldToken: null,
    });
    await till.erp('GET', '/status');
    expect((await till.call('readConnection', undefined)).tokenLastUsed).toEqual({
      at: new Date(clock.now()).toISOString(),
      address: '127.0.0.1',
    });
  });

  it('lets the ERP go on with the old token for the time that a person gives, and no longer', async () => {
    const clock = createFakeClock();
    const till = await startControlledAgent({ clock, environment: { PRINTER_ENABLED: 'false' } });
    const old = (await till.call('revealToken', undefined)).token;
    const connection = await till.call('rotateToken', { graceHours: 24 });
    expect(connection.oldToken?.validUntil).toBe(new Date(clock.now() + 24 * 3_600_000).toISOString());
    expect((await till.erp('GET', '/status', undefined, old)).status).toBe(200);
    expect((await till.call('readConnection', undefined)).oldToken?.lastUsed?.address).toBe('127.0.0.1');
    clock.pass(24 * 3_600_000);
    expect((await till.erp('GET', '/status', undefined, old)).status).toBe(401);
    expect((await till.erp('GET', '/status')).status).toBe(200);
    expect(till.events.some(({ type }) => type === 'settings-changed')).toBe(true);
  });

  it('on the network has an address that answers, and the lines for the ERP', async () => {
    const till = await startControlledAgent({ flags: { port: '0', host: '0.0.0.0' } });
    const { network, urls, interfaces, port } = await till.call('readConnection', undefined);
    expect(network).toBe(true);
    const [, own] = urls;
    const ipv4 = interfaces.find(({ address }) => !address.includes(':'));
    expect(own).toBe(ipv4 === undefined ? undefined : `http://${ipv4.address}:${port}`);
    const checks = await till.call('testConnection', undefined);
    expect(checks.find(({ id }) => id === 'network-address')?.code).toBe(ipv4 ? 'REACHABLE' : 'NO_NETWORK');
    const { text } = await till.call('readErpSettings', { host: '192.168.1.100' });
    const { token } = await till.call('revealToken', undefined);
    expect(text).toBe(
      `PRINTER_ENABLED=true\nPRINTER_NETWORK_ENABLED=true\nPRINTER_AGENT_HOST=192.168.1.100\nPRINTER_AGENT_PORT=${port}\nPRINTER_AGENT_TOKEN=${token}\n`,
    );
  });
});

describe('the test of the connection', () => {
  it('finds an agent that nothing is wrong with but that no printer is chosen', async () => {
    const till = await startControlledAgent();
    expect((await till.call('testConnection', undefined)).map(({ id, ok, code }) => [id, ok, code])).toEqual([
      ['listening', true, 'LISTENING'],
      ['own-address', true, 'NETWORK_OFF'],
      ['token', true, 'TOKEN_ACCEPTED'],
      ['printer', false, 'NO_PRINTER_CHOSEN'],
    ]);
  });

  it.each<[PrinterState['condition'], boolean]>([
    ['ready', true],
    ['busy', true],
    ['blocked', false],
    ['offline', false],
    ['disabled', false],
    ['virtual', false],
  ])('calls a printer that is %s good: %s', async (condition, isGood) => {
    const { port } = await otherProgram(200, '{}');
    const checks = await checkConnection(facts(port, { printer: { ...ready, condition } }));
    expect(checks.find(({ id }) => id === 'printer')?.ok).toBe(isGood);
  });

  it('finds that nothing listens', async () => {
    const { port, server } = await listenOnFreePort(createServer());
    await new Promise((resolve) => server.close(resolve));
    expect(await codesOf(facts(port))).toEqual([
      ['listening', false, 'NOTHING_LISTENS'],
      ['own-address', true, 'NETWORK_OFF'],
      ['token', false, 'TOKEN_NOT_TRIED'],
      ['printer', true, 'PRINTER_READY'],
    ]);
  });

  it('finds another program on the port, and its name', async () => {
    const { port } = await otherProgram(200, '<html>');
    const [listening] = await checkConnection(facts(port));
    expect(listening).toMatchObject({ ok: false, code: 'PORT_TAKEN' });
    if (process.platform === 'linux') {
      expect(listening?.message).toContain(`(${process.pid})`);
    }
  });

  it("finds another agent there: it refuses this one's token", async () => {
    const { port } = await otherProgram(401, '{"error": "Token invalide"}');
    expect(await codesOf(facts(port))).toContainEqual(['token', false, 'TOKEN_REFUSED']);
  });

  it('finds that the wished port was taken at the start', async () => {
    const wished = await otherProgram(200, '{}');
    const own = await otherProgram(200, '{"agent": {"stats": {"started_at": "2026-11-22T13:05:00.000Z"}}}');
    const [listening] = await checkConnection(facts(own.port, { wishedPort: wished.port }));
    expect(listening).toMatchObject({
      ok: false,
      code: 'PORT_FALLBACK',
      message: expect.stringContaining(String(own.port)),
    });
  });

  it("finds an address that is not this machine's any more", async () => {
    const gone = facts(9, { listening: { host: '127.0.0.2', port: 9 } });
    expect(await codesOf(gone)).toContainEqual(['own-address', true, 'NETWORK_OFF']);
    const elsewhere = { ...facts(9), listening: { host: '203.0.113.77', port: 9 }, addresses: [] };
    const checks = await checkConnection(elsewhere);
    expect(checks.find(({ id }) => id === 'own-address')).toMatchObject({ ok: false, code: 'WRONG_INTERFACE' });
  });

  it("suspects the firewall where loopback answers and the network address does not, with the system's own words", async () => {
    const own = await otherProgram(200, '{"agent": {"stats": {"started_at": "2026-11-22T13:05:00.000Z"}}}');
    // It listens on 127.0.0.1 alone: another loopback address refuses, as a firewall that rejects.
    const addresses = [{ name: 'Ethernet', address: '127.0.0.3' }];
    const checks = await checkConnection(
      facts(own.port, { listening: { host: '0.0.0.0', port: own.port }, addresses }),
    );
    expect(checks.find(({ id }) => id === 'network-address')).toMatchObject({
      ok: false,
      code: 'FIREWALL_SUSPECTED',
      message: expect.stringContaining('Sécurité Windows'),
    });
  });

  it('says what the printer needs', async () => {
    const till = await startControlledAgent({ flags: { port: '0', printer: 'file:/dev/usb/no-such-printer' } });
    const checks = await till.call('testConnection', undefined);
    const { printer } = await till.call('readOverview', undefined);
    expect(checks.at(-1)).toMatchObject({ id: 'printer', ok: false, code: printer.code, message: printer.message });
  });
});

describe('the lines for the ERP', () => {
  it.each([
    ['192.168.1.20', 'PRINTER_AGENT_HOST=192.168.1.20\n'],
    [' caisse-1.tail1234.ts.net ', 'PRINTER_AGENT_HOST=caisse-1.tail1234.ts.net\n'],
    ['fd00::2', 'PRINTER_AGENT_HOST=[fd00::2]\n'],
    ['[fd00::2]', 'PRINTER_AGENT_HOST=[fd00::2]\n'],
  ])("name the host %s as the ERP's client can call it", (host, line) => {
    expect(erpSettings(host, 8080, 'x')).toContain(line);
  });

  // What the ERP's client calls then: https://HOST:PORT where the host contains « ngrok », HOST:PORT where it begins with
  // https://, else http://HOST:PORT (measured on the ERP's own code).
  it.each([
    ['https://caisse.ngrok-free.dev', 'caisse.ngrok-free.dev', 443],
    ['caisse.ngrok-free.dev', 'caisse.ngrok-free.dev', 443],
    ['HTTPS://Caisse.NGROK.io/', 'caisse.ngrok.io', 443],
    ['http://caisse.ngrok.io', 'caisse.ngrok.io', 443],
    ['https://caisse.ngrok.io:8443', 'caisse.ngrok.io', 8443],
    ['https://caisse.fee-maison.dz', 'https://caisse.fee-maison.dz', 443],
    [' https://caisse.trycloudflare.com/ ', 'https://caisse.trycloudflare.com', 443],
    ['https://caisse.fee-maison.dz:8443', 'https://caisse.fee-maison.dz', 8443],
    ['https://10.8.0.4', 'https://10.8.0.4', 443],
    ['https://[fd00::2]:8443', 'https://[fd00::2]', 8443],
    ['http://10.0.0.1', '10.0.0.1', 8080],
    ['http://10.0.0.1:9090/', '10.0.0.1', 9090],
    ['127.0.0.1:18080', '127.0.0.1', 18_080],
    ['caisse-1:18080', 'caisse-1', 18_080],
    ['[fd00::2]:18080', '[fd00::2]', 18_080],
    ['localhost', 'localhost', 8080],
  ])('name the tunnel %s as the ERP builds its URLs', (typed, host, port) => {
    const lines = erpSettings(typed, 8080, 'x').split('\n');
    expect(lines).toEqual(
      expect.arrayContaining(['PRINTER_ENABLED=true', `PRINTER_AGENT_HOST=${host}`, `PRINTER_AGENT_PORT=${port}`]),
    );
  });

  it.each([
    '',
    'https://',
    'http:///',
    'caisse du fond',
    'a#b',
    '10.0.0.256',
    'https://10.0.0.256',
    'https://caisse.dz/impression',
    'https://caisse.dz:8443/health',
    'https://user:word@caisse.dz',
    'https://caisse.dz:0',
    'caisse.dz:70000',
    'caisse.dz:',
    'caisse.dz:http',
    'tcp://0.tcp.ngrok.io:12345',
    'https://https://caisse.dz',
    'https://caisse.dz\nPRINTER_ENABLED=false',
    'https://caisse.dz\u0000',
    // Where the agent listens, which is not where anybody can call it.
    '0.0.0.0',
    '::',
    '[::]:8080',
  ])('do not name %j', (host) => {
    expect(refusalOf(() => erpSettings(host, 8080, 'x'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('keep a token whole that holds what starts a comment', () => {
    expect(erpSettings('a', 8080, 'a#b"c')).toContain(`PRINTER_AGENT_TOKEN='a#b"c'\n`);
    expect(erpSettings('a', 8080, "it's")).toContain(`PRINTER_AGENT_TOKEN="it's"\n`);
  });
});

describe('a token that is not in a key ring', () => {
  const sealed = (keyRing: KeyRing | null) => (dataDir: string) => createSealedTokenStore({ dataDir, keyRing });

  it('is told under the connection, and is no notice for the cashier', async () => {
    const till = await startControlledAgent({ tokenStore: sealed(null) });
    expect(await till.call('readConnection', undefined)).toMatchObject({ tokenNote: { code: 'TOKEN_NOT_IN_KEYRING' } });
    expect(await till.call('readOverview', undefined)).toMatchObject({ notices: [] });
  });

  it('is a notice when it is lost: the ERP goes on with its own', async () => {
    const ring: KeyRing = { seal: (text) => Buffer.from(text), unseal: (bytes) => bytes.toString() };
    const broken: KeyRing = {
      ...ring,
      unseal: () => {
        throw new Error('another user sealed this');
      },
    };
    const till = await startControlledAgent({ tokenStore: sealed(ring) });
    await till.close();
    const again = await startControlledAgent({ dataDir: till.dataDir, tokenStore: sealed(broken) });
    expect(await again.call('readOverview', undefined)).toMatchObject({ notices: [{ code: 'TOKEN_LOST' }] });
    expect(await refusal(again.call('revealToken', undefined))).toMatchObject({ code: 'TOKEN_LOST' });
  });
});
