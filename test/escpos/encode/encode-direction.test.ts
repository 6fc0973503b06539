import { describe, expect, test } from 'vitest';
import type { ReceiptElement } from '../../../src/main/documents/receipt.ts';
import { createTextRasterizer } from '../../../src/main/drawing/rasterize-text.ts';
import { encodeReceipt } from '../../../src/main/escpos/encode/encode-receipt.ts';
import type { RasterRun, TextRasterizer } from '../../../src/main/escpos/encode/encode-text.ts';
import { keepNumbersWhole } from '../../../src/main/escpos/encode/printable-text.ts';
import { createBitmap } from '../../../src/main/escpos/encode/raster.ts';
import { createEscposInterpreter } from '../../../src/main/escpos/interpret/interpret-escpos.ts';
import { generic58 } from '../../../src/main/escpos/profiles.ts';
import { readBack } from './encode-read-back.ts';

const nbsp = '\u00a0';
const lrm = '\u200e';

describe('numbers beside Arabic', () => {
  test.each([
    ['152 350,50 د.ج', `152${nbsp}350,50 د.ج`],
    ['-1 240,50 د.ج', `${lrm}-1${nbsp}240,50 د.ج`],
    ['الهاتف: +213 550 12', `الهاتف: ${lrm}+213${nbsp}550${nbsp}12`],
    ['12-14 شارع', '12-14 شارع'],
    ['علبة 2', 'علبة 2'],
  ])('%s is one number for the bidirectional algorithm', (text, kept) => {
    expect(keepNumbersWhole(text)).toBe(kept);
  });

  test('an amount in dinars looks the same drawn in Arabic and alone: its digits keep their order', () => {
    const { draw } = createTextRasterizer();
    const style = { bold: false, size: 'normal' } as const;
    /** Black dots in each column of the last 120, the room of the number at the right edge. */
    const ink = (text: string) => {
      const { width, height, data } = draw([{ text, direction: 'rtl', align: 'right', indentDots: 0 }], 384, style);
      const isBlack = (x: number, y: number) => ((data[(y * width + x) >> 3] ?? 0) >> (7 - (x & 7))) & 1;
      return Array.from({ length: 120 }, (_, column) =>
        Array.from({ length: height }, (_, y) => isBlack(width - 120 + column, y)).reduce((sum, dot) => sum + dot, 0),
      );
    };
    const number = ink(keepNumbersWhole('888 111'));
    const difference = (text: string) =>
      ink(text).reduce((sum, dots, column) => sum + Math.abs(dots - (number[column] ?? 0)), 0);
    // Glyphs may fall a fraction of a dot apart; without care the groups change places, and nothing matches.
    expect(difference(keepNumbersWhole('888 111 د.ج'))).toBeLessThan(difference('888 111 د.ج') / 2);
  });
});

describe('a receipt read from the right', () => {
  const runs: RasterRun[][] = [];
  const rasterizer: TextRasterizer = {
    measure: (text) => text.length * 12,
    draw: (drawn, widthDots) => {
      runs.push(drawn);
      return createBitmap(widthDots, 32);
    },
  };
  const encode = (element: ReceiptElement) => {
    runs.length = 0;
    const options = { rasterizer, drawer: { pin: 0, onMs: 50, offMs: 500 } } as const;
    return encodeReceipt({ direction: 'rtl', elements: [element] }, generic58, options);
  };

  test('drawn: the label begins at the right edge, the amount stands at the left', () => {
    encode({ type: 'columns', left: '  المجموع', right: '10,00' });
    expect(runs).toEqual([
      [
        { text: 'المجموع', direction: 'rtl', align: 'right', indentDots: 24 },
        { text: '10,00', direction: 'ltr', align: 'left', indentDots: 0 },
      ],
    ]);
  });

  test('sent: the same in the printer’s own font', () => {
    const [line] = readBack(encode({ type: 'columns', left: '  4 x 60', right: '240,00' })).lines;
    expect(line?.text).toBe(`240,00${'4 x 60  '.padStart(26)}`);
  });

  test('a Latin line begins at the right edge too, a centred one stays centred', () => {
    const aligned = (element: ReceiptElement) =>
      createEscposInterpreter({ columns: 32 })
        .feed(encode(element))
        .flatMap((event) => (event.type === 'line' ? [event.align] : []));
    expect(aligned({ type: 'text', text: 'Croissant' })).toEqual(['right']);
    expect(aligned({ type: 'text', text: 'Croissant', align: 'center' })).toEqual(['center']);
  });
});
