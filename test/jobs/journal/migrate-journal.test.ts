import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import { until } from '../../end-to-end/until.ts';
import { newJob } from '../new-job.ts';

const version1 = readFileSync(join(import.meta.dirname, 'journal-version-1.sql'), 'utf8');
const storeModule = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'src',
  'main',
  'jobs',
  'journal',
  'sqlite-job-store.ts',
);

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'journal-v1-'));
  file = join(directory, 'journal.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Writes the journal that version 0.1.0 left, as WAL as it did; `copies` more tickets make it long. */
function writeVersion1(copies = 0): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(version1);
  database.exec(`
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${copies})
    INSERT INTO jobs (id, kind, state, lane, priority, order_id, document, created_at, updated_at, document_date, expires_at, duplicata)
    SELECT 'copy-' || n, kind, state, lane, priority, n, replace(document, ':41', ':' || n), created_at + n, updated_at + n, created_at, expires_at, 0
    FROM numbers, jobs WHERE jobs.id = 'job-1' AND ${copies} > 0`);
  database.close();
}

function readFileDirectly<Row>(sql: string): Row[] {
  const database = new DatabaseSync(file);
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

describe('a journal of version 1', () => {
  test('keeps every job with its bytes, steps and keys, and learns the amounts', async () => {
    writeVersion1();
    const store = openSqliteJobStore(file);
    const jobs = store.list({ limit: 10 });
    expect(jobs.map(({ id, state, amount }) => [id, state, amount])).toEqual([
      ['job-6', 'queued', '847.68'],
      ['job-5', 'failed', null],
      ['job-4', 'printed', null],
      ['job-3', 'sent', '15000'],
      ['job-2', 'uncertain', '150'],
      ['job-1', 'printed', '847.68'],
    ]);
    expect(new Set(jobs.map(({ source, sourceAddress }) => `${source} ${sourceAddress}`))).toEqual(
      new Set(['unknown null']),
    );
    expect(new TextDecoder().decode(store.bytes('job-1') ?? undefined)).toBe('ticket of job-1');
    expect(store.timeline('job-2').map(({ state }) => state)).toEqual(['queued', 'printing', 'uncertain']);
    expect(store.get('job-6')).toMatchObject({ reprintOf: 'job-1', duplicata: true });
    expect(await store.transact((transaction) => transaction.findIdempotency('k1'))).toMatchObject({ jobId: 'job-1' });
    await store.close();
  });

  test('is searched, counted and written to as a new one', async () => {
    writeVersion1();
    const store = openSqliteJobStore(file);
    const ids = (filter: object) => store.list({ limit: 10, ...filter }).map(({ id }) => id);
    expect(ids({ text: 'lea benaissa' })).toEqual(['job-6', 'job-1']);
    expect(ids({ amountFrom: '847.68', amountTo: '847.68' })).toEqual(['job-6', 'job-1']);
    expect(store.statistics({ from: 0, before: Date.parse('2027-01-01') })).toMatchObject({
      printed: 2,
      drawerOpenings: 1,
      uncertain: 1,
      failed: 1,
      medianMsToPaper: 900,
    });
    expect(await store.transact((transaction) => transaction.insert(newJob({ id: 'new' })))).toMatchObject({
      sequence: 7,
      amount: '150',
    });
    await store.close();
    // The second start finds version 2 and changes nothing.
    const again = openSqliteJobStore(file);
    expect(again.list({ limit: 10 }).map(({ id }) => id)).toContain('new');
    expect(again.get('job-1')?.amount).toBe('847.68');
    await again.close();
  });

  test('gets the very columns and indexes of a new journal', async () => {
    const shape = () => ({
      columns: readFileDirectly('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(\'jobs\')'),
      indexes: readFileDirectly("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"),
      version: readFileDirectly('PRAGMA user_version'),
    });
    writeVersion1();
    await openSqliteJobStore(file).close();
    const migrated = shape();
    rmSync(file);
    await openSqliteJobStore(file).close();
    expect(migrated).toEqual(shape());
  });

  test('with a document that nobody can read still lets the till start, and migrates the others', async () => {
    writeVersion1();
    const database = new DatabaseSync(file);
    database.exec("UPDATE jobs SET document = '{' WHERE id = 'job-5'");
    database.close();
    const store = openSqliteJobStore(file);
    expect(store.get('job-1')?.amount).toBe('847.68');
    await store.close();
  });

  test('of 50,000 jobs that is killed in mid-migration has lost nothing, and migrates at the next start', async () => {
    writeVersion1(50_000);
    const open = `import { openSqliteJobStore } from ${JSON.stringify(storeModule)}; openSqliteJobStore(${JSON.stringify(file)});`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', open], { stdio: 'ignore' });
    const closed = once(child, 'close');
    // SQLite writes what is changed and not yet committed to the write-ahead log when its cache is full.
    await until('uncommitted pages on the disk', () => existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 1e6);
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');
    expect(readFileDirectly('PRAGMA user_version')).toEqual([{ user_version: 1 }]);
    expect(readFileDirectly('SELECT count(*) AS jobs FROM jobs')).toEqual([{ jobs: 50_006 }]);

    const store = openSqliteJobStore(file);
    expect(store.count('printed')).toBe(50_002);
    expect(store.list({ limit: 1, text: '49999' })).toMatchObject([{ id: 'copy-49999', amount: '847.68' }]);
    await store.close();
  });
});
