import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { startTcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { type Accepted, call, listJobs, post, type Refusal, readJob, readStatus, untilJob } from './agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';
import { untilIdle } from './till.ts';
import { until } from './until.ts';

const whyNot = reasonToSkip();
if (whyNot !== null) {
  console.warn(`full-disk.test.ts is skipped: ${whyNot}`);
}

/** A disk of its own needs a mount, and a mount needs root. */
function reasonToSkip(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root on Linux can mount a small disk';
  }
  const trial = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=4m tmpfs /mnt'], { encoding: 'utf8' });
  return trial.status === 0 ? null : `unshare and mount: ${trial.error?.message ?? trial.stderr}`;
}

/** Fills the disk to its last byte; gives the file that does it. */
function fillDisk(directory: string): string {
  const file = join(directory, 'filler');
  const descriptor = openSync(file, 'w');
  try {
    for (let size = 65_536; size >= 1; ) {
      try {
        writeSync(descriptor, Buffer.alloc(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return file;
}

const mountAndRun = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';

/** Starts the agent with a journal of version 1 on a full disk. */
const upgrade = `
  mount -t tmpfs -o size=4m tmpfs "$0" && sqlite="$1" && shift && cp "$sqlite" "$0/journal.db" || exit 9
  cat /dev/zero > "$0/filler" 2> /dev/null
  exec "$@"`;

function writeVersion1Journal(directory: string): string {
  const file = join(directory, 'version-1.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(readFileSync(join(import.meta.dirname, '..', 'jobs', 'journal', 'journal-version-1.sql'), 'utf8'));
  database.close();
  return file;
}

describe.skipIf(whyNot !== null)('a full disk', () => {
  const closing: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of closing) {
      await close();
    }
  });

  const ticket = (order: number) => ({ order_id: order, total_amount: 5, customer_name: 'x'.repeat(500) });
  const send = (agent: StartedAgent, order: number) => post<Accepted & Refusal>(agent, '/print/ticket', ticket(order));

  it('at the update of an older journal: says so and keeps it; with room again nothing of it is lost', async () => {
    const dataDir = makeDataDir();
    const journal = writeVersion1Journal(makeDataDir());
    const agent = await startAgent({
      dataDir,
      args: ['--token', 'full-disk'],
      launcher: ['unshare', '-m', 'sh', '-c', upgrade, dataDir, journal],
    });
    closing.push(agent.kill);
    const notices = async () => {
      const { body } = await call<{ agent: { notices: { code: string; message: string }[] } }>(agent, 'GET', '/status');
      return body.agent.notices;
    };
    const told = (await notices()).find(({ code }) => code === 'STORAGE_UNAVAILABLE');
    expect(told?.message).toMatch(/Le disque de la caisse est plein : libérez de la place/);
    expect((await send(agent, 1)).status).toBe(503);
    rmSync(join(`/proc/${agent.pid}/root`, dataDir, 'filler'));
    const ids = await until('the journal is there', async () => {
      const jobs = await listJobs(agent);
      return jobs.length > 0 && jobs.map(({ id }) => id);
    });
    expect(ids).toEqual(['job-6', 'job-5', 'job-4', 'job-3', 'job-2', 'job-1']);
    // So small a disk serves the tickets: no copy of the old journal takes their room, and that is said.
    const codes = (await notices()).map(({ code }) => code);
    expect(codes.filter((code) => /JOURNAL|STORAGE/.test(code))).toEqual(['JOURNAL_NOT_KEPT']);
  });

  it('asked to stop on a full disk, with a ticket that waits, it ends with 0 within 5 s', async () => {
    const dataDir = makeDataDir();
    const agent = await startAgent({
      dataDir,
      args: ['--printer', 'tcp://127.0.0.1:1', '--token', 'full-disk'],
      launcher: ['unshare', '-m', 'sh', '-c', mountAndRun, dataDir],
    });
    closing.push(agent.kill);
    expect((await send(agent, 1)).status).toBe(200);
    fillDisk(join(`/proc/${agent.pid}/root`, dataDir));
    await until('the disk is full', async () => (await send(agent, 2)).status === 503);
    const startedAt = performance.now();
    expect(await agent.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('refuses what cannot be kept, loses nothing that was accepted, and ends by itself', async () => {
    const printer = await startTcpPrinter({ profile: generic58 });
    const dataDir = makeDataDir();
    const agent = await startAgent({
      dataDir,
      args: ['--printer', printer.address, '--token', 'full-disk'],
      launcher: ['unshare', '-m', 'sh', '-c', mountAndRun, dataDir],
    });
    closing.push(agent.kill, printer.close);
    const accepted = [(await send(agent, 1)).body.job_id];
    await untilIdle(agent);
    const { errors } = (await readStatus(agent)).agent.stats;

    // The disk is mounted for the agent alone: seen from here, it lies behind the agent's own root.
    const filler = fillDisk(join(`/proc/${agent.pid}/root`, dataDir));
    const refusal = await until('the disk is full', async () => {
      const answer = await send(agent, 2);
      if (answer.status === 200) {
        accepted.push(answer.body.job_id);
      }
      return answer.status !== 200 && answer;
    });
    expect(refusal.status).toBe(503);
    expect(refusal.body).toEqual({ error: expect.stringMatching(/./), code: 'STORAGE_UNAVAILABLE' });
    for (const path of ['/print/cashout', '/drawer/open', '/test/print']) {
      expect((await post<Refusal>(agent, path, { amount: 5 })).status).toBe(503);
    }
    const { agent: about } = await readStatus(agent);
    expect(about.stats.errors).toBeGreaterThanOrEqual(errors + 4);
    expect(about.last_error?.code).toBe('STORAGE_UNAVAILABLE');
    expect(about.stats.print_jobs).toBe(accepted.length);
    const health = await call<Record<string, unknown>>(agent, 'GET', '/health', { token: null });
    expect(health).toMatchObject({ status: 200, body: { status: 'healthy' } });
    expect((await readJob(agent, accepted[0] ?? '')).state).toBe('printed');

    rmSync(filler);
    const again = await until('the agent accepts again', async () => {
      const answer = await send(agent, 3);
      return answer.status === 200 && answer;
    });
    accepted.push(again.body.job_id);
    for (const id of accepted) {
      await untilJob(agent, id, 'printed');
    }
    expect(printer.papers()).toHaveLength(accepted.length);
    expect(agent.exited).toBe(false);
    expect(await agent.stop()).toBe(0);
  });
});
