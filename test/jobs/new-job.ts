import { randomUUID } from 'node:crypto';
import type { TicketDocument } from '../../src/main/documents/document.ts';
import { type JobOrigin, mainStation } from '../../src/main/jobs/job.ts';
import type { NewJob } from '../../src/main/jobs/job-store.ts';

export function ticketDocument(change: Partial<TicketDocument> = {}): TicketDocument {
  return {
    kind: 'ticket',
    orderId: 42,
    customerName: null,
    customerPhone: null,
    customerAddress: null,
    deliveryOption: null,
    deliveryCost: '0',
    deliverymanName: null,
    deliverymanPhone: null,
    totalAmount: '150',
    items: [{ name: 'Éclair', quantity: '1', unitPrice: '150', description: null }],
    employeeName: null,
    amountReceived: null,
    changeAmount: null,
    ...change,
  };
}

export const fromErp: JobOrigin = { source: 'erp', address: '192.168.1.9' };

/** A ticket as the queue hands it to the store, at time 1,000. */
export function newJob(change: Partial<NewJob> = {}): NewJob {
  const orderId = change.orderId ?? 42;
  return {
    id: randomUUID(),
    station: mainStation,
    kind: 'ticket',
    orderId,
    priority: 2,
    document: ticketDocument({ orderId }),
    createdAt: 1_000,
    documentDate: 1_000,
    expiresAt: 1_000_000,
    reprintOf: null,
    duplicata: false,
    source: 'erp',
    sourceAddress: '127.0.0.1',
    ...change,
  };
}
