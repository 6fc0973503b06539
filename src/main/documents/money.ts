import Big from 'big.js';
import type { Language } from '../../shared/bridge.ts';
import type { Decimal } from './document.ts';

export interface AmountFormat {
  /** Stands after the amount, as in « 150,00 DA »; blank: the amount alone. */
  currency: string;
  locale: Language;
}

/** Beyond these decimals a quantity only shows the noise of the float it was (0.30000000000000004). */
const quantityDecimals = 6;

/**
 * The exact decimal that a JSON number spells: its shortest text that reads back as the same number, so 1850.5 is
 * "1850.5" and not its binary approximation. Throws when the number is not finite.
 */
export function toDecimal(value: number): Decimal {
  return plain(new Big(String(value)));
}

/** To the centime, half up; halves go away from zero on both sides. */
export function roundToCents(value: Decimal): Decimal {
  return plain(new Big(value).round(2, Big.roundHalfUp));
}

/** quantity × unit price: multiplied exactly, then rounded once to the centime. */
export function lineTotal(quantity: Decimal, unitPrice: Decimal): Decimal {
  return plain(new Big(quantity).times(unitPrice).round(2, Big.roundHalfUp));
}

export function sum(values: readonly Decimal[]): Decimal {
  return plain(values.reduce((total, value) => total.plus(value), new Big(0)));
}

export function subtract(from: Decimal, value: Decimal): Decimal {
  return plain(new Big(from).minus(value));
}

/** −1, 0 or 1, as `left` is below, equal to or above `right`. */
export function compare(left: Decimal, right: Decimal): -1 | 0 | 1 {
  return new Big(left).cmp(right);
}

/**
 * « 15 000,00 DA » in French and Arabic (Latin digits, as Algerian shops write them), « 15,000.00 DA » in English.
 * The spaces are plain ASCII ones: a narrow no-break space is in no printer's code page.
 */
export function formatAmount(value: Decimal, { currency, locale }: AmountFormat): string {
  const rounded = new Big(value).round(2, Big.roundHalfUp);
  const [whole = '0', cents = '00'] = rounded.abs().toFixed(2).split('.');
  const { thousands, point } = locale === 'en' ? { thousands: ',', point: '.' } : { thousands: ' ', point: ',' };
  const sign = rounded.lt(0) ? '-' : '';
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, thousands);
  return `${sign}${grouped}${point}${cents} ${currency}`.trimEnd();
}

/** « 2 », « 0,35 » (`0.35` in English): no trailing zeros, no thousands separators. */
export function formatQuantity(value: Decimal, locale: Language): string {
  const text = plain(new Big(value).round(quantityDecimals, Big.roundHalfUp));
  return locale === 'en' ? text : text.replace('.', ',');
}

/** « 15000.00 », as the answer to a cash-out has always said it to the ERP. */
export function formatCashoutMessageAmount(value: Decimal): string {
  return new Big(value).toFixed(2, Big.roundHalfUp);
}

/** big.js writes a negative zero as "-0". */
function plain(value: Big): Decimal {
  return value.eq(0) ? '0' : value.toFixed();
}
