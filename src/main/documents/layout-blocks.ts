import { directionOf } from '../../shared/language.ts';
import { labels } from './labels.ts';
import type { Bitmap, Receipt, ReceiptElement, TextElement } from './receipt.ts';
import { formatDateTime, type ShopSettings } from './shop.ts';

/** What a layout needs beside its document. */
export interface LayoutContext {
  shop: ShopSettings;
  /** When the ERP's call was accepted: the date on the paper, whenever it is printed. */
  acceptedAt: Date;
  /** Set when the paper is a copy of one that may already be in somebody's hands. */
  duplicata: { reprintedAt: Date } | null;
  logo?: Bitmap;
  /** Characters of the normal font on a line. */
  columns: number;
  /** For the test page: the printer's name and state, the agent's version and where it listens. */
  printerDescription?: string;
  version?: string;
  /** For the calibration page: the code pages of its profile, the preferred one first, and whether it cuts. */
  codePages?: readonly string[];
  cuts?: boolean;
  addresses?: string[];
}

export const rule: ReceiptElement = { type: 'rule' };

export function centered(text: string, style: Pick<TextElement, 'bold' | 'size'> = {}): TextElement {
  return { type: 'text', text, align: 'center', ...style };
}

/** « Label: value », or nothing when there is no value. */
export function labelled(label: string, value: string | null | undefined): TextElement[] {
  return isBlank(value) ? [] : [{ type: 'text', text: `${label} ${value}` }];
}

/** Logo, name, tagline, address, phone (each if any), the DUPLICATA banner of a copy, and a rule. */
export function layoutHeader({ shop, logo, duplicata }: LayoutContext): ReceiptElement[] {
  const words = labels[shop.locale];
  const name = isBlank(shop.name) ? [] : [centered(shop.name, { bold: true, size: 'double-height' })];
  const phone = isBlank(shop.phone) ? '' : `${words.shopPhone} ${shop.phone}`;
  const lines = [shop.tagline, ...shop.addressLines, phone].filter((line) => !isBlank(line));
  return [
    ...(logo === undefined ? [] : [{ type: 'image', bitmap: logo, align: 'center' } as const]),
    ...name,
    ...lines.map((line) => centered(line)),
    ...(duplicata === null ? [] : [{ type: 'feed', lines: 1 } as const, ...duplicataBanner(words.duplicate)]),
    rule,
  ];
}

/** The date of the sale and, on a copy, the date of the copy. */
export function layoutDates({ shop, acceptedAt, duplicata }: LayoutContext): TextElement[] {
  const words = labels[shop.locale];
  return [
    ...labelled(words.date, formatDateTime(acceptedAt, shop.timeZone)),
    ...(duplicata === null ? [] : labelled(words.reprintedAt, formatDateTime(duplicata.reprintedAt, shop.timeZone))),
  ];
}

/** The closing lines, the DUPLICATA banner of a copy, and the cut. */
export function layoutClosing({ shop, duplicata }: LayoutContext, closingLines: readonly string[]): ReceiptElement[] {
  const lines = closingLines.filter((line) => !isBlank(line));
  return [
    ...(lines.length === 0 ? [] : [{ type: 'feed', lines: 1 } as const, ...lines.map((line) => centered(line))]),
    ...(duplicata === null
      ? []
      : [{ type: 'feed', lines: 1 } as const, ...duplicataBanner(labels[shop.locale].duplicate)]),
    { type: 'cut' },
  ];
}

/** What reads from the right: the encoder may mirror the columns and the default alignment. */
export function toReceipt({ shop }: LayoutContext, elements: ReceiptElement[]): Receipt {
  return directionOf(shop.locale) === 'rtl' ? { direction: 'rtl', elements } : { elements };
}

function duplicataBanner(word: string): TextElement[] {
  return [centered(word, { bold: true, size: 'double-height' })];
}

function isBlank(text: string | null | undefined): boolean {
  return text === undefined || text === null || text.trim() === '';
}
