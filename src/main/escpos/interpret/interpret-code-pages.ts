import iconv from 'iconv-lite';

/** `ESC t` numbers shared by Epson, XPrinter, POS-5890 and POS-8360; the rest of the table differs by maker. */
const pages: Record<number, string> = { 0: 'cp437', 16: 'cp1252', 19: 'cp858' };

/** Shown where a printer would print whatever its own table holds. */
export const garbledCharacter = '▯';

/** 256 characters, by byte. */
export type CodePageTable = readonly string[];

/** Whether the number means the same page on every printer we know. */
export const isSharedPage = (number: number): boolean => pages[number] !== undefined;

/** Gives tables by `ESC t` number; each is built once. */
export function createCodePages(): (number: number) => CodePageTable {
  const tables = new Map<number, CodePageTable>();
  return (number) => {
    const table = tables.get(number) ?? buildTable(number);
    tables.set(number, table);
    return table;
  };
}

function buildTable(number: number): CodePageTable {
  const name = pages[number];
  if (name === undefined) return unknownPageTable;
  // Byte by byte: decoding the 256 at once would depend on each page giving exactly one UTF-16 unit a byte.
  return Array.from({ length: 256 }, (_, byte) => {
    const text = iconv.decode(Buffer.from([byte]), name);
    return text === '�' ? garbledCharacter : text;
  });
}

/** Of a page that nobody knows: ASCII is sure, the rest is not. */
const unknownPageTable: CodePageTable = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte) : garbledCharacter,
);

/** Two bytes of GBK, as a printer in Chinese mode reads them. */
export function decodeChinesePair(lead: number, trail: number): string {
  const text = iconv.decode(Buffer.from([lead, trail]), 'gbk');
  return text.length === 1 && text !== '�' ? text : garbledCharacter;
}

/** Cells of font A that a character takes: Chinese ones are square. */
export function cellsOf(character: string): 1 | 2 {
  return (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
}
