import iconv from 'iconv-lite';
import type { Bitmap } from '../../../src/main/documents/receipt.ts';
import type { TextRasterizer } from '../../../src/main/escpos/encode/encode-text.ts';
import { createBitmap } from '../../../src/main/escpos/encode/raster.ts';

export interface ReadBack {
  /** Printed lines, decoded, with the width of their characters in cells. */
  lines: { text: string; cellsPerCharacter: number }[];
  rasters: Bitmap[];
  /** Every command but text, line feeds and image data, as hexadecimal. */
  commands: string[];
}

const pages: Record<number, string> = { 0: 'cp437', 16: 'cp1252', 19: 'cp858' };

/** Lengths of the commands that the encoder may emit, by their first two bytes. */
const fixedLengths: Record<string, number> = {
  '1b40': 2,
  '1c2e': 2,
  '1b74': 3,
  '1b45': 3,
  '1d21': 3,
  '1b61': 3,
  '1b70': 5,
  '1d68': 3,
  '1d77': 3,
  '1d66': 3,
  '1d48': 3,
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function commandLength(bytes: Uint8Array, at: number): number {
  const two = hex(bytes.subarray(at, at + 2));
  const byte = (offset: number): number => bytes[at + offset] ?? 0;
  if (two === '1d28') return 5 + byte(3) + 256 * byte(4);
  if (two === '1d6b') return 4 + byte(3);
  if (two === '1d56') return byte(2) === 66 ? 4 : 3;
  if (two === '1d76') return 8 + (byte(4) + 256 * byte(5)) * (byte(6) + 256 * byte(7));
  const length = fixedLengths[two];
  if (length === undefined) throw new Error(`not a command of the encoder at ${at}: ${two}`);
  return length;
}

/** A strict reader: any byte that is neither text, a line feed nor a command of the encoder is an error. */
export function readBack(bytes: Uint8Array): ReadBack {
  const result: ReadBack = { lines: [], rasters: [], commands: [] };
  let line = '';
  let page = 'cp437';
  let cellsPerCharacter = 1;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x0a) {
      result.lines.push({ text: line, cellsPerCharacter });
      line = '';
      at++;
    } else if ((byte >= 0x20 && byte < 0x7f) || byte >= 0x80) {
      line += iconv.decode(Uint8Array.of(byte), page);
      at++;
    } else {
      const command = bytes.subarray(at, at + commandLength(bytes, at));
      if (command[0] === 0x1d && command[1] === 0x76) {
        result.rasters.push({
          width: (command[4] ?? 0) * 8,
          height: command[6] ?? 0,
          data: command.slice(8),
        });
      } else result.commands.push(hex(command));
      if (command[0] === 0x1b && command[1] === 0x74) page = pages[command[2] ?? 0] ?? 'cp437';
      if (command[0] === 0x1d && command[1] === 0x21) cellsPerCharacter = command[2] === 0x11 ? 2 : 1;
      at += command.length;
    }
  }
  if (line !== '') throw new Error(`a line without its line feed: ${line}`);
  return result;
}

/** Positions of `10 04`, `10 05` and `10 14`, which printers execute wherever they stand. */
export function realTimeCommands(bytes: Uint8Array): number[] {
  return [...bytes.keys()].filter((at) => bytes[at] === 0x10 && [0x04, 0x05, 0x14].includes(bytes[at + 1] ?? 0));
}

export interface DrawnLine {
  runs: { text: string; align: string; direction: string; indentDots: number }[];
  widthDots: number;
}

/** 12 dots a character; its bitmaps are full of real-time commands. Remembers what it was asked to draw. */
export function fakeRasterizer(): TextRasterizer & { drawn: DrawnLine[] } {
  const drawn: DrawnLine[] = [];
  return {
    drawn,
    measure: (text, style) => [...text].length * (style.size === 'double' ? 24 : 12),
    draw(runs, widthDots) {
      drawn.push({ runs, widthDots });
      const bitmap = createBitmap(widthDots, 30);
      bitmap.data.forEach((_, i) => {
        bitmap.data[i] = [0x10, 0x04, 0x10, 0x14, 0x10][i % 5] ?? 0;
      });
      return bitmap;
    },
  };
}

export const drawerOptions = { pin: 0 as const, onMs: 50, offMs: 500 };
