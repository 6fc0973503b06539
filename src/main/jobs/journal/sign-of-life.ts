import type { LastSign } from '../job-store.ts';
import {
  type JournalDatabase,
  type JournalStatement,
  lifeQueries,
  lifeSchema,
  type Statements,
} from './journal-sql.ts';

/** Keeps when an agent was last known to run on this journal. */
export function createLife(database: JournalDatabase, statements: Pick<Statements, 'newest'>) {
  let signing: JournalStatement | null = null;
  const hasTable = () =>
    database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'life'").get() !== undefined;
  return {
    lastSign: (): LastSign | null => {
      const newest = statements.newest.get() as { sequence: number; updated_at: number } | undefined;
      const life = hasTable()
        ? (database.prepare(lifeQueries.read).get() as { at: number; sequence: number; is_end: number } | undefined)
        : undefined;
      if (life === undefined) return newest === undefined ? null : { at: newest.updated_at, kind: 'job' };
      if (newest === undefined || newest.sequence <= life.sequence) {
        return { at: life.at, kind: life.is_end === 1 ? 'end' : 'sign' };
      }
      // Behind an end only a version that gives no signs can have written.
      return { at: newest.updated_at, kind: life.is_end === 1 ? 'job' : 'sign' };
    },
    /** Inside a transaction; one that is rolled back takes the table with it. */
    signLife: (at: number, isEnd: boolean): void => {
      database.exec(lifeSchema);
      signing ??= database.prepare(lifeQueries.sign);
      signing.run(at, isEnd ? 1 : 0);
    },
  };
}
