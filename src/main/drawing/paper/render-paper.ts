import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import type { Bitmap, PaperSize } from '../../documents/receipt.ts';
import { createEscposInterpreter } from '../../escpos/interpret/interpret-escpos.ts';
import type { EscposEvent, RasterEvent } from '../../escpos/interpret/interpret-events.ts';
import { type CanvasModule, loadCanvas } from '../fonts.ts';
import { cutBlock, drawerBlock, drawSheet, sheetMargin, sheetPadding, warningBlock } from './render-paper-marks.ts';
import { alignedLeft, barcodeBlock, lineBlock, type PaperBlock, qrBlock } from './render-paper-print.ts';
import { hex } from './render-paper-text.ts';

/** 2.5 m of paper: a canvas of 80 MB at most. */
const maxRows = 20_000;
const dotsPerMm = 8;

export interface RenderPaperOptions {
  /** Printable dots on a line; one becomes one pixel. */
  dots: number;
}

/** Where the first dot of the print stands in the picture. */
export function printOrigin({ dots }: RenderPaperOptions): { x: number; y: number } {
  return { x: sheetPadding + sheetMargin(dots), y: sheetPadding + sheetTopRows };
}

const sheetTopRows = 28;
const sheetBottomRows = 28;

/**
 * A PNG of the paper: print in black dot for dot, what the machine did in colour. Paper longer than 20,000 dots ends
 * there, and says so. Throws AgentError `DRAWING_UNAVAILABLE`.
 */
export async function renderPaper(events: readonly EscposEvent[], { dots }: RenderPaperOptions): Promise<Buffer> {
  const canvasModule = loadCanvas();
  const blocks = limitRows(
    events.flatMap((event) => blockOf(event, dots, canvasModule) ?? []),
    dots,
  );
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const isCut = events.at(-1)?.type === 'cut';
  const sheet = { width: dots + 2 * sheetMargin(dots), height: sheetTopRows + rows + (isCut ? 4 : sheetBottomRows) };
  const canvas = canvasModule.createCanvas(sheet.width + 2 * sheetPadding, sheet.height + 2 * sheetPadding);
  const context = canvas.getContext('2d');
  drawSheet(context, { ...sheet, isCut });
  drawBlocks(context, blocks, dots);
  return canvas.encode('png');
}

function drawBlocks(context: SKRSContext2D, blocks: readonly PaperBlock[], dots: number): void {
  const origin = printOrigin({ dots });
  context.translate(origin.x, origin.y);
  context.fillStyle = '#000';
  context.strokeStyle = '#000';
  let top = 0;
  for (const block of blocks) {
    block.draw(context, top);
    top += block.rows;
  }
}

function blockOf(event: EscposEvent, dots: number, canvasModule: CanvasModule): PaperBlock | undefined {
  switch (event.type) {
    case 'line':
      return lineBlock(event, dots);
    case 'feed':
      return { rows: event.dots, draw: () => {} };
    case 'raster':
      return rasterBlock(event, dots, canvasModule);
    case 'qr':
      return qrBlock(event, dots);
    case 'barcode':
      return barcodeBlock(event, dots);
    case 'cut':
      return cutBlock(event.feedDots, dots, sheetMargin(dots));
    case 'drawer':
      return drawerBlock(dots);
    case 'unknown':
      return warningBlock(`commande inconnue ${hex(event.bytes)}`, dots);
    default:
      return undefined;
  }
}

function rasterBlock({ bitmap, align }: RasterEvent, dots: number, canvasModule: CanvasModule): PaperBlock {
  return {
    rows: bitmap.height,
    draw(context, top) {
      const width = Math.min(bitmap.width, dots);
      const left = alignedLeft(width, align, dots);
      context.drawImage(
        bitmapCanvas(bitmap, canvasModule),
        0,
        0,
        width,
        bitmap.height,
        left,
        top,
        width,
        bitmap.height,
      );
    },
  };
}

/** Black dots on nothing, so that the paper shows through. */
function bitmapCanvas({ width, height, data }: Bitmap, { createCanvas }: CanvasModule): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let index = 0; index < width * height; index++) {
    const byte = data[index >> 3] ?? 0;
    if ((byte >> (7 - (index & 7))) & 1) image.data[index * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function limitRows(blocks: PaperBlock[], dots: number): PaperBlock[] {
  let rows = 0;
  const cut = blocks.findIndex((block) => {
    rows += block.rows;
    return rows > maxRows;
  });
  if (cut < 0) return blocks;
  const missing = blocks.slice(cut).reduce((sum, block) => sum + block.rows, 0);
  return [...blocks.slice(0, cut), warningBlock(`suite non dessinée : ${Math.round(missing / dotsPerMm)} mm`, dots)];
}

/** The paper that these bytes make, as PNG: what the printer gets is what a person sees. */
export function drawPreview(bytes: Uint8Array, { columns, dots }: PaperSize): Promise<Buffer> {
  const events = createEscposInterpreter({ columns, dots }).feed(bytes);
  return renderPaper(events, { dots });
}
