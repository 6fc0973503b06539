import { computeTicketTotals, type TicketTotals } from './compute-ticket-totals.ts';
import type { Decimal, TicketDocument, TicketItem } from './document.ts';
import { labels } from './labels.ts';
import {
  type LayoutContext,
  labelled,
  layoutClosing,
  layoutDates,
  layoutHeader,
  rule,
  toReceipt,
} from './layout-blocks.ts';
import { compare, formatAmount, formatQuantity, roundToCents, subtract } from './money.ts';
import type { ColumnsElement, Receipt, ReceiptElement } from './receipt.ts';
import type { ShopSettings } from './shop.ts';

/** The names that the ERP gives to a customer who gave none. */
const anonymousCustomers = new Set(['vente directe', 'vente pos']);

/** The customer's ticket, as the shop has always known it. */
export function layoutTicket(ticket: TicketDocument, context: LayoutContext): Receipt {
  const { shop } = context;
  const totals = computeTicketTotals(ticket);
  return toReceipt(context, [
    ...layoutHeader(context),
    ...layoutOrder(ticket, context),
    rule,
    ...layoutLines(ticket, totals, shop),
    rule,
    ...layoutTotals(totals, shop),
    rule,
    ...layoutDeliveryman(ticket, shop),
    ...layoutPayment(ticket, totals, shop),
    ...layoutClosing(context, shop.thanks),
  ]);
}

function layoutOrder(ticket: TicketDocument, context: LayoutContext): ReceiptElement[] {
  const words = labels[context.shop.locale];
  const anonymous = anonymousCustomers.has(ticket.customerName?.toLowerCase() ?? '');
  return [
    ...labelled(words.ticketNumber, String(ticket.orderId)),
    ...layoutDates(context),
    ...labelled(words.customer, anonymous ? null : ticket.customerName),
    ...labelled(words.phone, ticket.customerPhone),
    ...labelled(words.address, ticket.customerAddress),
    ...labelled(words.deliveryOption, ticket.deliveryOption),
  ];
}

function layoutLines(ticket: TicketDocument, totals: TicketTotals, shop: ShopSettings): ReceiptElement[] {
  if (ticket.items.length === 0)
    return totals.lines.map((line) => amountLine(labels[shop.locale].directSale, line, shop));
  return ticket.items.flatMap((item, index) => layoutItem(item, totals.lines[index] ?? '0', shop));
}

function layoutItem(item: TicketItem, total: Decimal, shop: ShopSettings): ReceiptElement[] {
  const price = `${formatQuantity(item.quantity, shop.locale)} x ${formatAmount(item.unitPrice, shop)}`;
  return [
    { type: 'text', text: item.name },
    ...(item.description === null ? [] : [{ type: 'text', text: `  ${item.description}` } as const]),
    amountLine(`  ${price}`, total, shop),
  ];
}

function layoutTotals(totals: TicketTotals, shop: ShopSettings): ReceiptElement[] {
  const words = labels[shop.locale];
  const { delivery, deliveryIncluded, adjustment, total } = totals;
  const deliveryLabel = deliveryIncluded ? words.includedDeliveryCost : words.deliveryCost;
  // A negative delivery that was added must show too, or the paper would not add up.
  const showDelivery = deliveryIncluded ? compare(delivery, '0') > 0 : compare(delivery, '0') !== 0;
  const adjustmentLabel = compare(adjustment, '0') < 0 ? words.discount : words.adjustment;
  return [
    ...(showDelivery ? [amountLine(deliveryLabel, delivery, shop)] : []),
    ...(compare(adjustment, '0') === 0 ? [] : [amountLine(adjustmentLabel, adjustment, shop)]),
    { ...amountLine(words.total, total, shop), bold: true, size: 'double-height' },
  ];
}

function layoutDeliveryman(
  { deliverymanName, deliverymanPhone }: TicketDocument,
  shop: ShopSettings,
): ReceiptElement[] {
  const words = labels[shop.locale];
  const lines = [
    ...labelled(words.deliveryman, deliverymanName),
    ...labelled(words.deliverymanPhone, deliverymanPhone),
  ];
  return lines.length === 0 ? [] : [...lines, rule];
}

function layoutPayment(ticket: TicketDocument, { total }: TicketTotals, shop: ShopSettings): ReceiptElement[] {
  const words = labels[shop.locale];
  const received = centsUnlessNone(ticket.amountReceived);
  const change = centsUnlessNone(changeOf(ticket, total));
  return [
    ...labelled(words.paymentMode, words.cash),
    ...(received === null ? [] : [amountLine(words.amountReceived, received, shop)]),
    ...(change === null ? [] : [amountLine(words.change, change, shop)]),
  ];
}

/**
 * The ERP says 0 where it means « none » or « unknown »; it never sends null. « Montant reçu: 0,00 » on an order that was
 * paid in advance would invite the deliveryman to collect it again.
 */
function centsUnlessNone(amount: Decimal | null): Decimal | null {
  const cents = roundToCents(amount ?? '0');
  return compare(cents, '0') === 0 ? null : cents;
}

/**
 * The ERP takes its change from a total that it has not rounded yet (352.325), so that received − TOTAL = change may be
 * a centime wrong on paper. With more than two decimals and 0.01 or less away from received − TOTAL, it is that
 * difference of the printed amounts. A change in whole centimes is a figure that the ERP has settled on: it stays.
 */
function changeOf({ amountReceived, changeAmount }: TicketDocument, total: Decimal): Decimal | null {
  if (changeAmount === null || amountReceived === null) return changeAmount;
  if (compare(changeAmount, roundToCents(changeAmount)) === 0) return changeAmount;
  const away = subtract(changeAmount, subtract(amountReceived, total));
  const isThatDifference = compare(away, '-0.01') >= 0 && compare(away, '0.01') <= 0;
  if (!isThatDifference) return changeAmount;
  const difference = subtract(roundToCents(amountReceived), total);
  // A fraction of a centime too little was received: nothing is given back, and nothing is owed.
  return compare(difference, '0') < 0 ? null : difference;
}

function amountLine(left: string, amount: Decimal, shop: ShopSettings): ColumnsElement {
  return { type: 'columns', left, right: formatAmount(amount, shop) };
}
