import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { call, post, readStatus, untilJob } from './agent-api.ts';
import { type AgentCall, makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';
import { startTcpTill } from './till.ts';
import { until } from './until.ts';
import { withoutPrinter } from './use-agent.ts';

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

describe('log files that cannot be written', () => {
  const oldLog = (dataDir: string) => join(dataDir, 'logs', 'agent.1.log');
  /** What lies there before the start: left by another account, a backup, a mistake. */
  const obstacles: [string, (dataDir: string) => void][] = [
    ['a file in the place of the folder', (dataDir) => writeFileSync(join(dataDir, 'logs'), '')],
    ['a link to nowhere', (dataDir) => symlinkSync('/nowhere/at/all', join(dataDir, 'logs'))],
    ['a folder that takes no file', (dataDir) => symlinkSync('/proc/self', join(dataDir, 'logs'))],
  ];

  it.each(obstacles)('%s: it prints, and says so on stderr and in the window', async (_name, lay) => {
    const dataDir = makeDataDir();
    lay(dataDir);
    const agent = await start({ dataDir });
    const { body } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    await untilJob(agent, body.job_id, 'drawn');
    const notices = await readNotices(agent);
    expect(notices).toContainEqual({
      code: 'LOG_NOT_WRITTEN',
      message: expect.stringContaining(join(dataDir, 'logs')),
    });
    // Longer than the pause after which lines are written: the agent once died of the first.
    await until('lines came after it', () => agent.stderr().includes('"job drawn"'));
    expect(agent.stderr()).toContain('log files cannot be written');
    expect(await agent.stop()).toBe(0);
  });

  it.each([
    ['a folder of its name', (file: string) => mkdirSync(file)],
    ['a device of its name', (file: string) => symlinkSync('/dev/full', file)],
    ['a full one', (file: string) => writeFileSync(file, 'x'.repeat(5 * 1024 * 1024))],
  ])('the newest file alone, %s: the next number is begun', async (_name, lay) => {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, 'logs'));
    lay(oldLog(dataDir));
    const agent = await start({ dataDir });
    expect(await readNotices(agent)).toEqual([]);
    expect(await agent.stop()).toBe(0);
    expect(readdirSync(join(dataDir, 'logs'))).toEqual(['agent.1.log', 'agent.2.log']);
    expect(readFileSync(join(dataDir, 'logs', 'agent.2.log'), 'utf8')).toContain('agent stopped');
  });

  it('another account’s folder and file: it prints, and says so', async () => {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, 'logs'));
    writeFileSync(oldLog(dataDir), 'theirs\n', { mode: 0o440 });
    chmodSync(join(dataDir, 'logs'), 0o555);
    // Root writes everywhere but for this right.
    const launcher = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override'] : [];
    const agent = await start({ dataDir, launcher });
    const { body } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    await untilJob(agent, body.job_id, 'drawn');
    expect(await readNotices(agent)).toContainEqual({
      code: 'LOG_NOT_WRITTEN',
      message: expect.stringContaining('EACCES'),
    });
    expect(await agent.stop()).toBe(0);
    expect(readFileSync(oldLog(dataDir), 'utf8')).toBe('theirs\n');
  });
});

it('a log folder that is deleted while it runs is made again', async () => {
  const agent = await start();
  const logs = join(agent.dataDir, 'logs');
  await until('the first lines are written', () => readFileSync(join(logs, 'agent.1.log'), 'utf8').includes('ready'));
  rmSync(logs, { recursive: true });
  const { body } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
  await untilJob(agent, body.job_id, 'drawn');
  await until('the log is there again', () => {
    const text = existsSync(join(logs, 'agent.1.log')) ? readFileSync(join(logs, 'agent.1.log'), 'utf8') : '';
    return text.includes('"job drawn"');
  });
});

