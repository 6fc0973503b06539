import { AgentError } from '../../base/errors.ts';
import { toStorageError } from './journal-trouble.ts';

interface Pending<Context> {
  work: (context: Context) => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome<Context> = { pending: Pending<Context>; value: unknown } | { pending: Pending<Context>; error: unknown };

export interface CommitBatch<Context> {
  run<T>(work: (context: Context) => T): Promise<T>;
  /** Commits what is pending; later calls are refused. */
  close(): Promise<void>;
}

/** So that a stream of requests cannot put off the commit. */
const largestBatch = 64;

/**
 * Gathers what is asked in one turn of the event loop into one transaction, so that 30 tickets that arrive
 * together cost one fsync (group commit). Each promise settles only after that commit.
 *
 * An AgentError thrown by a work is its own answer and disturbs nobody. Any other error (SQLite's, a bug) rolls the
 * whole batch back, and every work is then tried again alone, so that one cannot take the others down: works must
 * be repeatable.
 */
export function createCommitBatch<Context>(options: {
  /** What each work gets, asked for anew each time: the journal may have been replaced. */
  context: () => Context;
  execute: (sql: string) => void;
  onRollback: () => void;
  /** Mends what this error tells of; true: the works may be tried again. */
  repair?: (error: unknown) => boolean;
  /** What a caller hears of an error that is no AgentError. */
  explain?: (error: unknown) => unknown;
}): CommitBatch<Context> {
  const { context, execute, onRollback, repair = () => false, explain = toStorageError } = options;
  let waiting: Pending<Context>[] = [];
  let scheduled: NodeJS.Immediate | null = null;
  /** Works of the batch one turn ago. */
  let gathered = 0;
  let closed = false;

  /** Throws when the transaction could not be committed; nothing of it is kept then. */
  const commit = (batch: Pending<Context>[]): Outcome<Context>[] => {
    execute('BEGIN IMMEDIATE');
    try {
      const outcomes = batch.map((pending): Outcome<Context> => {
        try {
          return { pending, value: pending.work(context()) };
        } catch (error) {
          if (error instanceof AgentError) {
            return { pending, error };
          }
          throw error;
        }
      });
      execute('COMMIT');
      return outcomes;
    } catch (error) {
      rollBack();
      throw error;
    }
  };

  const rollBack = () => {
    try {
      execute('ROLLBACK');
    } catch {
      // SQLite has already rolled back by itself, as it does on a full disk.
    }
    onRollback();
  };

  /** Nothing of a batch that has failed is kept, so it may be done again on another file. */
  const commitOrRepair = (batch: Pending<Context>[]): Outcome<Context>[] => {
    try {
      return commit(batch);
    } catch (error) {
      if (!repair(error)) throw error;
      return commit(batch);
    }
  };

  const settle = (outcomes: Outcome<Context>[]) => {
    for (const outcome of outcomes) {
      if ('error' in outcome) {
        outcome.pending.reject(outcome.error);
      } else {
        outcome.pending.resolve(outcome.value);
      }
    }
  };

  /**
   * libuv accepts one connection a turn, so requests that came together are read one a turn: the batch is committed
   * after the first turn that added nothing to it, or when it is full.
   */
  const gather = () => {
    if (waiting.length > gathered && waiting.length < largestBatch) {
      gathered = waiting.length;
      scheduled = setImmediate(gather);
    } else {
      flush();
    }
  };

  const flush = () => {
    scheduled = null;
    gathered = 0;
    const batch = waiting;
    waiting = [];
    try {
      settle(commitOrRepair(batch));
    } catch (error) {
      if (batch.length === 1) {
        batch[0]?.reject(explain(error));
        return;
      }
      for (const pending of batch) {
        try {
          settle(commit([pending]));
        } catch (ownError) {
          pending.reject(explain(ownError));
        }
      }
    }
  };

  return {
    run: <T>(work: (context: Context) => T) =>
      new Promise<T>((resolve, reject) => {
        if (closed) {
          reject(new AgentError('STOPPING', "L'agent s'arrête : la demande n'a pas été acceptée."));
          return;
        }
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        scheduled ??= setImmediate(gather);
      }),
    close: async () => {
      closed = true;
      if (scheduled !== null) {
        clearImmediate(scheduled);
        flush();
      }
    },
  };
}
