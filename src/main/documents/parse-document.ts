import * as z from 'zod';
import { AgentError } from '../base/errors.ts';
import { cleanText } from './clean-text.ts';
import type {
  CashoutDocument,
  Decimal,
  DrawerDocument,
  OrderId,
  TestDocument,
  TicketDocument,
  TicketItem,
} from './document.ts';
import {
  decimalField,
  isRecord,
  limits,
  moneyField,
  nameField,
  optionalMoneyField,
  parseFields,
  priorityField,
  textField,
} from './fields.ts';
import { compare, roundToCents, toDecimal } from './money.ts';

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

/**
 * A safe integer, or a text of at most 64 characters once clean. Throws AgentError `ORDER_ID_REQUIRED` (absent, null,
 * blank), `INVALID_NUMBER` (not finite, beyond the integers that JSON keeps exact) or `INVALID_FIELD`.
 */
function parseOrderId(value: unknown): OrderId {
  if (typeof value === 'number') return parseNumber(value);
  const text = typeof value === 'string' ? cleanText(value, { lines: false }) : '';
  if (value === undefined || value === null || (typeof value === 'string' && text === '')) throw orderIdRequired();
  if (text === '' || Array.from(text).length > limits.orderIdCharacters) throw invalidOrderId();
  return text;
}

function orderIdRequired(): AgentError {
  return new AgentError('ORDER_ID_REQUIRED', 'order_id requis');
}

function parseNumber(value: number): number {
  // `+ 0` turns a negative zero into zero.
  if (Number.isSafeInteger(value)) return value + 0;
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    throw new AgentError('INVALID_NUMBER', 'Le champ order_id est un nombre hors limites');
  }
  throw invalidOrderId();
}

function invalidOrderId(): AgentError {
  return new AgentError(
    'INVALID_FIELD',
    `Le champ order_id doit être un nombre entier ou un texte d'au plus ${limits.orderIdCharacters} caractères`,
  );
}

/** The body of `POST /print/cashout`, but for `amount`, whose every mistake has one answer. */
export const cashoutSchema = z.object({
  notes: textField({ maxGraphemes: limits.noteGraphemes, lines: true }),
  employee_name: nameField,
  priority: priorityField(2),
});

/**
 * The body of `POST /print/cashout`. Throws AgentError `JSON_REQUIRED` (nothing, or not an object), `INVALID_AMOUNT`
 * (anything but a number that rounds to 0.01 or more, below 1e12), `INVALID_FIELD` or `INVALID_NUMBER`.
 */
export function parseCashout(body: unknown): { document: CashoutDocument; priority: number } {
  if (!isRecord(body) || Object.keys(body).length === 0) {
    throw new AgentError('JSON_REQUIRED', 'Données JSON requises');
  }
  const amount = parseAmount(body.amount);
  const { notes, employee_name: employeeName, priority } = parseFields(cashoutSchema, body);
  return { document: { kind: 'cashout', amount, notes, employeeName }, priority };
}

function parseAmount(value: unknown): Decimal {
  if (typeof value === 'number' && value > 0 && value < limits.money) {
    const amount = toDecimal(value);
    if (compare(roundToCents(amount), '0') > 0) return amount;
  }
  throw new AgentError('INVALID_AMOUNT', 'Montant invalide');
}

/** The body of `POST /drawer/open`. */
const drawerSchema = z.object({ priority: priorityField(1) });

/** No body, null, `{}` or an object. Throws AgentError `INVALID_BODY` for any other JSON value, `INVALID_FIELD`, `INVALID_NUMBER`. */
export function parseDrawer(body: unknown): { document: DrawerDocument; priority: number } {
  if (body !== undefined && body !== null && !isRecord(body)) {
    throw new AgentError('INVALID_BODY', 'Le corps de la requête doit être un objet JSON');
  }
  return { document: { kind: 'drawer' }, priority: parseFields(drawerSchema, body ?? {}).priority };
}

const testPriority = 3;
const testPrintSchema = z.object({ priority: priorityField(testPriority) });

/** The body of `POST /test/print`: anything at all, most often nothing. Its priority counts when it is a valid one. */
export function parseTestPrint(body: unknown): { document: TestDocument; priority: number } {
  const result = testPrintSchema.safeParse(body);
  return { document: { kind: 'test' }, priority: result.success ? result.data.priority : testPriority };
}
