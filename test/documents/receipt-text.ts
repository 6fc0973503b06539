import type { LayoutContext } from '../../src/main/documents/layout-blocks.ts';
import type { Receipt, ReceiptElement } from '../../src/main/documents/receipt.ts';
import { shopSettingsSchema } from '../../src/main/documents/shop.ts';

/** A receipt as lines to read in a test: « left | right » for columns, « --- » for rules. */
export function linesOf(receipt: Receipt): string[] {
  return receipt.elements.flatMap(lineOf);
}

function lineOf(element: ReceiptElement): string[] {
  switch (element.type) {
    case 'text':
      return [element.text];
    case 'columns':
      return [`${element.left} | ${element.right}`];
    case 'rule':
      return ['---'];
    case 'feed':
      return Array.from({ length: element.lines }, () => '');
    default:
      return [`<${element.type}>`];
  }
}

export const acceptedAt = new Date('2026-11-22T14:05:00+01:00');
export const reprintedAt = new Date('2026-11-23T09:07:00+01:00');

export function contextWith(changes: Partial<LayoutContext> = {}, shop: Record<string, unknown> = {}): LayoutContext {
  return {
    shop: shopSettingsSchema.parse({ timeZone: 'Africa/Algiers', ...shop }),
    acceptedAt,
    duplicata: null,
    columns: 32,
    ...changes,
  };
}
