import { createHook } from 'node:async_hooks';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteJobStore } from '../../src/main/jobs/journal/sqlite-job-store.ts';
import { headlessHost } from '../../src/main/window-api/host-features.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { newJob } from '../jobs/new-job.ts';
import { startRunningAgent } from '../running-agent.ts';
import { startControlledAgent } from '../window-api/controlled-agent.ts';

/** Timers of the agent's own code: the test runner has some, too. */
const timers = new Map<number, NodeJS.Timeout>();
const hook = createHook({
  init: (id, type, _trigger, resource) => {
    if (type === 'Timeout' && new Error().stack?.includes('/src/main/')) timers.set(id, resource as NodeJS.Timeout);
  },
  destroy: (id) => timers.delete(id),
});
beforeAll(() => void hook.enable());
afterAll(() => void hook.disable());

/** Sockets and children that keep the process alive. */
const openHandles = () => process.getActiveResourcesInfo().filter((name) => /TCP|Process|Pipe/.test(name)).length;

/** Timers that do, once their ends have been told, a turn later. */
async function runningTimers(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  return [...timers.values()].filter((timer) => timer.hasRef()).length;
}

test('what an agent has begun ends with it: no timer, no socket, no listener', async () => {
  const before = openHandles();
  const agent = await startControlledAgent();
  const { job_id: id } = (await agent.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 })).body;
  await agent.untilState(id, 'drawn');
  expect(agent.events.map(({ type }) => type)).toContain('overview-changed');
  await agent.close();
  expect(await runningTimers()).toBe(0);
  await until('its sockets are closed', () => openHandles() <= before);
});

test('a start that fails for its port leaves nothing: the next one on the same data directory works', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const dataDir = makeDataDir();
  const before = openHandles();
  await expect(startControlledAgent({ dataDir, flags: { port: String(port) } })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
  });
  expect(await runningTimers()).toBe(0);
  await until('its sockets are closed', () => openHandles() <= before);
  other.close();
  const agent = await startControlledAgent({ dataDir });
  expect((await agent.erp('GET', '/health')).status).toBe(200);
});

test('a token that cannot be used frees the journal again', async () => {
  const dataDir = makeDataDir();
  const tokenStore = () => {
    throw new Error('no key ring');
  };
  const store = { file: join(dataDir, 'token'), kind: 'file', readOrCreate: tokenStore } as never;
  await expect(startControlledAgent({ dataDir, tokenStore: () => store })).rejects.toThrow();
  await startControlledAgent({ dataDir });
});

test('a second agent on the same data directory touches nothing of the first, not even its token', async () => {
  const dataDir = makeDataDir();
  await startControlledAgent({ dataDir });
  const contents = () =>
    readdirSync(dataDir)
      .filter((name) => /token|settings/.test(name))
      .map((name) => [name, readFileSync(join(dataDir, name), 'utf8')]);
  const before = contents();
  const touched: string[] = [];
  const tokenStore = () =>
    new Proxy({} as never, {
      get: (_, name) => {
        touched.push(String(name));
        throw new Error('touched');
      },
    });
  await expect(startControlledAgent({ dataDir, tokenStore })).rejects.toMatchObject({ code: 'ALREADY_RUNNING' });
  expect(contents()).toEqual(before);
  expect(touched).toEqual([]);
});

test('a stop waits for the change under way, refuses it and those behind it, and begins no other printer', async () => {
  const till = await startRunningAgent({ printer: { address: 'tcp://127.0.0.1:1' } });
  const { station, applier } = till.agent;
  const virtual = till.settingsWith({ printer: { address: 'virtual' } });
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const changed = applier.change(async () => {
    begun.resolve();
    await gate.promise;
    return { stored: virtual };
  });
  const behind = till.apply({ shop: { name: 'Trop tard' } });
  await begun.promise;
  let isClosed = false;
  const closed = till.agent.close().then(() => {
    isClosed = true;
  });
  gate.resolve();
  await expect(changed).rejects.toMatchObject({ code: 'STOPPING' });
  expect(isClosed).toBe(false);
  await expect(behind).rejects.toMatchObject({ code: 'STOPPING' });
  await closed;
  expect(station.settings.printer.address).toBe('tcp://127.0.0.1:1');
  await till.close();
});

test('a station takes its own jobs alone, and what it tells says which station it is', async () => {
  const till = await startRunningAgent({ printer: { enabled: false } });
  const { agent } = till;
  const told: unknown[] = [];
  agent.events.on('printer-changed', (_state, station) => told.push(station));
  agent.events.on('station-changed', (station) => told.push(station));
  const foreign = newJob({ id: 'foreign', station: 'kitchen', priority: 1, expiresAt: Date.now() + 60_000 });
  await agent.store.transact((transaction) => transaction.insert(foreign));
  const { job_id: own } = (await till.ticket(1)).body;
  await till.apply({ printer: { enabled: true } });
  await till.untilJob(own, 'drawn');
  expect(agent.store.get(own)?.station).toBe(agent.station.id);
  expect(agent.store.get('foreign')?.state).toBe('queued');
  expect([...new Set(told)]).toEqual(['main']);
  await till.close();
});

test('a start that fails for its port leaves a cut ticket as it is, and asks no server of updates', async () => {
  const dataDir = makeDataDir();
  const file = join(dataDir, 'journal.db');
  const store = openSqliteJobStore(file);
  await store.transact((transaction) => {
    transaction.insert(newJob({ id: 'cut' }));
    transaction.change('cut', { state: 'printing', at: 2_000, bytes: Uint8Array.of(1) });
  });
  await store.close();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  let asked = 0;
  const openSource = async () => {
    asked += 1;
    return null;
  };
  const updates = { host: { openSource, readPreviousVersion: async () => null, runPrevious: async () => {} } };
  const host = { ...headlessHost, updates };
  const failing = startControlledAgent({ dataDir, flags: { port: String(port) }, host });
  await expect(failing).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  other.close();
  expect(asked).toBe(0);
  // So the start that goes on knows that the printer may still be inside of it.
  const again = openSqliteJobStore(file);
  expect(again.get('cut')?.state).toBe('printing');
  await again.close();
  const agent = await startControlledAgent({ dataDir, host });
  expect((await agent.call('readJob', 'cut')).state).toBe('uncertain');
  await until('the server is asked', () => asked === 1);
});

test('a journal that nobody can read is told, in the window and to the ERP', async () => {
  const dataDir = makeDataDir();
  writeFileSync(join(dataDir, 'journal.db'), 'no database '.repeat(500));
  writeFileSync(join(dataDir, 'settings.json'), '{}');
  const agent = await startControlledAgent({ dataDir });
  const { notices } = await agent.call('readOverview', undefined);
  expect(notices).toMatchObject([{ code: 'JOURNAL_SET_ASIDE', message: expect.stringContaining('.unreadable-') }]);
  expect((await agent.erp('GET', '/status')).body).toMatchObject({
    agent: { notices: [{ code: 'JOURNAL_SET_ASIDE' }] },
  });
});
