import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap, TextSize } from '../documents/receipt.ts';
import type { RasterRun, RasterStyle, TextRasterizer } from '../escpos/encode/encode-text.ts';
import { fontStack, loadCanvas } from './fonts.ts';

/** DejaVu Sans Mono's letters are 1233/2048 em wide: at this size they take font A's 12 dots. */
const FONT_PX = (12 * 2048) / 1233;

/** Rows of a line in normal size, about as `ESC 2` spaces the printer's own, and the rows above its baseline. */
const LINE_ROWS = 32;
const BASELINE_ROW = 21;

/** Rows drawn above and below the line for what exceeds it: stacked Arabic marks, tall system fonts. */
const SPARE_ROWS = 18;

/** Columns drawn left and right of the paper for marks that overhang the first or last letter. */
const SPARE_COLUMNS = 16;

/** Grey darker than this burns. Above one half, so that the thin strokes of Arabic do not break on thermal paper. */
const DARK = 160;

/** An opaque white pixel. */
const WHITE = 0xffffffff;

const scales: Readonly<Record<TextSize, { x: number; y: number }>> = {
  normal: { x: 1, y: 1 },
  'double-height': { x: 1, y: 2 },
  double: { x: 2, y: 2 },
};

interface Page {
  context: SKRSContext2D;
  width: number;
  height: number;
}

/** Cheap to create: the canvas is loaded by the first call, which throws AgentError `DRAWING_UNAVAILABLE` if it cannot. */
export function createTextRasterizer(): TextRasterizer {
  const pages = new Map<string, Page>();

  /** One canvas for each paper width and size: creating one costs more than drawing a line. */
  function pageFor(width: number, height: number): Page {
    const key = `${width}x${height}`;
    const known = pages.get(key);
    if (known !== undefined) return known;
    const page = { context: loadCanvas().createCanvas(width, height).getContext('2d'), width, height };
    pages.set(key, page);
    return page;
  }

  function measure(text: string, style: RasterStyle): number {
    const { context } = pageFor(8, 8);
    return measureIn(context, text, style);
  }

  function draw(runs: RasterRun[], widthDots: number, style: RasterStyle): Bitmap {
    const scale = scales[style.size];
    const page = pageFor(widthDots + 2 * SPARE_COLUMNS, (LINE_ROWS + 2 * SPARE_ROWS) * scale.y);
    paint(page, runs, widthDots, style);
    const pixels = page.context.getImageData(0, 0, page.width, page.height).data;
    return toBitmap(pixels, page, widthDots, scale.y);
  }

  return { measure, draw };
}

function useFont(context: SKRSContext2D, style: RasterStyle): void {
  context.font = `${style.bold ? 'bold' : 'normal'} ${FONT_PX}px ${fontStack}`;
}

/** Always measured left to right: @napi-rs/canvas 1.0.11 gives right-to-left boxes an offset of 100 000 dots. */
function measureIn(context: SKRSContext2D, text: string, style: RasterStyle): number {
  useFont(context, style);
  context.direction = 'ltr';
  // The tolerance absorbs the rounding of 12-dot cells: 48 of them must measure 576, not 577.
  return Math.ceil(context.measureText(text).width * scales[style.size].x - 0.01);
}

function paint({ context, width, height }: Page, runs: RasterRun[], widthDots: number, style: RasterStyle): void {
  const scale = scales[style.size];
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  for (const run of runs) {
    const free = widthDots - measureIn(context, run.text, style);
    const start = run.align === 'left' ? run.indentDots : run.align === 'right' ? free - run.indentDots : free >> 1;
    context.direction = run.direction;
    context.setTransform(scale.x, 0, 0, scale.y, SPARE_COLUMNS + start, (SPARE_ROWS + BASELINE_ROW) * scale.y);
    context.fillText(run.text, 0, 0);
  }
}

/** The line's rows, and as many more as its ink needs; marks that overhang an edge push the line back inside. */
function toBitmap(pixels: Uint8ClampedArray, page: Page, widthDots: number, scaleY: number): Bitmap {
  const words = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  const ink = inkBounds(words, page);
  const top = Math.min(ink.top, SPARE_ROWS * scaleY);
  const bottom = Math.max(ink.bottom, (SPARE_ROWS + LINE_ROWS) * scaleY);
  const left = Math.min(ink.left, Math.max(SPARE_COLUMNS, ink.right - widthDots));
  const rowBytes = Math.ceil(widthDots / 8);
  const data = new Uint8Array(rowBytes * (bottom - top));
  for (let y = ink.top; y < ink.bottom; y++) {
    const row = y * page.width + left;
    const rowStart = (y - top) * rowBytes;
    const end = Math.min(widthDots, ink.right - left);
    for (let x = Math.max(0, ink.left - left); x < end; x++) {
      if (!isInk(words[row + x] ?? WHITE, left + x, y)) continue;
      const index = rowStart + (x >> 3);
      data[index] = (data[index] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width: rowBytes * 8, height: bottom - top, data };
}

interface Bounds {
  left: number;
  top: number;
  /** Exclusive, as is `bottom`. */
  right: number;
  bottom: number;
}

/**
 * Read from the pixels, since measureText's box is wrong for lines of several scripts: @napi-rs/canvas 1.0.11 gives
 * that of the last run. Left and top exceed right and bottom when there is no ink.
 */
function inkBounds(words: Uint32Array, { width, height }: Page): Bounds {
  const bounds = { left: width, top: height, right: 0, bottom: 0 };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if (!isInk(words[row + x] ?? WHITE, x, y)) continue;
      if (x < bounds.left) bounds.left = x;
      if (x >= bounds.right) bounds.right = x + 1;
      if (y < bounds.top) bounds.top = y;
      bounds.bottom = y + 1;
    }
  }
  return bounds;
}

/** Ordered dither: the yellow face of a colour emoji becomes a light grey that lets its eyes show. */
const bayer = [15, 135, 45, 165, 195, 75, 225, 105, 60, 180, 30, 150, 240, 120, 210, 90];

/** `pixel` is opaque, 0xAABBGGRR. Grey is text, and has one threshold; colour is an emoji, and is dithered. */
function isInk(pixel: number, x: number, y: number): boolean {
  if (pixel === WHITE) return false;
  const red = pixel & 0xff;
  const green = (pixel >> 8) & 0xff;
  const blue = (pixel >> 16) & 0xff;
  if (red === green && green === blue) return red < DARK;
  return 0.3 * red + 0.59 * green + 0.11 * blue < (bayer[(y & 3) * 4 + (x & 3)] ?? DARK);
}
