import { createRequire } from 'node:module';
import fc from 'fast-check';
import { encode } from 'uqr';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CanvasModule, loadCanvas } from '../../../src/main/drawing/fonts.ts';
import { printOrigin, renderPaper } from '../../../src/main/drawing/paper/render-paper.ts';
import { code128Modules } from '../../../src/main/escpos/encode/barcode-modules.ts';
import { createEscposInterpreter } from '../../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../../src/main/escpos/interpret/interpret-events.ts';

const options = { dots: 384 };
let canvas: CanvasModule;

beforeAll(() => {
  canvas = loadCanvas();
});

function interpret(...pieces: (number[] | string)[]): EscposEvent[] {
  const bytes = pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece));
  return createEscposInterpreter({ columns: 32, dots: 384 }).feed(new Uint8Array(bytes));
}

/** Reads the picture back: whether the dot at x, y of the print is black, and the picture's size. */
async function decode(png: Buffer) {
  const image = await canvas.loadImage(png);
  const context = canvas.createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const origin = printOrigin(options);
  const darkness = (x: number, y: number) => 255 - (data[((origin.y + y) * image.width + origin.x + x) * 4] ?? 0);
  return {
    width: image.width,
    height: image.height,
    isBlack: (x: number, y: number) => darkness(x, y) === 255,
    darkness,
  };
}

type Picture = Awaited<ReturnType<typeof decode>>;

async function draw(...pieces: (number[] | string)[]): Promise<Picture> {
  return decode(await renderPaper(interpret(...pieces), options));
}

/** Columns (from, to) that hold any ink between two rows. */
function inkColumns(picture: Picture, top: number, rows: number): [number, number] | undefined {
  const inked = Array.from({ length: options.dots }, (_, x) => x).filter((x) =>
    Array.from({ length: rows }, (_, y) => y).some((y) => picture.darkness(x, top + y) > 60),
  );
  const [first, last] = [inked[0], inked.at(-1)];
  return first === undefined || last === undefined ? undefined : [first, last];
}

