import iconv from 'iconv-lite';
import type { CodePageName, PrinterProfile } from '../profile.ts';

/** Byte (0x80 to 0xff) of each character of a page, indexed by code unit; 0 or undefined where the page lacks it. */
export type CodePageTable = Readonly<Uint8Array>;

export interface CodePage {
  /** The printer's `ESC t` number. */
  number: number;
  table: CodePageTable;
}

/** Every character of the three pages lies below: the last is U+25A0 ■. */
const TABLE_SIZE = 0x2600;

/**
 * Built by decoding the 128 upper bytes, since iconv-lite's encoder turns an unknown character into `?` silently.
 * C1 codes, NBSP and the soft hyphen stay out: the first act on some printers, the others are never sent.
 */
function buildTable(page: CodePageName): CodePageTable {
  const table = new Uint8Array(TABLE_SIZE);
  for (let byte = 0x80; byte <= 0xff; byte++) {
    const code = iconv.decode(Uint8Array.of(byte), page).charCodeAt(0);
    if (code > 0xa0 && code !== 0xad && code < TABLE_SIZE) table[code] = byte;
  }
  return table;
}

const tables: Readonly<Record<CodePageName, CodePageTable>> = {
  cp437: buildTable('cp437'),
  cp858: buildTable('cp858'),
  cp1252: buildTable('cp1252'),
};

/** The profile's pages in its order of preference. */
export function codePagesOf(profile: PrinterProfile): CodePage[] {
  return profile.codePages.map(({ page, number }) => ({ number, table: tables[page] }));
}

export function isPrintableAscii(code: number): boolean {
  return code >= 0x20 && code < 0x7f;
}

/** Whether one of the pages holds this code unit; ASCII and the no-break space (sent as a space) are in all. */
export function isEncodable(code: number, pages: readonly CodePage[]): boolean {
  return isPrintableAscii(code) || code === 0xa0 || pages.some(({ table }) => (table[code] ?? 0) !== 0);
}

/** The page that holds the longest part of `text` from `start` on, the preferred one when equal; -1 when none does. */
export function choosePage(text: string, start: number, pages: readonly CodePage[]): number {
  let best = -1;
  let bestEnd = start;
  pages.forEach((page, index) => {
    let end = start;
    while (end < text.length && isEncodable(text.charCodeAt(end), [page])) end++;
    if (end > bestEnd) {
      best = index;
      bestEnd = end;
    }
  });
  return best;
}
