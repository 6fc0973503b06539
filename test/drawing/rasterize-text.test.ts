import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Align, Bitmap, TextSize } from '../../src/main/documents/receipt.ts';
import { loadCanvas, sansFamily } from '../../src/main/drawing/fonts.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import type { RasterRun, RasterStyle } from '../../src/main/escpos/encode/encode-text.ts';
import { dropControls } from '../../src/main/escpos/encode/printable-text.ts';

const rasterizer = createTextRasterizer();
const plain: RasterStyle = { bold: false, size: 'normal' };
const bold: RasterStyle = { bold: true, size: 'normal' };
const sized = (size: TextSize): RasterStyle => ({ bold: false, size });

function run(text: string, align: Align = 'left', direction: 'ltr' | 'rtl' = 'ltr', indentDots = 0): RasterRun {
  return { text, align, direction, indentDots };
}

const isBlack = ({ width, data }: Bitmap, x: number, y: number): boolean =>
  (((data[y * (width / 8) + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;

/** The box of the black dots from column `from` to column `to`, and how many there are. */
function inkOf(bitmap: Bitmap, from = 0, to = bitmap.width) {
  const box = { left: to, right: from, top: bitmap.height, bottom: 0, dots: 0 };
  for (let y = 0; y < bitmap.height; y++) {
    for (let x = from; x < to; x++) {
      if (!isBlack(bitmap, x, y)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x + 1);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y + 1);
      box.dots++;
    }
  }
  return box;
}

/** The dots of a box as text, to compare shapes wherever they stand. */
function shapeOf(bitmap: Bitmap, from?: number, to?: number): string[] {
  const { left, right, top, bottom } = inkOf(bitmap, from, to);
  return Array.from({ length: bottom - top }, (_, y) =>
    Array.from({ length: right - left }, (_, x) => (isBlack(bitmap, left + x, top + y) ? '#' : '.')).join(''),
  );
}

const draw = (runs: RasterRun[], style = plain, widthDots = 384): Bitmap => rasterizer.draw(runs, widthDots, style);
const widthOfInk = (bitmap: Bitmap): number => inkOf(bitmap).right - inkOf(bitmap).left;

describe('Arabic', () => {
  it('joins its letters', () => {
    const word = 'بقلاوة';
    const joined = rasterizer.measure(word, plain);
    const isolated = [...word].reduce((sum, letter) => sum + rasterizer.measure(letter, plain), 0);
    expect(joined).toBeLessThan(isolated * 0.85);
    expect(widthOfInk(draw([run(word)]))).toBeLessThan(isolated * 0.85);
  });

  it('runs from right to left, its first letter at the right', () => {
    // Alef joins nothing before it: at the start of a word it has the shape that it has alone.
    const word = draw([run('اسم', 'right', 'rtl')]);
    const alef = shapeOf(draw([run('ا', 'right', 'rtl')]));
    const { right } = inkOf(word);
    expect(shapeOf(word, right - (alef[0]?.length ?? 0), right)).toEqual(alef);
  });

  it('is drawn by Noto and not squeezed into the cells of DejaVu Sans Mono', () => {
    expect(rasterizer.measure('بقلاوة', plain)).toBeLessThan(12 * 6);
  });

  it('keeps its joining forms around a zero-width non-joiner', () => {
    expect(rasterizer.measure('می\u200cخواهم', plain)).toBeGreaterThan(rasterizer.measure('میخواهم', plain));
  });
});

describe('Latin letters', () => {
  it.each([plain, bold])('take the 12 dots of font A, $bold', (style) => {
    expect(rasterizer.measure('a'.repeat(48), style)).toBe(576);
    expect(rasterizer.measure('Total: 1 234,50 €', style)).toBe(17 * 12);
    expect(rasterizer.measure('  a', style)).toBe(36);
  });

  it('are bolder in bold', () => {
    expect(inkOf(draw([run('Total')], bold)).dots).toBeGreaterThan(inkOf(draw([run('Total')])).dots * 1.2);
  });
});

describe('lines', () => {
  const texts = ['Client: محمد بن علي', 'بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ', 'أّٰيٍ اۖ', 'Łódź Ǻgjpqy', 'آ', '漢字', '😀❤', 'שלום'];

  it.each(texts)('nothing of %s is cut: a wider paper adds no ink', (text) => {
    for (const style of [plain, bold, sized('double')]) {
      const width = Math.max(48, rasterizer.measure(text, style));
      const exact = draw([run(text)], style, width);
      const roomy = draw([run(text, 'center')], style, width + 160);
      expect(shapeOf(exact)).toEqual(shapeOf(roomy));
      expect(inkOf(exact).dots).toBeGreaterThan(0);
    }
  });

  it.each(['بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ', 'أّٰيٍ اۖ', 'Ǻgjpqy|'])('nothing of %s is cut at the top or bottom', (text) => {
    const { createCanvas } = loadCanvas();
    const context = createCanvas(400, 400).getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 400, 400);
    context.fillStyle = '#000';
    context.font = `${(12 * 2048) / 1233}px 'SmartPOS Mono', 'SmartPOS Arabic', '${sansFamily}'`;
    context.fillText(text, 20, 200);
    const { data } = context.getImageData(0, 0, 400, 400);
    const rows = Array.from({ length: 400 }, (_, y) => y).filter((y) =>
      data.subarray(y * 1600, (y + 1) * 1600).some((value) => value < 160),
    );
    const bitmap = draw([run(text)]);
    const ink = inkOf(bitmap);
    expect(ink.bottom - ink.top).toBe((rows.at(-1) ?? 0) - (rows[0] ?? 0) + 1);
  });

  it('are as high as a printed line, more only for stacked marks', () => {
    expect(draw([run('Client: محمد')]).height).toBe(32);
    expect(draw([run('Client: محمد')], sized('double-height')).height).toBe(64);
    expect(draw([run('أّٰيٍ')]).height).toBeGreaterThan(32);
    expect(draw([]).height).toBe(32);
  });

  it('are twice as high, and twice as wide, in the double sizes', () => {
    const tall = draw([run('Łódź')], sized('double-height'));
    const double = draw([run('Łódź')], sized('double'));
    expect(Math.abs(widthOfInk(tall) - widthOfInk(draw([run('Łódź')])))).toBeLessThanOrEqual(1);
    expect(rasterizer.measure('Łódź', sized('double'))).toBe(96);
    expect(widthOfInk(double)).toBeGreaterThan(1.8 * widthOfInk(tall));
  });

  it('keep the amount whole at the right edge, whatever the label', () => {
    const amount = '1 300,00 DA';
    const alone = shapeOf(draw([run(amount, 'right')]));
    for (const label of ['بقلاوة', 'Gâteau', 'شاي 2', '']) {
      const bitmap = draw([run(label), run(amount, 'right')]);
      expect(shapeOf(bitmap, 384 - 11 * 12, 384)).toEqual(alone);
      expect(inkOf(bitmap).right).toBeGreaterThan(384 - 4);
    }
  });

  it('stand against their edge, at their indentation', () => {
    const edges = (align: Align, indent = 0) => inkOf(draw([run('HH', align, 'ltr', indent)]));
    expect(edges('left').left).toBeLessThan(4);
    expect(edges('left', 48).left).toBe(edges('left').left + 48);
    expect(edges('right').right).toBeGreaterThan(380);
    expect(edges('right', 48).right).toBe(edges('right').right - 48);
    expect(edges('center').left + edges('center').right).toBeCloseTo(384, -1);
  });

  it('are drawn again the same', () => {
    const runs = [run('Client: محمد بن علي'), run('12,00', 'right')];
    const first = draw(runs, bold);
    draw([run('autre chose')], sized('double'));
    expect(draw(runs, bold)).toEqual(first);
    expect(createTextRasterizer().draw(runs, 384, bold)).toEqual(first);
  });

  it('are drawn without error for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('ltr', 'rtl'), (text, direction) => {
        const bitmap = draw([run(dropControls(text), 'right', direction)]);
        expect(bitmap.data.length).toBe((bitmap.width / 8) * bitmap.height);
      }),
      { numRuns: 60 },
    );
  });
});
