import type { JobState } from '../../shared/job.ts';
import type { JobFilter } from './job-store.ts';
import { foldSearch } from './search-text.ts';

export interface JournalSearch {
  sql: string;
  values: (string | number)[];
}

type Condition = [sql: string, ...values: (string | number)[]];

/**
 * The question for one page of the journal, newest first. It walks the table backwards, or the index of one state, and
 * stops at the page's end, so a page costs what it skips. With days it walks only between the first and the last job
 * of those days: jobs stand in the order of arrival, which is that of time unless somebody set the clock back.
 *
 * @param state walk this state alone; null: all
 */
export function searchJournal(filter: JobFilter, state: JobState | null): JournalSearch {
  const { limit, before = Number.MAX_SAFE_INTEGER } = filter;
  const conditions: Condition[] = [
    ...(state === null ? [] : [['state = ?', state] satisfies Condition]),
    ['sequence < ?', before],
    ...timeConditions(filter),
    ...valueConditions(filter),
  ];
  return {
    sql: [
      `SELECT * FROM jobs ${state === null ? 'NOT INDEXED' : 'INDEXED BY jobs_by_state'}`,
      `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`,
      'ORDER BY sequence DESC LIMIT ?',
    ].join(' '),
    values: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

function timeConditions({ createdFrom, createdBefore }: JobFilter): Condition[] {
  if (createdFrom === undefined && createdBefore === undefined) {
    return [];
  }
  const range = [createdFrom ?? 0, createdBefore ?? Number.MAX_SAFE_INTEGER] as const;
  const inRange = 'FROM jobs INDEXED BY jobs_by_time WHERE created_at >= ? AND created_at < ?';
  return [
    [`sequence >= (SELECT min(sequence) ${inRange})`, ...range],
    [`sequence <= (SELECT max(sequence) ${inRange})`, ...range],
    ['created_at >= ? AND created_at < ?', ...range],
  ];
}

function valueConditions({ kinds, amountFrom, amountTo, text = '' }: JobFilter): Condition[] {
  const conditions: Condition[] = [];
  if (kinds !== undefined) {
    conditions.push([`kind IN (${kinds.map(() => '?').join(', ')})`, ...kinds]);
  }
  // Amounts have centimes: as floating-point numbers they are still told apart, and equal ones are equal.
  if (amountFrom !== undefined) {
    conditions.push(['amount_value >= ?', Number(amountFrom)]);
  }
  if (amountTo !== undefined) {
    conditions.push(['amount_value <= ?', Number(amountTo)]);
  }
  const wanted = foldSearch(text);
  if (wanted !== '') {
    // Not LIKE: a `%` or `_` that a person types is just a character here.
    conditions.push(['instr(search_text, ?) > 0', wanted]);
  }
  return conditions;
}
