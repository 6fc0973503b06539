import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { leaveJournalToOlderVersion } from '../../../src/main/jobs/journal/open-journal.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';
import { until } from '../../end-to-end/until.ts';
import { newJob } from '../new-job.ts';

const version1 = readFileSync(join(import.meta.dirname, 'journal-version-1.sql'), 'utf8');
const version2 = readFileSync(join(import.meta.dirname, 'journal-version-2.sql'), 'utf8');
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

/** Writes the journal that the program before version 3 left. */
function writeVersion2(to = file): void {
  const database = new DatabaseSync(to);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec(version2);
  database.close();
}

function readFileDirectly<Row>(sql: string, from = file): Row[] {
  const database = new DatabaseSync(from);
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

const shape = (of = file) => ({
  columns: readFileDirectly('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(\'jobs\')', of),
  indexes: readFileDirectly("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name", of),
  version: readFileDirectly('PRAGMA user_version', of),
});

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
    // The second start finds the newest version and changes nothing.
    const again = openSqliteJobStore(file);
    expect(again.list({ limit: 10 }).map(({ id }) => id)).toContain('new');
    expect(again.get('job-1')?.amount).toBe('847.68');
    await again.close();
  });

  test('gets the very columns and indexes of a new journal', async () => {
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

describe('a journal of version 2', () => {
  test('keeps every job with its bytes, steps and keys; all are of the one station', async () => {
    writeVersion2();
    const store = openSqliteJobStore(file);
    expect(store.list({ limit: 10 }).map(({ id, state, amount, station }) => [id, state, amount, station])).toEqual([
      ['job-7', 'queued', '150', 'main'],
      ['job-6', 'queued', '150', 'main'],
      ['job-5', 'failed', null, 'main'],
      ['job-4', 'printed', null, 'main'],
      ['job-3', 'sent', '15000', 'main'],
      ['job-2', 'uncertain', '150', 'main'],
      ['job-1', 'printed', '150', 'main'],
    ]);
    expect(store.next('main')?.id).toBe('job-6');
    expect(store.next('bar')).toBeNull();
    expect(new TextDecoder().decode(store.bytes('job-1') ?? undefined)).toBe('bytes of job-1');
    expect(store.paper('job-1')).toMatchObject({ columns: 48, dots: 576 });
    expect(store.timeline('job-2').map(({ state }) => state)).toEqual(['queued', 'printing', 'uncertain']);
    expect(store.get('job-6')).toMatchObject({ reprintOf: 'job-1', duplicata: true, source: 'window' });
    expect(await store.transact((transaction) => transaction.findIdempotency('k1'))).toMatchObject({ jobId: 'job-1' });
    expect(store.list({ limit: 10, text: 'léa' }).map(({ id }) => id)).toEqual(['job-6', 'job-1']);
    await store.close();
  });

  test('gets the very columns and indexes of a new journal', async () => {
    writeVersion2();
    await openSqliteJobStore(file).close();
    const migrated = shape();
    rmSync(file);
    await openSqliteJobStore(file).close();
    expect(migrated).toEqual(shape());
  });

  test('is kept beside it as it was: the program before opens that copy', async () => {
    writeVersion2();
    const before = readFileSync(file);
    const store = openSqliteJobStore(file);
    await store.transact((transaction) => transaction.insert(newJob({ id: 'new' })));
    await store.close();
    const kept = join(directory, 'journal.v2.db');
    expect(readFileSync(kept).equals(before)).toBe(true);
    // The second start leaves it alone: it is what the version before has left.
    await openSqliteJobStore(file).close();
    expect(readFileSync(kept).equals(before)).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.v2.db']);
  });

  test('that was left in mid-work keeps what stands in the write-ahead log alone', async () => {
    writeVersion2();
    const open = `import { DatabaseSync } from 'node:sqlite';
      const database = new DatabaseSync(${JSON.stringify(file)});
      database.exec("UPDATE jobs SET state = 'printing' WHERE id = 'job-6'");
      process.kill(process.pid, 'SIGKILL');`;
    await once(spawn(process.execPath, ['--input-type=module', '-e', open], { stdio: 'ignore' }), 'close');
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    await openSqliteJobStore(file).close();
    const printing = "SELECT id FROM jobs WHERE state = 'printing'";
    expect(readFileDirectly(printing)).toEqual([{ id: 'job-6' }]);
    expect(readFileDirectly(printing, join(directory, 'journal.v2.db'))).toEqual([{ id: 'job-6' }]);
  });

  test('that cannot be kept is brought up to date all the same, and that is told', async () => {
    writeVersion2();
    // A folder stands in the way, as a full or protected disk would.
    mkdirSync(join(directory, 'journal.v2.db', 'x'), { recursive: true });
    const notKept: unknown[] = [];
    const news = { onSetAside: () => expect.unreachable(), onNotKept: (error: unknown) => void notKept.push(error) };
    const store = openSqliteJobStore(file, news);
    expect(store.list({ limit: 10 })).toHaveLength(7);
    await store.close();
    expect(notKept).toHaveLength(1);
    expect(readdirSync(directory).sort()).toEqual(['journal.db', 'journal.v2.db']);
  });

  test('with a page that is damaged is not set aside for its copy: it starts where the version before did', async () => {
    writeVersion2();
    const size = statSync(file).size;
    // The last page holds keys or steps, which a start does not read.
    const damaged = readFileSync(file);
    damaged.fill(0x5a, size - 200);
    writeFileSync(file, damaged);
    const news = { onSetAside: () => expect.unreachable(), onNotKept: () => expect.unreachable() };
    const store = openSqliteJobStore(file, news);
    expect(store.list({ limit: 10 })).toHaveLength(7);
    await store.close();
    expect(readFileSync(join(directory, 'journal.v2.db')).equals(damaged)).toBe(true);
  });

  test('is not touched while another agent has it', async () => {
    writeVersion2();
    const holder = new DatabaseSync(file);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE');
    expect(() => openSqliteJobStore(file)).toThrow(expect.objectContaining({ code: 'ALREADY_RUNNING' }));
    holder.exec('ROLLBACK');
    holder.close();
    expect(existsSync(join(directory, 'journal.v2.db'))).toBe(false);
  });
});

describe('the way back to version 2', () => {
  test('has the very columns and indexes of it, and every job that has come since', async () => {
    const older = join(directory, 'older.db');
    writeVersion2(older);
    writeVersion2();
    const store = openSqliteJobStore(file);
    await store.transact((transaction) => {
      transaction.insert(newJob({ id: 'new' }));
      transaction.change('job-6', { state: 'printing', at: 5, bytes: Uint8Array.of(1) });
      transaction.change('job-6', { state: 'printed', at: 6 });
    });
    await store.close();
    leaveJournalToOlderVersion(file);
    expect(shape()).toEqual(shape(older));
    const states = readFileDirectly<{ id: string; state: string }>('SELECT id, state FROM jobs ORDER BY sequence');
    // What was printed since is not queued again.
    expect(states.map(({ id, state }) => `${id} ${state}`).slice(-3)).toEqual([
      'job-6 printed',
      'job-7 queued',
      'new queued',
    ]);
    expect(readFileDirectly('SELECT * FROM timeline WHERE sequence <= 5')).toEqual(
      readFileDirectly('SELECT * FROM timeline WHERE sequence <= 5', older),
    );
    const rows = 'SELECT * FROM jobs WHERE sequence <= 5';
    expect(readFileDirectly(rows)).toEqual(readFileDirectly(rows, older));
    // And forward again.
    const again = openSqliteJobStore(file);
    expect(again.list({ limit: 20 })).toHaveLength(8);
    await again.close();
  });

  test('says of states that version 2 does not know what it can say', async () => {
    writeVersion2();
    await openSqliteJobStore(file).close();
    const database = new DatabaseSync(file);
    database.exec(
      "UPDATE jobs SET state = 'drawn' WHERE id = 'job-1'; UPDATE jobs SET state = 'held' WHERE id = 'job-7'",
    );
    database.exec("UPDATE timeline SET state = 'drawn' WHERE sequence = 1 AND step = 3");
    database.close();
    leaveJournalToOlderVersion(file);
    const states = readFileDirectly<{ state: string }>("SELECT state FROM jobs WHERE id IN ('job-1', 'job-7')");
    expect(states.map(({ state }) => state)).toEqual(['sent', 'cancelled']);
    expect(readFileDirectly("SELECT * FROM timeline WHERE state = 'drawn'")).toEqual([]);
  });

  test('leaves a journal that is older already, or none, alone', () => {
    leaveJournalToOlderVersion(file);
    expect(existsSync(file)).toBe(false);
    writeVersion2();
    const before = shape();
    leaveJournalToOlderVersion(file);
    expect(shape()).toEqual(before);
  });
});
