import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { JobState } from '../../src/shared/job.ts';
import { cashoutMark, ticketMark } from './paper-mark.ts';

/**
 * Ids of the jobs that a dead agent's journal calls `printing`. Reads a copy: opening the journal itself would repair it
 * and take that work from the agent, which is what is on trial.
 */
export function readPrinting(journalFile: string): string[] {
  if (!existsSync(journalFile)) {
    return [];
  }
  const directory = mkdtempSync(join(tmpdir(), 'chaos-copy-'));
  const copy = join(directory, 'journal.db');
  try {
    for (const suffix of ['', '-wal']) {
      if (existsSync(journalFile + suffix)) {
        copyFileSync(journalFile + suffix, copy + suffix);
      }
    }
    return read(copy, (database) => {
      const hasJobs = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'jobs'").get() !== undefined;
      const rows = hasJobs ? database.prepare("SELECT id FROM jobs WHERE state = 'printing'").all() : [];
      return rows.map(({ id }) => String(id));
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What the API does not tell of a job. */
export interface JobFacts {
  /** See paper-mark.ts. */
  mark: string | null;
  timeline: { at: number; state: JobState }[];
}

/** Opens the journal of an agent that has ended. */
export function readJournalFile(journalFile: string): { integrity: string; facts: Map<string, JobFacts> } {
  return read(journalFile, (database) => {
    const problems = database
      .prepare('PRAGMA integrity_check')
      .all()
      .map(({ integrity_check: text }) => String(text));
    const facts = new Map<string, JobFacts>();
    for (const { id, document } of database.prepare('SELECT id, document FROM jobs').all()) {
      facts.set(String(id), { mark: markOf(JSON.parse(String(document))), timeline: [] });
    }
    const steps =
      'SELECT id, at, timeline.state AS state FROM timeline JOIN jobs USING (sequence) ORDER BY sequence, step';
    for (const { id, at, state } of database.prepare(steps).all()) {
      facts.get(String(id))?.timeline.push({ at: Number(at), state: state as JobState });
    }
    return { integrity: problems.join('; '), facts };
  });
}

function read<T>(file: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function markOf(document: { kind: string; orderId?: number; amount?: string }): string | null {
  if (document.orderId !== undefined) {
    return ticketMark(document.orderId);
  }
  return document.amount === undefined ? null : cashoutMark(document.amount);
}
