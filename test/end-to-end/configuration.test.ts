import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listJobs, post, readStatus, untilJob } from './agent-api.ts';
import { type AgentCall, makeDataDir, runAgent, type StartedAgent, startAgent } from './start-agent.ts';
import { until } from './until.ts';

const started: StartedAgent[] = [];
const start = async (options: AgentCall & { dataDir?: string } = {}) => {
  const agent = await startAgent(options);
  started.push(agent);
  return agent;
};
afterEach(async () => {
  for (const agent of started.splice(0)) {
    await agent.kill();
  }
});

function dataDirWith(settings: unknown): string {
  const dataDir = makeDataDir();
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  writeFileSync(join(dataDir, 'settings.json'), text);
  return dataDir;
}

describe('the Python agent’s environment variables', () => {
  it('are all taken', async () => {
    const agent = await start({
      env: {
        PRINTER_ENABLED: 'False',
        PRINTER_VENDOR_ID: '04b8',
        PRINTER_PRODUCT_ID: '0x0E15',
        PRINTER_INTERFACE: '1',
        PRINTER_TIMEOUT: '7000',
        PRINTER_AGENT_HOST: 'localhost',
        PRINTER_AGENT_TOKEN: 'by-env',
        PRINTER_LOG_LEVEL: 'WARNING',
      },
    });
    const { agent: about, printer } = await readStatus({ ...agent, token: 'by-env' });
    expect(about.host).toBe('localhost');
    expect(printer).toMatchObject({
      enabled: false,
      running: false,
      config: { vendor_id: '0x04b8', product_id: '0x0e15', timeout: 7000 },
    });
    expect(agent.stderr()).not.toContain('agent ready');
  });

  it('PRINTER_AGENT_PORT chooses the port', async () => {
    const first = await start();
    const port = String(first.port);
    const args = ['--data-dir', makeDataDir()];
    const { code, stderr } = await runAgent({ args, env: { PRINTER_AGENT_PORT: port } });
    expect(stderr).toContain(port);
    expect(code).toBe(1);
  });

  it.each([
    ['PRINTER_ENABLED', 'perhaps'],
    ['PRINTER_VENDOR_ID', '0x12345'],
    ['PRINTER_PRODUCT_ID', 'xyz'],
    ['PRINTER_INTERFACE', '-1'],
    ['PRINTER_TIMEOUT', '5s'],
    ['PRINTER_AGENT_HOST', 'a b'],
    ['PRINTER_AGENT_PORT', '70000'],
    ['PRINTER_AGENT_TOKEN', 'a b'],
    ['PRINTER_LOG_LEVEL', 'LOUD'],
  ])('%s=%s is refused by its name, exit 2', async (name, value) => {
    const { code, stdout, stderr } = await runAgent({ args: ['--data-dir', makeDataDir()], env: { [name]: value } });
    expect(stderr).toMatch(/^smartpos-agent: [^\n]+\n$/);
    expect(stderr).toContain(name);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('that are empty are not set', async () => {
    const agent = await start({ env: { PRINTER_AGENT_HOST: '', PRINTER_TIMEOUT: ' ', PRINTER_ENABLED: '' } });
    const { agent: about, printer } = await readStatus(agent);
    expect([about.host, printer.config.timeout, printer.enabled]).toEqual(['127.0.0.1', 5000, true]);
  });
});

describe('which one wins', () => {
  it('the environment over the file, flags over both', async () => {
    const dataDir = dataDirWith({ host: '127.0.0.3', port: 1, printer: { timeoutMs: 1111, vendorId: '1111' } });
    const fromFile = await start({ dataDir });
    expect((await readStatus(fromFile)).agent.host).toBe('127.0.0.3');
    expect((await readStatus(fromFile)).printer.config).toMatchObject({ timeout: 1111, vendor_id: '0x1111' });
    await fromFile.stop();
    const env = { PRINTER_AGENT_HOST: '127.0.0.2', PRINTER_TIMEOUT: '2222', PRINTER_AGENT_TOKEN: 'by-env' };
    const fromEnvironment = await start({ dataDir, env });
    expect((await readStatus(fromEnvironment)).agent.host).toBe('127.0.0.2');
    expect((await readStatus(fromEnvironment)).printer.config).toMatchObject({ timeout: 2222, vendor_id: '0x1111' });
    await fromEnvironment.stop();
    const fromFlags = await start({ dataDir, env, args: ['--host', '127.0.0.1', '--token', 'by-flag'] });
    expect(fromFlags.token).toBe('by-flag');
    expect((await readStatus(fromFlags)).agent.host).toBe('127.0.0.1');
  });
});

describe('settings.json', () => {
  it.each([
    [{ port: 'x' }, 'port'],
    [{ printer: { columns: 40 } }, 'printer.columns'],
    [{ printer: { profile: 'laser-9000' } }, 'printer.profile'],
    [{ printer: { address: 'laser' } }, 'laser'],
    [{ logLevel: 'LOUD' }, 'logLevel'],
  ])('with %j stops printing, by the name of the key; the agent answers', async (settings, named) => {
    const dataDir = dataDirWith(settings);
    const { agent: about, printer } = await readStatus(await start({ dataDir }));
    const code = 'SETTINGS_LOST';
    expect(printer).toMatchObject({ code, state: 'disabled' });
    expect(about.notices).toMatchObject([{ code, message: expect.stringContaining(`« ${named} »`) }]);
    expect(about.notices[0]?.message).toContain(join(dataDir, 'settings.json'));
  });

  it.each(['{"port": ', '', 'host=1', '\0\0\0\0', '{"port": 1}}'])(
    'that is broken (%j) stops printing, and the agent runs',
    async (text) => {
      const dataDir = dataDirWith(text);
      const agent = await start({ dataDir });
      expect((await readStatus(agent)).agent.host).toBe('127.0.0.1');
      expect((await readStatus(agent)).printer).toMatchObject({ code: 'SETTINGS_LOST', state: 'disabled' });
      expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(text);
      await until('it is said', () => agent.stderr().includes('settings.json does not serve'));
    },
  );

  it('that a power cut has filled with zeros leaves the till as it was, and it is said to everybody', async () => {
    const dataDir = dataDirWith({ host: '127.0.0.3', printer: { enabled: false } });
    await (await start({ dataDir })).stop();
    writeFileSync(join(dataDir, 'settings.json'), Buffer.alloc(120));
    const agent = await start({ dataDir });
    const { agent: about, printer } = await readStatus(agent);
    expect([about.host, printer.enabled]).toEqual(['127.0.0.3', false]);
    expect(about.notices).toMatchObject([
      { code: 'SETTINGS_RESTORED', message: expect.stringMatching(/pas lisible \(il est gardé sous .*\.bak\)/) },
    ]);
    await until('it is said', () => agent.stderr().includes('settings.json does not serve'));
  });

  it.each([
    ['damaged', '{"port', 'pas lisible'],
    ['edited, with a wrong value', '{"host": "127.0.0.4", "port": "x"}', '« port »'],
  ])('that is %s is told by the agent that runs the till, whoever has read it before', async (_name, text, reason) => {
    const dataDir = dataDirWith({ host: '127.0.0.3' });
    const first = await start({ dataDir });
    writeFileSync(join(dataDir, 'settings.json'), text);
    // The window of a service; a second agent; one whose port is taken; an option that is wrong.
    for (const args of [
      ['token', 'show'],
      ['token', 'rotate'],
      ['--port', '0'],
    ]) {
      await runAgent({ args: [...args, '--data-dir', dataDir] });
    }
    await first.stop();
    const other = await start();
    for (const port of [String(other.port), '70000']) {
      await runAgent({ args: ['--host', '127.0.0.1', '--port', port, '--data-dir', dataDir] });
    }
    expect(readFileSync(join(dataDir, 'settings.json'), 'utf8')).toBe(text);
    const agent = await start({ dataDir });
    const { agent: about } = await readStatus(agent);
    expect(about.host).toBe('127.0.0.3');
    expect(about.notices).toMatchObject([
      { code: 'SETTINGS_RESTORED', message: expect.stringMatching(new RegExp(`${reason}.*settings\\.json\\.bak`)) },
    ]);
    expect(readFileSync(join(dataDir, 'settings.json.bak'), 'utf8')).toBe(text);
  });

  it('with an address that cannot be listened on stops the start, and leaves the last good settings as they are', async () => {
    const dataDir = dataDirWith({ host: '127.0.0.3' });
    await (await start({ dataDir })).stop();
    const copy = () => readFileSync(join(dataDir, 'settings.last-good.json'), 'utf8');
    const before = copy();
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ host: '192.0.2.77' }));
    const { code } = await runAgent({ args: ['--port', '0', '--data-dir', dataDir] });
    expect(code).toBe(1);
    expect(copy()).toBe(before);
  });

  it('with a misspelt key runs, and names it', async () => {
    const agent = await start({ dataDir: dataDirWith({ printer: { colums: 48, profile: 'epson-80' } }) });
    await until('it is said', () => agent.stderr().includes('printer.colums'));
    expect(agent.stderr()).not.toContain('printer.profile');
  });

  it('that is broken a second time does not destroy what was set aside first', async () => {
    const dataDir = dataDirWith({ port: 8081 });
    await (await start({ dataDir })).stop();
    writeFileSync(join(dataDir, 'settings.json'), '{');
    await (await start({ dataDir })).stop();
    writeFileSync(join(dataDir, 'settings.json'), '{{');
    await (await start({ dataDir })).stop();
    const aside = readdirSync(dataDir).filter((name) => name.startsWith('settings.json.bak'));
    expect(aside.sort()).toEqual(['settings.json.bak', 'settings.json.bak.2']);
  });

  it('as Notepad saves it, with a byte order mark, is read', async () => {
    const dataDir = dataDirWith('\ufeff{"printer": {"timeoutMs": 1234}}');
    const agent = await start({ dataDir });
    expect((await readStatus(agent)).printer.config.timeout).toBe(1234);
  });

  it('chooses the shop and the columns of the ticket', async () => {
    const agent = await start({ dataDir: dataDirWith({ shop: { name: 'Chez Omar' } }), args: ['--columns', '48'] });
    const { body } = await post(agent, '/print/ticket', { order_id: 42, total_amount: 5 });
    await untilJob(agent, body.job_id, 'drawn');
    const papers = readdirSync(join(agent.dataDir, 'paper')).filter((name) => name.endsWith('.txt'));
    expect(papers).toHaveLength(1);
  });
});

describe('PRINTER_ENABLED=false', () => {
  it('is told by /status; what is accepted waits, and prints when the agent starts with a printer', async () => {
    const first = await start({ env: { PRINTER_ENABLED: 'false' } });
    const { body } = await post(first, '/print/ticket?wait=0.2', { order_id: 42, total_amount: 5 });
    expect(body).toMatchObject({ success: true, state: 'queued' });
    const { printer } = await readStatus(first);
    expect(printer).toMatchObject({
      enabled: false,
      running: false,
      connected: false,
      queue_size: 1,
      state: 'disabled',
    });
    expect(await first.stop()).toBe(0);
    const second = await start({ dataDir: first.dataDir });
    await untilJob(second, body.job_id, 'drawn');
    expect(await listJobs(second)).toHaveLength(1);
  });
});
