import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeTicketTotals } from '../../src/main/documents/compute-ticket-totals.ts';
import { compare, roundToCents, sum } from '../../src/main/documents/money.ts';
import { parseTicket } from '../../src/main/documents/parse-document.ts';

const money = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const cents = fc.integer({ min: 0, max: 100_000_000 }).map((value) => value / 100);
const bodies = fc.record({
  order_id: fc.integer(),
  items: fc.array(
    fc.record({
      product_name: fc.string(),
      quantity: fc.double({ min: -1000, max: 1000, noNaN: true }),
      unit_price: fc.oneof(money, cents),
    }),
  ),
  delivery_cost: fc.oneof(fc.constant(0), cents),
  total_amount: fc.oneof(money, cents),
});

describe('computeTicketTotals', () => {
  it('adds up to the centime whatever the ERP sends, and follows its total', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const parsed = parseTicket(body);
        if (parsed.kind !== 'ticket') throw new Error('A legacy call');
        const { lines, delivery, deliveryIncluded, adjustment, total } = computeTicketTotals(parsed.document);
        const added = sum([...lines, ...(deliveryIncluded ? [] : [delivery]), adjustment]);
        expect(compare(added, total)).toBe(0);
        for (const figure of [...lines, delivery, adjustment, total]) expect(roundToCents(figure)).toBe(figure);
        const announced = roundToCents(parsed.document.totalAmount ?? '0');
        const allowed = [announced, sum([announced, delivery])];
        expect(allowed.some((value) => compare(value, total) === 0)).toBe(true);
      }),
    );
  });

  it('never adjusts when the ERP announces what the lines say, with or without the delivery', () => {
    fc.assert(
      fc.property(bodies, fc.boolean(), (body, withDelivery) => {
        fc.pre(body.items.length > 0);
        const parsed = parseTicket({ ...body, total_amount: null });
        if (parsed.kind !== 'ticket') throw new Error('A legacy call');
        const { lines, delivery, total } = computeTicketTotals(parsed.document);
        const totalAmount = withDelivery ? total : sum(lines);
        const again = computeTicketTotals({ ...parsed.document, totalAmount });
        expect([again.adjustment, again.total]).toEqual(['0', sum([...lines, delivery])]);
      }),
    );
  });
});
