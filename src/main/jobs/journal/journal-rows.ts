import type { JobSource } from '../../../shared/bridge.ts';
import type { Decision, JobKind, JobState } from '../../../shared/job.ts';
import { computeTicketTotals } from '../../documents/compute-ticket-totals.ts';
import type { Decimal, JobDocument } from '../../documents/document.ts';
import { roundToCents } from '../../documents/money.ts';
import type { Job } from '../job.ts';
import type { NewJob } from '../job-store.ts';
import { toSearchText } from './journal-search.ts';
import { DamagedRow } from './journal-trouble.ts';

/** A row of the table `jobs`, as SQLite gives it. */
export interface JobRow {
  sequence: number;
  id: string;
  station: string;
  kind: string;
  state: string;
  priority: number;
  document: string;
  created_at: number;
  updated_at: number;
  document_date: number;
  expires_at: number;
  reprint_of: string | null;
  duplicata: number;
  error_code: string | null;
  error_message: string | null;
  source: string;
  source_address: string | null;
  amount: string | null;
  /** Of the table `decisions`; absent where a statement does not ask. */
  decision?: string | null;
}

export function toJob(row: JobRow): Job {
  const document = readDocument(row);
  return {
    id: row.id,
    sequence: row.sequence,
    station: row.station,
    kind: row.kind as JobKind,
    state: row.state as JobState,
    orderId: document.kind === 'ticket' ? document.orderId : null,
    priority: row.priority,
    document,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    documentDate: row.document_date,
    expiresAt: row.expires_at,
    reprintOf: row.reprint_of,
    duplicata: row.duplicata === 1,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    source: row.source as JobSource,
    sourceAddress: row.source_address,
    amount: row.amount,
    decision: toDecision(row.decision),
  };
}

/** `drawer`: it is counted, and nobody has to decide about it. */
function toDecision(decision: string | null = null): Decision | null {
  return decision === 'drawer' ? null : (decision as Decision | null);
}

/** The journal is written by this program alone, so its documents need no second validation; the disk may have lost some of it. */
function readDocument({ document, sequence }: JobRow): JobDocument {
  try {
    return JSON.parse(document) as JobDocument;
  } catch (cause) {
    throw new DamagedRow(`job ${sequence} cannot be read`, { cause });
  }
}

/** The values of a new row, in the order of `journalStatements.insertJob`. */
export function toInsertValues(job: NewJob, amount: Decimal | null): (string | number | null)[] {
  return [
    job.id,
    job.station,
    job.kind,
    // Drawers have a lane of their own, ahead of everything on paper: the customer waits for change.
    job.kind === 'drawer' ? 0 : 1,
    job.priority,
    job.orderId === null ? null : String(job.orderId),
    JSON.stringify(job.document),
    job.createdAt,
    job.createdAt,
    job.documentDate,
    job.expiresAt,
    job.reprintOf,
    job.duplicata ? 1 : 0,
    job.source,
    job.sourceAddress,
    ...toDerivedValues(job.document, amount),
  ];
}

/** What searches look at, in the order of the columns `amount`, `amount_value`, `search_text`. */
export function toDerivedValues(document: JobDocument, amount: Decimal | null): (string | number | null)[] {
  return [amount, amount === null ? null : Number(amount), toSearchText(document)];
}

/** The total that stands on this document's receipt; null where there is none. */
export function jobAmount(document: JobDocument): Decimal | null {
  switch (document.kind) {
    case 'ticket':
      return computeTicketTotals(document).total;
    case 'cashout':
      return roundToCents(document.amount);
    case 'drawer':
    case 'test':
      return null;
  }
}
