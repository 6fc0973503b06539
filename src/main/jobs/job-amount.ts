import { computeTicketTotals } from '../documents/compute-ticket-totals.ts';
import type { Decimal, JobDocument } from '../documents/document.ts';
import { roundToCents } from '../documents/money.ts';

/** The total that stands on this document's receipt; null where there is none. */
export function jobAmount(document: JobDocument): Decimal | null {
  switch (document.kind) {
    case 'ticket':
      return computeTicketTotals(document).total;
    case 'cashout':
      return roundToCents(document.amount);
    default:
      return null;
  }
}
