import type { Decimal, TicketDocument } from './document.ts';
import { compare, lineTotal, roundToCents, subtract, sum } from './money.ts';

/**
 * The figures of a ticket, all rounded to the centime so that the printed ones add up to the printed total:
 * total = Σ lines + (delivery, unless included) + adjustment.
 */
export interface TicketTotals {
  /** One a line of the ticket; a ticket without items has one, the direct sale. */
  lines: Decimal[];
  delivery: Decimal;
  /** The lines already hold the delivery: it is shown for information and not added. */
  deliveryIncluded: boolean;
  /** What the ERP's total differs by: below zero a discount; zero: nothing to print. */
  adjustment: Decimal;
  total: Decimal;
}

export function computeTicketTotals(ticket: TicketDocument): TicketTotals {
  return ticket.items.length === 0 ? directSaleTotals(ticket) : itemTotals(ticket);
}

/** The ERP's total sometimes holds the delivery and sometimes not: both are this ticket's total. */
function itemTotals({ items, deliveryCost, totalAmount }: TicketDocument): TicketTotals {
  const lines = items.map(({ quantity, unitPrice }) => lineTotal(quantity, unitPrice));
  const delivery = roundToCents(deliveryCost);
  const goods = sum(lines);
  const computed = sum([goods, delivery]);
  const announced = totalAmount === null ? computed : roundToCents(totalAmount);
  const total = compare(announced, goods) === 0 ? computed : announced;
  return { lines, delivery, deliveryIncluded: false, adjustment: subtract(total, computed), total };
}

/** Without items nobody can tell what the total holds: a delivery that fits in it is taken as being in it. */
function directSaleTotals({ deliveryCost, totalAmount }: TicketDocument): TicketTotals {
  const amount = roundToCents(totalAmount ?? '0');
  const delivery = roundToCents(deliveryCost);
  const deliveryIncluded = compare(delivery, amount) <= 0;
  const total = deliveryIncluded ? amount : sum([amount, delivery]);
  return { lines: [amount], delivery, deliveryIncluded, adjustment: '0', total };
}
