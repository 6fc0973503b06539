import iconv from 'iconv-lite';
import type { Align } from '../../documents/receipt.ts';
import { byteAt, type CommandHandler, lineSpacingDots, numberAt } from './interpret-state.ts';

/** `ESC t` numbers shared by Epson, XPrinter, POS-5890 and POS-8360; the rest of the table differs by maker. */
const pages: Record<number, string> = { 0: 'cp437', 16: 'cp1252', 19: 'cp858' };

/** Shown where a printer would print whatever its own table holds. */
const garbledCharacter = '▯';

/** 256 characters, by byte. */
export type CodePageTable = readonly string[];

/** Gives tables by `ESC t` number; each is built once. */
export function createCodePages(): (number: number) => CodePageTable {
  const tables = new Map<number, CodePageTable>();
  return (number) => {
    const table = tables.get(number) ?? buildTable(number);
    tables.set(number, table);
    return table;
  };
}

/** Of a page that nobody knows, ASCII is sure, the rest is not. */
function buildTable(number: number): CodePageTable {
  const name = pages[number];
  // Byte by byte: decoding the 256 at once would depend on each page giving exactly one UTF-16 unit a byte.
  return Array.from({ length: 256 }, (_, byte) => {
    if (name === undefined) return byte < 0x80 ? String.fromCharCode(byte) : garbledCharacter;
    const text = iconv.decode(Buffer.from([byte]), name);
    return text === '�' ? garbledCharacter : text;
  });
}

const selectCodePage: CommandHandler = ({ state }, bytes) => {
  state.codePage = byteAt(bytes, 2);
  return pages[state.codePage] === undefined ? 'this code page differs by maker' : [];
};

const lineFeed: CommandHandler = ({ state, line }) => {
  const printed = line.end({ align: state.align, spacingDots: lineSpacingDots });
  return [printed ?? { type: 'feed', lines: 1, dots: lineSpacingDots }];
};

const selectSize: CommandHandler = ({ state }, bytes) => {
  const size = byteAt(bytes, 2);
  if (size & 0x88) return 'magnification above 8';
  state.widthScale = (size >> 4) + 1;
  state.heightScale = (size & 0x07) + 1;
  return [];
};

const aligns: readonly Align[] = ['left', 'center', 'right'];

/** Epson: taken only at the beginning of a line; clones apply it at once, to the whole line. */
const selectAlign: CommandHandler = ({ state, line }, bytes) => {
  const align = aligns[numberAt(bytes, 2)];
  if (align === undefined) return 'no such alignment';
  if (!line.isEmpty) return 'alignment changed inside a line';
  state.align = align;
  return [];
};

/** By the bytes that name them, in hexadecimal. */
export const textCommands: Record<string, CommandHandler> = {
  // Ignored by printers; the agent sends them to fill an image that was cut off.
  '00': () => [],
  '0a': lineFeed,
  '1b40': (context) => context.initialize(),
  '1d21': selectSize,
  '1b45': ({ state }, bytes) => {
    state.bold = (byteAt(bytes, 2) & 1) !== 0;
    return [];
  },
  '1b61': selectAlign,
  '1b74': selectCodePage,
  // Leaves the Chinese mode, which is never entered here.
  '1c2e': () => [],
};
