import { AgentError } from '../base/errors.ts';
import { cleanText } from './clean-text.ts';
import type { OrderId } from './document.ts';
import { limits } from './fields.ts';

/**
 * A safe integer, or a text of at most 64 characters once clean. Throws AgentError `ORDER_ID_REQUIRED` (absent, null,
 * blank), `INVALID_NUMBER` (not finite, beyond the integers that JSON keeps exact) or `INVALID_FIELD`.
 */
export function parseOrderId(value: unknown): OrderId {
  if (typeof value === 'number') return parseNumber(value);
  const text = typeof value === 'string' ? cleanText(value, { lines: false }) : '';
  if (value === undefined || value === null || (typeof value === 'string' && text === '')) throw orderIdRequired();
  if (text === '' || Array.from(text).length > limits.orderIdCharacters) throw invalidOrderId();
  return text;
}

export function orderIdRequired(): AgentError {
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
