import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReceiptElement } from '../../../src/main/documents/receipt.ts';
import { encodeReceipt } from '../../../src/main/escpos/encode/encode-receipt.ts';
import { createBitmap } from '../../../src/main/escpos/encode/raster.ts';
import { profiles, withColumns } from '../../../src/main/escpos/profiles.ts';
import { drawerOptions, fakeRasterizer, readBack, realTimeCommands } from './encode-read-back.ts';

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aé€œ’ \u00a0\u202f-0123\x10\x04\x14\x1b\x1d\n') }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'بقلاوة 12\u064e\u202e漢😀') }),
  fc.lorem({ maxCount: 30 }),
);
const sizes = fc.constantFrom('normal', 'double-height', 'double');
const aligns = fc.constantFrom('left', 'center', 'right');
const amounts = fc
  .record({ value: fc.integer({ min: 0, max: 99_999_999_99 }), currency: fc.constantFrom('DA', '€', 'دج', '') })
  .map(({ value, currency }) => `${(value / 100).toLocaleString('fr-FR')} ${currency}`.trim());

const elements = fc.oneof(
  fc.record({ type: fc.constant('text'), text: anyText, align: aligns, bold: fc.boolean(), size: sizes }),
  fc.record({
    type: fc.constant('columns'),
    left: anyText,
    right: fc.oneof(amounts, anyText),
    bold: fc.boolean(),
    size: sizes,
  }),
  fc.record({ type: fc.constant('qr'), data: fc.string({ unit: 'binary', maxLength: 500 }) }),
  fc.record({
    type: fc.constant('barcode'),
    symbology: fc.constant('code128'),
    data: fc.string({ unit: fc.constantFrom(...'0146{Aa'), minLength: 1, maxLength: 10 }),
  }),
  fc.record({
    type: fc.constant('image'),
    bitmap: fc.uint8Array({ minLength: 60, maxLength: 60 }).map((data) => ({ ...createBitmap(24, 20), data })),
    align: aligns,
  }),
  fc.constantFrom({ type: 'rule' }, { type: 'feed', lines: 2 }, { type: 'drawer' }, { type: 'cut' }),
) as fc.Arbitrary<ReceiptElement>;

const printers = fc
  .tuple(fc.constantFrom(...Object.values(profiles)), fc.constantFrom(32, 42, 48))
  .map(([profile, columns]) => withColumns(profile, columns as 32 | 42 | 48));

describe('encodeReceipt, whatever the data', () => {
  it('emits only its own commands, no real-time command, and no line longer than the paper', () => {
    fc.assert(
      fc.property(
        fc.array(elements, { maxLength: 8 }),
        printers,
        fc.nat(600),
        fc.nat(600),
        (receipt, profile, onMs, offMs) => {
          const options = { drawer: { pin: 1 as const, onMs, offMs }, rasterizer: fakeRasterizer() };
          const bytes = encodeReceipt({ elements: receipt }, profile, options);
          expect(realTimeCommands(bytes)).toEqual([]);
          const { lines, rasters, commands } = readBack(bytes);
          for (const { text, cellsPerCharacter } of lines) {
            expect(text.length * cellsPerCharacter).toBeLessThanOrEqual(profile.columns);
          }
          for (const { width } of rasters) expect(width).toBe(profile.dots);
          const pulses = commands.filter((command) => command.startsWith('1b70'));
          expect(pulses).toHaveLength(receipt.filter(({ type }) => type === 'drawer').length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never cuts an amount', () => {
    const labels = fc.oneof(fc.lorem(), fc.string({ unit: 'grapheme-ascii' }), fc.constant('Crème brûlée à l’œuf'));
    fc.assert(
      fc.property(labels, amounts, printers, sizes, (left, right, profile, size) => {
        const rasterizer = fakeRasterizer();
        const element = { type: 'columns', left, right, size } as const;
        const bytes = encodeReceipt({ elements: [element] }, profile, { drawer: drawerOptions, rasterizer });
        const { lines } = readBack(bytes);
        const last = lines.at(-1);
        if (last === undefined) {
          expect(rasterizer.drawn.at(-1)?.runs.at(-1)).toMatchObject({ text: right, align: 'right' });
          return;
        }
        expect(last.text.endsWith(right.replaceAll(/[\u00a0\u202f]/g, ' '))).toBe(true);
        expect(last.text.length * last.cellsPerCharacter).toBe(profile.columns);
      }),
      { numRuns: 500 },
    );
  });
});
