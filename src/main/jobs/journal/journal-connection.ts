import { deflateRawSync } from 'node:zlib';
import { type JobState, stepDetails } from '../../../shared/job.ts';
import { canBecome, type Job, jobNotFound, stateConflict } from '../job.ts';
import type { JobChange, JobReader, JobTransaction, NewJob, PruneRule } from '../job-store.ts';
import { createReader } from './journal-reader.ts';
import { jobAmount, toInsertValues } from './journal-rows.ts';
import { createSearch } from './journal-search.ts';
import { journalDecisions, prepareStatements, type Statements } from './journal-sql.ts';
import type { OpenJournal } from './open-journal.ts';
import { findPrunable } from './prune-journal.ts';
import { createRest } from './rebuild-journal.ts';
import { createLife } from './sign-of-life.ts';

/** An open journal with all that is prepared on it. A damaged one is closed, and another takes its place. */
export interface JournalConnection {
  readonly reader: JobReader;
  readonly transaction: JobTransaction;
  execute(sql: string): void;
  /** Rows written so far, whatever became of them. */
  changes(): number;
  /** What a transaction that was rolled back had counted. */
  recount(): void;
  /** Inside the caller's transaction; gives how many jobs have gone. */
  prune(rule: PruneRule): number;
  /** Takes over more of a damaged journal, inside the caller's transaction; gives whether to go on. */
  takeOverRest(count: number): boolean;
  close(): void;
}

/** @throws what SQLite throws: it may find only now that the file is damaged */
export function connectJournal({ database, file, source }: OpenJournal): JournalConnection {
  // A journal of this format from before there were decisions; changes nothing where they are there.
  database.exec(journalDecisions);
  const statements = prepareStatements(database);
  const counts = createCounts(statements);
  const { lastSign, signLife } = createLife(database, statements);
  const reads = createReader(statements, createSearch(database), {
    count: counts.ofState,
    countExpired: () => ({ open: counts.ofDecision('open'), drawers: counts.ofDecision('drawer') }),
  });
  const reader = { ...reads, lastSign };
  const rest = createRest(database, file, source);

  return {
    reader,
    transaction: { ...createTransaction(statements, reader, counts), signLife },
    execute: (sql) => database.exec(sql),
    changes: () => (statements.changes.get() as { count: number }).count,
    recount: counts.read,
    prune: (rule) => {
      statements.pruneIdempotency.run(rule.idempotencyBefore);
      const jobs = findPrunable(statements, counts.states, rule);
      for (const { sequence, state, decision } of jobs) {
        statements.deleteBytes.run(sequence);
        statements.deleteTimeline.run(sequence);
        statements.deleteDecision.run(sequence);
        statements.deleteJob.run(sequence);
        counts.addState(state, -1);
        counts.addDecision(decision, -1);
      }
      return jobs.length;
    },
    takeOverRest: (count) => {
      const taken = rest.takeOver(count);
      for (const { state, decision } of taken.jobs) {
        counts.addState(state as JobState, 1);
        counts.addDecision(decision, 1);
      }
      return taken.isMore;
    },
    close: () => {
      rest.close();
      database.close();
    },
  };
}

/** Kept as rows change: to count 50,000 of them for each `/status` would be slow. */
function createCounts(statements: Statements) {
  const states = new Map<JobState, number>();
  const decisions = new Map<string, number>();
  const read = () => {
    states.clear();
    decisions.clear();
    for (const { state, count } of statements.countStates.all() as { state: JobState; count: number }[]) {
      states.set(state, count);
    }
    for (const { decision, count } of statements.countDecisions.all() as { decision: string; count: number }[]) {
      decisions.set(decision, count);
    }
  };
  read();
  return {
    read,
    states,
    ofState: (state: JobState) => states.get(state) ?? 0,
    ofDecision: (decision: string) => decisions.get(decision) ?? 0,
    addState: (state: JobState, amount: number) => void states.set(state, (states.get(state) ?? 0) + amount),
    addDecision: (decision: string | null, amount: number) => {
      if (decision !== null) decisions.set(decision, (decisions.get(decision) ?? 0) + amount);
    },
  };
}

/** The journal's writes, inside a transaction of the caller's. */
function createTransaction(
  statements: Statements,
  reader: JobReader,
  counts: ReturnType<typeof createCounts>,
): Omit<JobTransaction, 'signLife'> {
  /** @param before as the row has it: `drawer` where a job's own field has null */
  const saveDecision = (sequence: number, before: string | null, after: string | null): void => {
    if (before === after) return;
    if (after === null) statements.deleteDecision.run(sequence);
    else statements.saveDecision.run(sequence, after);
    counts.addDecision(before, -1);
    counts.addDecision(after, 1);
  };
  const insert = (job: NewJob, detail?: string): Job => {
    const amount = jobAmount(job.document);
    const { lastInsertRowid } = statements.insertJob.run(...toInsertValues(job, amount));
    const sequence = Number(lastInsertRowid);
    statements.addStep.run(sequence, job.createdAt, 'queued', detail ?? null);
    counts.addState('queued', 1);
    return { ...job, sequence, state: 'queued', updatedAt: job.createdAt, error: null, amount, decision: null };
  };
  const change = (id: string, { state, at, error, expiresAt, bytes, paper, detail }: JobChange): Job => {
    const job = reader.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    if (!canBecome(job.state, state)) {
      throw stateConflict(job.state);
    }
    const changed: Job = {
      ...job,
      state,
      updatedAt: at,
      error: error === undefined ? job.error : error,
      expiresAt: expiresAt ?? job.expiresAt,
      decision: state === 'expired' && job.kind !== 'drawer' ? 'open' : null,
    };
    const { sequence } = job;
    statements.update.run(
      state,
      at,
      changed.expiresAt,
      changed.error?.code ?? null,
      changed.error?.message ?? null,
      sequence,
    );
    statements.addStep.run(sequence, at, state, detail ?? null);
    if (bytes !== undefined) {
      statements.saveBytes.run(
        sequence,
        deflateRawSync(bytes, { level: 1 }),
        paper?.columns ?? null,
        paper?.dots ?? null,
      );
    }
    saveDecision(sequence, job.decision, state === 'expired' && job.kind === 'drawer' ? 'drawer' : changed.decision);
    counts.addState(job.state, -1);
    counts.addState(state, 1);
    return changed;
  };
  const decide = (id: string, decision: 'left' | 'reprinted', at: number): Job => {
    const job = reader.get(id);
    if (job === null) {
      throw jobNotFound();
    }
    const detail = decision === 'left' ? stepDetails.leftByPerson : stepDetails.printedAsNewJob;
    const { sequence, state, expiresAt, error } = job;
    statements.update.run(state, at, expiresAt, error?.code ?? null, error?.message ?? null, sequence);
    statements.addStep.run(sequence, at, state, detail);
    saveDecision(sequence, job.decision, decision);
    return { ...job, updatedAt: at, decision };
  };
  return {
    ...reader,
    insert,
    change,
    decide,
    findIdempotency: (key) => {
      const row = statements.findIdempotency.get(key) as Record<string, unknown> | undefined;
      return row === undefined
        ? null
        : {
            key,
            fingerprint: String(row.fingerprint),
            jobId: String(row.job_id),
            createdAt: Number(row.created_at),
          };
    },
    saveIdempotency: ({ key, fingerprint, jobId, createdAt }) => {
      statements.saveIdempotency.run(key, fingerprint, jobId, createdAt);
    },
    moveTimes: (ms) => {
      statements.moveExpiry.run(ms);
      statements.moveIdempotency.run(ms);
    },
  };
}
