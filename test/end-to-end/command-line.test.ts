import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readStatus } from './agent-api.ts';
import { makeDataDir, runAgent, startAgent } from './start-agent.ts';

const dataDir = makeDataDir();
const run = (args: string[], env: Record<string, string> = {}) =>
  runAgent({ args: ['--data-dir', dataDir, '--port', '0', ...args], env });

/** One clear line on stderr, nothing on stdout. */
async function expectExit(code: number, call: Promise<{ code: number | null; stdout: string; stderr: string }>) {
  const finished = await call;
  expect(finished.stderr).toMatch(/^smartpos-agent: [^\n]+\n$/);
  expect(finished.stdout).toBe('');
  expect(finished.code).toBe(code);
  return finished.stderr;
}

describe('help and version', () => {
  it('--help and -h tell every flag and variable', async () => {
    for (const flag of ['--help', '-h']) {
      const { code, stdout, stderr } = await runAgent({ args: [flag] });
      expect(code).toBe(0);
      expect(stderr).toBe('');
      for (const word of ['--host', '--port', '--token', '--data-dir', '--printer', '--columns', '--log-level']) {
        expect(stdout).toContain(word);
      }
      expect(stdout).toMatch(/PRINTER_AGENT_TOKEN/);
      expect(stdout).toMatch(/token rotate/);
    }
  });

  it('--version tells the version alone', async () => {
    const { code, stdout } = await runAgent({ args: ['--version'] });
    expect(stdout).toBe(`${packageJson.version}\n`);
    expect(code).toBe(0);
  });
});

describe('a wrong option: one line on stderr that names it, exit 2', () => {
  it.each([
    [['--colour', 'blue'], /--colour/],
    [['--colour=blue'], /--colour/],
    [['-x'], /-x/],
    [['--host'], /--host/],
    [['--port', '--columns', '32'], /--port/],
    [['--token'], /--token/],
    [['--help=yes'], /--help/],
    [['start'], /start/],
    [['token'], /token/],
    [['token', 'delete'], /token delete/],
    [['--port', 'http'], /--port/],
    [['--port', '65536'], /--port/],
    [['--port', '-1'], /--port/],
    [['--port', '80.5'], /--port/],
    [['--port', ''], /--port/],
    [['--columns', '40'], /--columns/],
    [['--columns', ''], /--columns/],
    [['--printer', 'laser'], /laser/],
    [['--printer', 'tcp://'], /tcp:/],
    [['--printer', 'tcp://a:99999'], /tcp:/],
    [['--printer', 'file:'], /file:/],
    [['--printer', ''], /mprimante/],
    [['--printer', 'usb:0471'], /mprimante/],
    [['--printer', 'usb:zzzz:0055'], /mprimante/],
    [['--log-level', 'loud'], /--log-level/],
    [['--host', 'not a host'], /--host/],
    [['--host', ''], /--host/],
    [['--host', 'http://127.0.0.1'], /--host/],
    [['--data-dir', ''], /--data-dir/],
    [['--token', ''], /--token/],
    [['--token', 'with space'], /--token/],
    [['--token', 'é'], /--token/],
    [['--grace-hours', '24'], /--grace-hours/],
    [['token', 'show', '--grace-hours', '24'], /--grace-hours/],
    [['token', 'rotate', '--grace-hours', 'demain'], /délai/],
    [['token', 'rotate', '--grace-hours', '9999'], /délai/],
  ])('%j', async (args, named) => {
    expect(await expectExit(2, run(args))).toMatch(named);
  });

  it.each(['default_token_change_me', 'your_secure_token_here', 'YOUR_TOKEN'])(
    'the token %s of the documentation is refused, by flag, environment and file',
    async (token) => {
      const dir = makeDataDir();
      writeFileSync(join(dir, 'token'), `${token}\n`);
      for (const call of [
        run(['--token', token]),
        run([], { PRINTER_AGENT_TOKEN: token }),
        runAgent({ args: ['--port', '0', '--data-dir', dir] }),
      ]) {
        expect(await expectExit(2, call)).toMatch(/documentation/);
      }
    },
  );

  it('a token of more than 512 characters', async () => {
    expect(await expectExit(2, run(['--token', 'x'.repeat(513)]))).toMatch(/--token/);
  });

  it('a token is never repeated on the screen', async () => {
    expect(await expectExit(2, run(['--token', 'geheim is secret']))).not.toContain('geheim');
    expect(await expectExit(2, run(['--token=geheim', '--token']))).not.toContain('geheim');
    expect(await expectExit(2, run([], { PRINTER_AGENT_TOKEN: 'geheim secret' }))).not.toContain('geheim');
  });
});

describe('a start that cannot be: one line on stderr, exit 1', () => {
  it('the port is taken', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const message = await expectExit(1, run(['--port', String(port)]));
    expect(message).toContain(String(port));
    expect(message).toMatch(/déjà pris/);
    server.close();
  });

  it('an address that this machine has not', async () => {
    expect(await expectExit(1, run(['--host', '203.0.113.9']))).toContain('203.0.113.9');
  });

  it('the data directory is in use: the second agent says so, the first goes on', async () => {
    const first = await startAgent();
    const message = await expectExit(1, runAgent({ args: ['--port', '0', '--data-dir', first.dataDir] }));
    expect(message).toMatch(/autre SmartPOS Agent/);
    expect(message).toContain(first.dataDir);
    expect((await readStatus(first)).agent.port).toBe(first.port);
    await first.kill();
  });

  it('a file stands where the data directory should be', async () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, '');
    for (const dir of [file, join(file, 'below')]) {
      expect(await expectExit(1, runAgent({ args: ['--port', '0', '--data-dir', dir] }))).toContain(dir);
    }
  });

  it('leaves nothing behind that hinders the next start', async () => {
    const agent = await startAgent({ dataDir });
    expect(await agent.stop()).toBe(0);
  });
});
