import type { JobState } from '../../../shared/job.ts';
import type { JobDocument } from '../../documents/document.ts';
import type { JobFilter } from '../job-store.ts';
import { decisionOfJob, type JournalDatabase, type JournalStatement, jobColumns } from './journal-sql.ts';

/** Each combination of filters is a statement of its own, prepared when it is first asked. */
export function createSearch(database: JournalDatabase) {
  const prepared = new Map<string, JournalStatement>();
  return (filter: JobFilter, state: JobState | null): unknown[] => {
    const { sql, values } = searchJournal(filter, state);
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement.all(...values);
  };
}

export interface JournalSearch {
  sql: string;
  values: (string | number | null)[];
}

type Condition = [sql: string, ...values: (string | number | null)[]];

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
      `SELECT ${jobColumns} FROM jobs ${state === null ? 'NOT INDEXED' : 'INDEXED BY jobs_by_state'}`,
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

function valueConditions({ kinds, amountFrom, amountTo, decision, text = '' }: JobFilter): Condition[] {
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
  if (decision !== undefined) {
    conditions.push([`${decisionOfJob} IS ?`, decision]);
  }
  const wanted = foldSearch(text);
  if (wanted !== '') {
    // Not LIKE: a `%` or `_` that a person types is just a character here.
    conditions.push(['instr(search_text, ?) > 0', wanted]);
  }
  return conditions;
}

/** What a search finds a job by: its order number and its customer's name, folded. */
export function toSearchText(document: JobDocument): string {
  switch (document.kind) {
    case 'ticket':
      // The line break keeps a search from matching across the two.
      return `${foldText(String(document.orderId))}\n${foldText(document.customerName ?? '')}`;
    case 'cashout':
    case 'drawer':
    case 'test':
      return '';
  }
}

/** What a person typed, as `toSearchText` writes it; « #42 » is how the agent's own messages name an order. */
function foldSearch(text: string): string {
  return foldText(text).replace(/^#/, '');
}

/**
 * A text without case, accents, vowel marks and runs of spaces, so that « lea » finds « Léa » and an order number
 * typed on an Arabic keyboard is found too.
 */
function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/\s+/g, ' ')
    .trim();
}
