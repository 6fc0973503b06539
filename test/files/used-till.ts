import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/main/base/clock.ts';
import { profiles } from '../../src/main/escpos/profiles.ts';
import { openSqliteJobStore } from '../../src/main/jobs/journal/sqlite-job-store.ts';
import { putSettingsInOrder } from '../../src/main/settings/settings-file.ts';
import { openPrinterRecords } from '../../src/main/station/printer-records-file.ts';
import { createTokenKeeper } from '../../src/main/token/token-keeper.ts';
import { createFileTokenStore } from '../../src/main/token/token-store.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { newJob } from '../jobs/new-job.ts';
import { silentLog } from '../silent-log.ts';

/** A whole PNG of 1 × 1. */
const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export interface UsedTill {
  dataDir: string;
  token: string;
}

/**
 * The data directory of a till that was killed in the middle of its work, with a printer that does not answer now: a ticket
 * that waits, one that is uncertain, one that failed, one that was going out; all of the journal in its write-ahead log, as on any small shop.
 */
export async function makeUsedTill(): Promise<UsedTill> {
  const dataDir = makeDataDir();
  const settings = {
    host: '127.0.0.1',
    printer: { address: 'tcp://127.0.0.1:9', profile: Object.keys(profiles)[0] },
    shop: { name: 'Chez Inès' },
    logoFile: 'logo.png',
  };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  writeFileSync(join(dataDir, 'logo.png'), onePixel);
  const store = openSqliteJobStore(join(dataDir, 'journal.db'));
  for (const state of ['uncertain', 'failed'] as const) {
    await store.transact((transaction) => transaction.insert(newJob({ id: state, createdAt: Date.now() })));
    await store.transact((transaction) => transaction.change(state, { state: 'printing', at: 2_000 }));
    await store.transact((transaction) => transaction.change(state, { state, at: 3_000 }));
  }
  await store.transact((transaction) => transaction.insert(newJob({ id: 'cut', createdAt: Date.now() })));
  await store.transact((transaction) => transaction.change('cut', { state: 'printing', at: 2_000 }));
  const cut = makeDataDir();
  await store.transact((transaction) =>
    transaction.insert(newJob({ id: 'waiting', expiresAt: Date.now() + 3_600_000, createdAt: Date.now() })),
  );
  cpSync(dataDir, cut, { recursive: true });
  await store.close();
  // What a start leaves beside it.
  putSettingsInOrder(cut);
  openPrinterRecords(join(cut, 'printers.json'), silentLog().log);
  const tokens = createTokenKeeper({
    ...{ dataDir: cut, store: createFileTokenStore(cut), fixed: null },
    ...{ clock: systemClock, log: { warn: () => {}, error: () => {} } },
  });
  const token = tokens.current();
  tokens.close();
  mkdirSync(join(cut, 'logs'), { recursive: true });
  return { dataDir: cut, token };
}

export function copyTill({ dataDir, token }: UsedTill): UsedTill {
  const copy = makeDataDir();
  cpSync(dataDir, copy, { recursive: true });
  return { dataDir: copy, token };
}