it('the last ten log files are kept, and the newest is gone on with', async () => {
  const dataDir = makeDataDir();
  mkdirSync(join(dataDir, 'logs'));
  for (let number = 1; number <= 14; number += 1) {
    writeFileSync(join(dataDir, 'logs', `agent.${number}.log`), 'old\n');
  }
  writeFileSync(join(dataDir, 'logs', 'mine.log'), '');
  const agent = await start({ dataDir });
  expect(await agent.stop()).toBe(0);
  const names = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((number) => `agent.${number}.log`);
  expect(readdirSync(join(dataDir, 'logs')).sort()).toEqual([...names, 'mine.log'].sort());
  const newest = readFileSync(join(dataDir, 'logs', 'agent.14.log'), 'utf8');
  expect(newest).toMatch(/^old\n\{.*"agent ready"/s);
});

it('new log files are for their owner alone', async () => {
  const agent = await start();
  expect(statSync(join(agent.dataDir, 'logs', 'agent.1.log')).mode & 0o777).toBe(0o600);
});

describe('asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s it finishes the bytes of the job, and ends with 0',
    async (signal) => {
      const till = await startTcpTill();
      const { body } = await post(till.agent, '/print/ticket', { order_id: 1, total_amount: 5 });
      expect(await till.agent.stop(signal)).toBe(0);
      const again = await start({ dataDir: till.agent.dataDir, ...withoutPrinter });
      const { body: job } = await call<{ state: string }>(again, 'GET', `/jobs/${body.job_id}`);
      expect(job.state).toMatch(/^(queued|printed)$/);
      await till.close();
    },
  );

  it('no library ends the process before it is done: on Windows a signal to oneself is the end at once', async () => {
    // As process.kill does there (libuv: TerminateProcess), whatever the signal.
    const preload = join(makeDataDir(), 'kill-as-windows.cjs');
    writeFileSync(preload, 'process.kill = (pid) => { if (pid === process.pid) process.reallyExit(1); };');
    const agent = await start({ env: { NODE_OPTIONS: `--require=${preload}` } });
    expect(await agent.stop('SIGINT')).toBe(0);
    expect(agent.stderr()).toContain('agent stopped');
  });

  it('beside connections that never say anything it ends with 0 within the second', async () => {
    const agent = await start();
    const sockets = await Promise.all(
      Array.from({ length: 50 }, (_, index) => openSlow(agent, index % 2 === 0 ? '' : 'GET /')),
    );
    const startedAt = performance.now();
    expect(await agent.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    for (const socket of sockets) socket.destroy();
  });
});

it('goes on after its listening socket could not take a connection, says so, and logs it once a minute', async () => {
  // What libuv calls when accept(2) fails (here EMFILE, -24); the system itself cannot be made to fail at will.
  const preload = join(makeDataDir(), 'failing-accept.cjs');
  writeFileSync(
    preload,
    `const net = require('node:net');
    const { listen } = net.Server.prototype;
    net.Server.prototype.listen = function (...given) {
      process.on('SIGUSR2', () => this._handle.onconnection(-24));
      return listen.apply(this, given);
    };`,
  );
  const agent = await start({ env: { NODE_OPTIONS: `--require=${preload}` } });
  const errors = async () => (await readStatus(agent)).agent.stats.errors;
  process.kill(agent.pid, 'SIGUSR2');
  await until('it is counted', async () => (await errors()) === 1);
  process.kill(agent.pid, 'SIGUSR2');
  await until('it is counted again', async () => (await errors()) === 2);
  expect((await readStatus(agent)).agent.last_error).toMatchObject({
    code: 'CONNECTION_NOT_ACCEPTED',
    message: expect.stringContaining('EMFILE'),
  });
  expect(await agent.stop()).toBe(0);
  expect(agent.stderr().match(/a connection could not be accepted/g)).toHaveLength(1);
});

function openSlow({ port }: StartedAgent, first: string): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(first);
      resolve(socket);
    });
    socket.on('error', () => resolve(socket));
  });
}

/** As the window in a browser: with the token it gets a session. */
async function readNotices(agent: StartedAgent): Promise<{ code: string }[]> {
  const login = await call(agent, 'POST', '/ui/login', { body: JSON.stringify({ token: agent.token }) });
  const Cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
  const answer = await call<{ value: { notices: { code: string }[] } }>(agent, 'POST', '/ui/api/readOverview', {
    headers: { Cookie },
  });
  return answer.body.value.notices;
}
