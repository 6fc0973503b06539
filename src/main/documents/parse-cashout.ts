import * as z from 'zod';
import { AgentError } from '../base/errors.ts';
import type { CashoutDocument, Decimal } from './document.ts';
import { isRecord, limits, nameField, parseFields, priorityField, textField } from './fields.ts';
import { compare, roundToCents, toDecimal } from './money.ts';

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
