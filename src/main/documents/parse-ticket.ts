import * as z from 'zod';
import { AgentError } from '../base/errors.ts';
import type { OrderId, TicketDocument, TicketItem } from './document.ts';
import {
  decimalField,
  isRecord,
  limits,
  moneyField,
  nameField,
  optionalMoneyField,
  parseFields,
  priorityField,
} from './fields.ts';
import { orderIdRequired, parseOrderId } from './parse-order-id.ts';

/** A full ticket to print, or the legacy call, which only names the order to print again. */
export type ParsedTicket =
  | { kind: 'ticket'; document: TicketDocument; priority: number }
  | { kind: 'legacy'; orderId: OrderId; priority: number };

/** A nameless product must not cost the customer his ticket. */
const namelessProduct = 'Article';

const itemSchema = z.object({
  product_name: nameField,
  quantity: decimalField(limits.quantity)
    .nullish()
    .transform((value) => value ?? '1'),
  // Returns and discounts come as negative quantities or prices.
  unit_price: moneyField,
  description: nameField,
});

/** What describes a ticket, beside `order_id` and `priority`. */
const ticketFields = {
  customer_name: nameField,
  customer_phone: nameField,
  customer_address: nameField,
  delivery_option: nameField,
  delivery_cost: optionalMoneyField,
  deliveryman_name: nameField,
  deliveryman_phone: nameField,
  total: optionalMoneyField,
  total_amount: optionalMoneyField,
  items: z
    .array(itemSchema)
    .max(limits.items)
    .nullish()
    .transform((items) => items ?? []),
  employee_name: nameField,
  amount_received: optionalMoneyField,
  change_amount: optionalMoneyField,
};

/** The body of `POST /print/ticket`, but for `order_id` (see `parseOrderId`). */
export const ticketSchema = z.object({ ...ticketFields, priority: priorityField(2) });

/**
 * The body of `POST /print/ticket`. Throws AgentError `ORDER_ID_REQUIRED`, `INVALID_FIELD` or `INVALID_NUMBER`.
 * Unknown keys are ignored; null is the same as absent, except for `order_id` and an item's `unit_price`.
 */
export function parseTicket(body: unknown): ParsedTicket {
  if (!isRecord(body)) throw orderIdRequired();
  const orderId = parseOrderId(body.order_id);
  const fields = parseFields(ticketSchema, body);
  if (!describesTicket(body)) return { kind: 'legacy', orderId, priority: fields.priority };
  if (fields.items.length === 0 && fields.total_amount === null && fields.total === null) {
    throw new AgentError('INVALID_FIELD', 'total_amount requis quand la commande ne contient aucun article');
  }
  return { kind: 'ticket', document: toDocument(orderId, fields), priority: fields.priority };
}

function describesTicket(body: Record<string, unknown>): boolean {
  return Object.keys(ticketFields).some((key) => body[key] !== undefined && body[key] !== null);
}

function toDocument(orderId: OrderId, fields: z.output<typeof ticketSchema>): TicketDocument {
  return {
    kind: 'ticket',
    orderId,
    customerName: fields.customer_name,
    customerPhone: fields.customer_phone,
    customerAddress: fields.customer_address,
    deliveryOption: fields.delivery_option,
    deliveryCost: fields.delivery_cost ?? '0',
    deliverymanName: fields.deliveryman_name,
    deliverymanPhone: fields.deliveryman_phone,
    totalAmount: fields.total_amount ?? fields.total,
    items: fields.items.map(toItem),
    employeeName: fields.employee_name,
    amountReceived: fields.amount_received,
    changeAmount: fields.change_amount,
  };
}

function toItem(item: z.output<typeof itemSchema>): TicketItem {
  return {
    name: item.product_name ?? namelessProduct,
    quantity: item.quantity,
    unitPrice: item.unit_price,
    description: item.description,
  };
}
