import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src/main/base/log.ts';
import { createSealedTokenStore, type KeyRing } from '../../src/main/token/sealed-token-store.ts';
import { createFileTokenStore, type TokenStore } from '../../src/main/token/token-store.ts';
import type { Problem } from '../../src/shared/job.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { startControlledAgent } from '../window-api/controlled-agent.ts';
import { copyTill, makeUsedTill, type UsedTill } from './used-till.ts';

/** What becomes of a file. The name is given for what is readable in it and means nothing here. */
const damages = {
  missing: (file: string) => rmSync(file, { recursive: true }),
  empty: (file: string) => truncateSync(file),
  NULs: (file: string) => writeFileSync(file, Buffer.alloc(Math.max(64, readFileSync(file).length))),
  'UTF-16': (file: string) => writeFileSync(file, Buffer.from(`\ufeff${readFileSync(file, 'latin1')}`, 'utf16le')),
  cut: (file: string) => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
  'wrong type': (file: string) => writeFileSync(file, '{"printer": "tcp://127.0.0.1:9", "port": []}'),
  null: (file: string) => writeFileSync(file, 'null'),
  'a directory': (file: string) => {
    rmSync(file);
    mkdirSync(file);
  },
};
type Damage = keyof typeof damages;

/** A code for each damage; null: that one does no harm. */
type Row = { file: string; codes: Record<Damage, string | null>; before?: (till: UsedTill) => void; sealed?: true };

function all(code: string | null, others: Partial<Record<Damage, string | null>> = {}): Record<Damage, string | null> {
  const names = Object.keys(damages) as Damage[];
  return { ...(Object.fromEntries(names.map((name) => [name, code])) as Record<Damage, string | null>), ...others };
}

const rows: Row[] = [
  { file: 'settings.json', codes: all('SETTINGS_RESTORED', { 'UTF-16': null }) },
  {
    file: 'settings.json',
    codes: all('SETTINGS_LOST', { 'UTF-16': null }),
    before: ({ dataDir }) => rmSync(join(dataDir, 'settings.last-good.json')),
  },
  { file: 'settings.last-good.json', codes: all(null) },
  { file: 'token', codes: all('TOKEN_LOST', { 'UTF-16': null }) },
  { file: 'token.sealed', codes: all('TOKEN_LOST', { 'UTF-16': null }), sealed: true },
  { file: 'token-history.json', codes: all(null) },
  {
    file: 'journal.db',
    codes: all('JOURNAL_SALVAGED', { cut: null, NULs: null, 'wrong type': null, null: null, 'UTF-16': null }),
  },
  // That the end of a log was cut off cannot be seen: so does any power cut in the middle of a commit.
  {
    file: 'journal.db-wal',
    codes: all('JOURNAL_SET_ASIDE', { missing: 'JOURNAL_LOST', empty: 'JOURNAL_LOST', cut: 'some' }),
  },
  { file: 'logo.png', codes: all('LOGO_UNREADABLE') },
];

/** Stands for Electron's safeStorage. */
const ring: KeyRing = {
  seal: (text) => Buffer.from(`sealed:${text}`),
  unseal: (bytes) => {
    if (!bytes.toString().startsWith('sealed:')) throw new Error('not sealed here');
    return bytes.toString().slice(7);
  },
};
const sealedStore = (dataDir: string) => createSealedTokenStore({ dataDir, keyRing: ring });

let used: UsedTill;
beforeAll(async () => {
  used = await makeUsedTill();
});

async function start(till: UsedTill, tokenStore: (dataDir: string) => TokenStore) {
  const agent = await startControlledAgent({ dataDir: till.dataDir, tokenStore });
  const erp = (method: string, path: string, body?: unknown) => agent.erp(method, path, body, till.token);
  const status = await erp('GET', '/status');
  const { notices } = (await agent.call('readOverview', undefined)) as { notices: Problem[] };
  return { agent, erp, status, notices };
}

describe('a till whose files are damaged starts, answers the ERP, and says which file and why', () => {
  const cases = rows.flatMap((row) =>
    (Object.keys(damages) as Damage[]).map((damage): [string, Damage, Row] => [
      `${row.file}${row.codes.empty === 'SETTINGS_LOST' ? ', without a copy' : ''}`,
      damage,
      row,
    ]),
  );
  it.each(cases)('%s: %s', async (_file, damage, row) => {
    const till = copyTill(used);
    row.before?.(till);
    if (row.sealed) sealedStore(till.dataDir).readOrCreate();
    const file = join(till.dataDir, row.file);
    damages[damage](file);

    const { agent, erp, status, notices } = await start(till, row.sealed ? sealedStore : createFileTokenStore);
    // Whatever it is, the ERP has the right token, and its ticket is kept.
    expect(status.status).toBe(200);
    const { status: code, body } = await erp('POST', '/print/ticket', { order_id: 7, total_amount: 5 });
    expect([code, body]).toEqual([200, expect.objectContaining({ state: 'queued' })]);

    // Told in both places alike, with the file.
    expect((status.body as unknown as { agent: { notices: Problem[] } }).agent.notices).toEqual(notices);
    const expected = row.codes[damage];
    if (expected !== null && expected !== 'some') {
      const notice = notices.find((one) => one.code === expected);
      expect(notices.map((one) => one.code)).toContain(expected);
      expect(notice?.message).toContain(row.file.replace('-wal', ''));
      expect(notice?.message).not.toMatch(/disque est plein|libérez de la place/);
    } else if (expected === null) {
      expect(notices.map((one) => one.code)).toEqual([]);
    }

    // Nothing is drawn in the place of printing, and no ticket is taken for printed.
    const jobs = (await agent.call('listJobs', { limit: 100 })) as unknown as { jobs: { state: string }[] };
    expect(jobs.jobs.map(({ state }) => state)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/printed|sent|drawn/)]),
    );
    expect(existsSync(join(till.dataDir, 'paper', '1'))).toBe(false);
    // What a person has to decide is still there, or it is told that it may not be.
    const states = jobs.jobs.map(({ state }) => state);
    if (expected !== 'some' && !notices.some((one) => one.code.startsWith('JOURNAL_'))) {
      expect(states).toEqual(expect.arrayContaining(['uncertain', 'failed', 'queued']));
    }
    if (expected === 'JOURNAL_SALVAGED') expect(states.filter((state) => state === 'failed')).toHaveLength(1);
  });
});

describe('the folder of the logs', () => {
  it.each<[string, (directory: string) => void]>([['is a file', (directory) => writeFileSync(directory, 'x')]])(
    '%s: it is named, with the cause',
    (_name, damage) => {
      const dataDir = makeDataDir();
      const directory = join(dataDir, 'logs');
      damage(directory);
      const log = createLog({ dataDir, level: 'error' });
      expect(log.problem()).toMatchObject({ code: 'LOG_NOT_WRITTEN', message: expect.stringContaining(directory) });
      log.close();
    },
  );
});
