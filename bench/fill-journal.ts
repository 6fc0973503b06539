import { join } from 'node:path';
import { v7 as createUuid } from 'uuid';
import type { TicketDocument } from '../src/main/documents/document.ts';
import { type Job, mainStation } from '../src/main/jobs/job.ts';
import type { JobTransaction, NewJob } from '../src/main/jobs/job-store.ts';
import { openSqliteJobStore } from '../src/main/jobs/journal/sqlite-job-store.ts';
import { sampleDocument } from './create-sample-encoder.ts';
import { createTicketPatcher } from './create-ticket-patcher.ts';
import { firstOrderId } from './sample-tickets.ts';

const dayMs = 24 * 3600 * 1000;
/** Spread over fewer days than the journal keeps, so that a start prunes nothing. */
const spreadMs = 60 * dayMs;
const jobsPerCommit = 1_000;
/** One ticket in so many had no certain end. */
const doubtfulEvery = 200;

/** Writes a journal as the agent would have left it: documents, bytes, and each job's three steps. */
export async function fillJournal(dataDir: string, jobs: number): Promise<void> {
  const store = openSqliteJobStore(join(dataDir, 'journal.db'));
  const document = sampleDocument('french', 0);
  const begin = Date.now() - spreadMs;
  const bytesFor = createTicketPatcher(begin);
  const write = (transaction: JobTransaction, index: number): Job => {
    const at = begin + Math.floor((index * spreadMs) / jobs);
    const orderId = firstOrderId + index;
    const job = newTicket({ ...document, orderId }, at);
    transaction.insert(job);
    transaction.change(job.id, { state: 'printing', at: at + 5, bytes: bytesFor(orderId) });
    return index % doubtfulEvery === 0
      ? transaction.change(job.id, { state: 'uncertain', at: at + 900, error: { code: 'NOT_CONFIRMED', message: '' } })
      : transaction.change(job.id, { state: 'printed', at: at + 900 });
  };
  for (let from = 0; from < jobs; from += jobsPerCommit) {
    await store.transact((transaction) => {
      for (let index = from; index < Math.min(jobs, from + jobsPerCommit); index += 1) {
        write(transaction, index);
      }
    });
  }
  await store.close();
}

function newTicket(document: TicketDocument, at: number): NewJob {
  return {
    id: createUuid(),
    station: mainStation,
    kind: 'ticket',
    orderId: document.orderId,
    priority: 2,
    document,
    createdAt: at,
    documentDate: at,
    expiresAt: at + 15 * 60_000,
    reprintOf: null,
    duplicata: false,
    source: 'erp',
    sourceAddress: '127.0.0.1',
  };
}
