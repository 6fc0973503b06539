import type { JobDocument } from '../documents/document.ts';

/** What a search finds a job by: its order number and its customer's name, folded. */
export function toSearchText(document: JobDocument): string {
  // The line break keeps a search from matching across the two.
  return document.kind === 'ticket'
    ? `${foldText(String(document.orderId))}\n${foldText(document.customerName ?? '')}`
    : '';
}

/** What a person typed, as `toSearchText` writes it; « #42 » is how the agent's own messages name an order. */
export function foldSearch(text: string): string {
  return foldText(text).replace(/^#/, '');
}

/**
 * A text without case, accents, vowel marks and runs of spaces, so that « lea » finds « Léa » and an order number
 * typed on an Arabic keyboard is found too.
 */
function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(/\s+/g, ' ')
    .trim();
}