describe('images and codes', () => {
  it('draws an image dot for dot', async () => {
    const data = Array.from({ length: 48 * 20 }, (_, index) => (index * 37 + (index >> 3)) & 0xff);
    const picture = await draw([0x1d, 0x76, 0x30, 0, 48, 0, 20, 0, ...data]);
    for (let y = 0; y < 20; y++) {
      for (let x = 0; x < 384; x++) {
        const expected = (((data[y * 48 + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
        if (picture.isBlack(x, y) !== expected) expect.fail(`dot ${x}, ${y}`);
      }
    }
  });

  it('centres a narrow image and loses the right side of a wide one', async () => {
    const narrow = await draw([0x1b, 0x61, 1, 0x1d, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff]);
    expect(inkColumns(narrow, 0, 1)).toEqual([188, 195]);
    const wide = await draw([0x1d, 0x76, 0x30, 0, 49, 0, 1, 0], Array(49).fill(0xff));
    expect(inkColumns(wide, 0, 1)).toEqual([0, 383]);
  });

  it('draws a QR code module for module', async () => {
    const data = [...Buffer.from('https://example.dz')];
    const store = [0x1d, 0x28, 0x6b, data.length + 3, 0, 49, 80, 48, ...data];
    const picture = await draw([0x1d, 0x28, 0x6b, 3, 0, 49, 67, 5], store, [0x1d, 0x28, 0x6b, 3, 0, 49, 81, 48]);
    encode('https://example.dz', { ecc: 'L', boostEcc: false, border: 0 }).data.forEach((row, y) => {
      row.forEach((black, x) => {
        expect(picture.isBlack(x * 5 + 2, y * 5 + 2)).toBe(black);
      });
    });
  });

  it('draws the bars of a barcode with its text below', async () => {
    const style = [0x1d, 0x68, 40, 0x1d, 0x77, 2, 0x1d, 0x48, 2];
    const picture = await draw(style, [0x1d, 0x6b, 73, 6], '{BNo42');
    code128Modules('No42').forEach((black, index) => {
      expect(picture.isBlack(index * 2, 20)).toBe(black);
    });
    expect(inkColumns(picture, 44, 24)).toBeDefined();
  });

  it('prints no code that is wider than the paper', async () => {
    const text = `{B${'x'.repeat(60)}`;
    const picture = await draw([0x1d, 0x6b, 73, text.length], text, 'suite\n');
    expect(inkColumns(picture, 0, 24)?.[1]).toBeLessThan(60);
  });
});

describe('text', () => {
  it('sets characters in cells of 12 by 24 dots', async () => {
    const picture = await draw(`${'█'.length}`, '\n');
    expect(inkColumns(picture, 0, 24)?.[1]).toBeLessThan(12);
    const full = await draw(`${'M'.repeat(32)}\n`);
    const [first, last] = inkColumns(full, 0, 24) ?? [];
    expect(first).toBeLessThan(3);
    expect(last).toBeGreaterThan(380);
    expect(last).toBeLessThan(384);
  });

  it('keeps accents and tails inside the 24 rows', async () => {
    const picture = await draw([0x1b, 0x74, 16], 'ÉÀÇçgjpq|\n');
    expect(inkColumns(picture, -6, 6)).toBeUndefined();
    expect(inkColumns(picture, 24, 6)).toBeUndefined();
  });

  it('doubles and aligns', async () => {
    const wide = await draw([0x1d, 0x21, 0x11], 'MM\n');
    expect(inkColumns(wide, 0, 48)?.[1]).toBeGreaterThan(40);
    const right = await draw([0x1b, 0x61, 2], 'MM\n');
    expect(inkColumns(right, 0, 24)?.[0]).toBeGreaterThanOrEqual(360);
  });

  it('advances 30 dots a line', async () => {
    const picture = await draw('M\n\nM\n');
    expect(inkColumns(picture, 0, 24)).toBeDefined();
    expect(inkColumns(picture, 30, 30)).toBeUndefined();
    expect(inkColumns(picture, 60, 24)).toBeDefined();
  });
});

describe('the paper', () => {
  it('is the same picture each time', async () => {
    const events = interpret([0x1b, 0x70, 0, 25, 250], 'Fée Maison\n', [0x1d, 0x56, 0x42, 0]);
    expect((await renderPaper(events, options)).equals(await renderPaper(events, options))).toBe(true);
  });

  it('takes a receipt of 20 metres, and stops drawing it after 20,000 dots', async () => {
    const picture = await draw('ligne\n'.repeat(5400));
    expect(picture.height).toBeGreaterThan(19_900);
    expect(picture.height).toBeLessThan(20_200);
  });

  it('draws an empty paper, and one of unknown commands', async () => {
    await expect(renderPaper([], options)).resolves.toBeInstanceOf(Buffer);
    await expect(renderPaper(interpret([0x1c, 0x26, 0xb0, 0xa1, 0x0a, 0x1b, 0x99]), options)).resolves.toBeInstanceOf(
      Buffer,
    );
  });

  it('draws whatever a printer can be made to print', async () => {
    const codes = fc.constantFrom<number[][]>(
      [0x1d, 0x6b, 73, 40],
      [0x1d, 0x6b, 4],
      [0x1d, 0x76, 0x30, 0, 60, 0, 3, 0],
      [0x1d, 0x21],
    );
    const noise = fc.array(fc.oneof(codes, fc.array(fc.integer({ min: 0, max: 255 }))), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(noise, async (parts) => {
        expect((await renderPaper(interpret(...parts), options)).length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });

  it('loads the canvas only when something is drawn', () => {
    const script = `await import('./src/main/drawing/paper/render-paper.ts');
      process.exit(Object.keys((await import('node:module')).default._cache).some((path) => path.includes('@napi-rs')) ? 1 : 0)`;
    const { spawnSync } = createRequire(import.meta.url)('node:child_process') as typeof import('node:child_process');
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script]).status).toBe(0);
  });
});
