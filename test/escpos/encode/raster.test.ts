import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmap } from '../../../src/main/documents/receipt.ts';
import {
  createBitmap,
  drawModules,
  encodeRaster,
  fitBitmap,
  placeBitmap,
} from '../../../src/main/escpos/encode/raster.ts';
import { readBack, realTimeCommands } from './encode-read-back.ts';

/** Bitmaps whose bytes are mostly parts of real-time commands. */
const bitmaps = fc
  .record({
    rowBytes: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 300 }),
    seed: fc.infiniteStream(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0x00, 0xff)),
  })
  .map(({ rowBytes, height, seed }): Bitmap => {
    const bitmap = createBitmap(rowBytes * 8, height);
    bitmap.data.forEach((_, i) => {
      bitmap.data[i] = seed.next().value ?? 0;
    });
    return bitmap;
  });

function concat(parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const ink = (bitmap: Bitmap): number =>
  bitmap.data.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);

describe('encodeRaster', () => {
  it('sends slices of at most 128 rows that hold no real-time command, and changes one dot for each', () => {
    fc.assert(
      fc.property(bitmaps, (bitmap) => {
        const bytes = concat(encodeRaster(bitmap));
        expect(realTimeCommands(bytes)).toEqual([]);
        const { rasters } = readBack(bytes);
        for (const slice of rasters) expect(slice.height).toBeLessThanOrEqual(128);
        const sent = concat(rasters.map(({ data }) => data));
        expect(sent.length).toBe(bitmap.data.length);
        const armed = realTimeCommands(bitmap.data);
        const changed = [...sent.keys()].filter((i) => sent[i] !== bitmap.data[i]);
        for (const i of changed) {
          expect(armed).toContain(i - 1);
          expect((sent[i] ?? 0) ^ (bitmap.data[i] ?? 0)).toBe(0x02);
        }
      }),
    );
  });
});

describe('fitBitmap', () => {
  it('leaves a bitmap that fits as it is', () => {
    const bitmap = createBitmap(384, 10);
    expect(fitBitmap(bitmap, 384)).toBe(bitmap);
  });

  it('shrinks a wider one to the paper and keeps its proportions and its grey', () => {
    const bitmap = createBitmap(1000, 500);
    for (let y = 0; y < 250; y++) bitmap.data.fill(0xff, y * 125, (y + 1) * 125);
    const fitted = fitBitmap(bitmap, 384);
    expect([fitted.width, fitted.height]).toEqual([384, 192]);
    expect(ink(fitted) / (384 * 192)).toBeCloseTo(0.5, 1);
  });
});

describe('placeBitmap', () => {
  it.each([
    ['left', [0xff, 0, 0, 0, 0]],
    ['center', [0, 0, 0xff, 0, 0]],
    ['right', [0, 0, 0, 0, 0xff]],
  ] as const)('%s', (align, row) => {
    const dot = { width: 8, height: 2, data: Uint8Array.of(0xff, 0xff) };
    expect([...placeBitmap(dot, 40, align).data]).toEqual([...row, ...row]);
  });
});

describe('drawModules', () => {
  it('draws each module with the quiet zone', () => {
    const bitmap = drawModules([[true, false, true]], 2, 2, 1);
    expect(bitmap.width).toBe(16);
    expect([...bitmap.data]).toEqual([0b00110011, 0, 0b00110011, 0]);
  });
});
