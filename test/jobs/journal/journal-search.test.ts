import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobFilter } from '../../../src/main/jobs/job-store.ts';
import { searchJournal } from '../../../src/main/jobs/journal/journal-search.ts';
import { openSqliteJobStore } from '../../../src/main/jobs/journal/sqlite-job-store.ts';

/** Every way to ask, together: each condition has its own piece of SQL. */
const everything: JobFilter = {
  kinds: ['ticket', 'cashout'],
  text: 'léa',
  createdFrom: 1,
  createdBefore: 2,
  amountFrom: '1',
  amountTo: '2',
  limit: 50,
  before: 100,
};

describe('a page of the journal', () => {
  const directory = mkdtempSync(join(tmpdir(), 'search-'));
  let database: DatabaseSync;
  beforeAll(async () => {
    const file = join(directory, 'journal.db');
    await openSqliteJobStore(file).close();
    database = new DatabaseSync(file);
  });
  afterAll(() => {
    database.close();
    rmSync(directory, { recursive: true });
  });

  const plan = (filter: JobFilter, state: 'printed' | null) => {
    const { sql, values } = searchJournal(filter, state);
    const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    return steps.map(({ detail }) => detail).join('; ');
  };

  test.each([
    ['all', { limit: 50 }],
    ['everything asked', everything],
    ['days', { createdFrom: 1, createdBefore: 2, limit: 50 }],
  ])('of %s is walked backwards from its cursor, never sorted', (_, filter) => {
    expect(plan(filter, null)).toMatch(/^SEARCH jobs USING INTEGER PRIMARY KEY/);
    expect(plan(filter, 'printed')).toMatch(/^SEARCH jobs USING INDEX jobs_by_state/);
    expect(plan(filter, null) + plan(filter, 'printed')).not.toMatch(/TEMP B-TREE|SCAN jobs(?! USING COVERING)/);
  });

  test('of a few days finds their first and last job in the index of times alone', () => {
    const bounds = plan(everything, null).match(
      /USING COVERING INDEX jobs_by_time \(created_at>\? AND created_at<\?\)/g,
    );
    expect(bounds).toHaveLength(2);
  });
});
