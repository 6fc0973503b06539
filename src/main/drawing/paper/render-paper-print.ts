import type { SKRSContext2D } from '@napi-rs/canvas';
import { encode } from 'uqr';
import type { Align } from '../../documents/receipt.ts';
import { code128Modules, ean13Modules } from '../../escpos/encode/barcode-modules.ts';
import type { BarcodeEvent, LineEvent, QrEvent, Span } from '../../escpos/interpret/interpret-events.ts';
import { monoFamily, sansFamily } from '../fonts.ts';

/** Font A, in dots. */
const cellDots = 12;
const cellRows = 24;
/** At this size DejaVu Sans Mono advances by exactly 12 dots (1233 of 2048 units). */
const fontPx = (cellDots * 2048) / 1233;
/** Leaves room for É above and ç below in the 24 rows. */
const baselineRow = 19;

/** A band of the paper. Coordinates are dots from the left of the printable area; 1 dot is 1 pixel. */
export interface PaperBlock {
  rows: number;
  /** Finds the fill black, and leaves it so. */
  draw(context: SKRSContext2D, top: number): void;
}

export function alignedLeft(width: number, align: Align, dots: number): number {
  const free = dots - width;
  return align === 'left' ? 0 : align === 'right' ? free : free >> 1;
}

export function lineBlock(line: LineEvent, dots: number): PaperBlock {
  const scale = Math.max(...line.spans.map((span) => span.heightScale));
  const width = line.spans.reduce((sum, span) => sum + spanDots(span), 0);
  return {
    rows: Math.max(line.spacingDots, cellRows * scale),
    draw(context, top) {
      let left = alignedLeft(width, line.align, dots);
      for (const span of line.spans) {
        // Tall and small characters share a baseline.
        drawSpan(context, span, left, top + (scale - span.heightScale) * baselineRow);
        left += spanDots(span);
      }
    },
  };
}

function spanDots(span: Span): number {
  return [...span.text].length * cellDots * span.widthScale;
}

function drawSpan(context: SKRSContext2D, span: Span, left: number, top: number): void {
  context.save();
  context.translate(left, top);
  context.scale(span.widthScale, span.heightScale);
  drawCells(context, span.text, 0, 0, span.bold);
  context.restore();
}

/** Font A: one character a cell, whatever the font's own kerning. */
function drawCells(context: SKRSContext2D, text: string, left: number, top: number, bold = false): void {
  context.font = `${bold ? 'bold ' : ''}${fontPx}px '${monoFamily}', '${sansFamily}'`;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  let x = left;
  for (const character of text) {
    if (character !== ' ') context.fillText(character, x, top + baselineRow);
    x += cellDots;
  }
}

/** Rows between the bars and their text. */
const textGapRows = 4;

/** Bytes that the largest symbol holds (ISO/IEC 18004, version 40). */
const qrCapacities = { L: 2953, M: 2331, Q: 1663, H: 1273 };

/** What does not fit is not printed at all, by real printers neither. */
const nothing: PaperBlock = { rows: 0, draw: () => {} };

export function qrBlock(event: QrEvent, dots: number): PaperBlock {
  if (Buffer.byteLength(event.data) > qrCapacities[event.errorCorrection]) return nothing;
  const { data, size } = encode(event.data, { ecc: event.errorCorrection, boostEcc: false, border: 0 });
  const width = size * event.moduleDots;
  if (width > dots) return nothing;
  const left = alignedLeft(width, event.align, dots);
  return {
    rows: width,
    draw(context, top) {
      data.forEach((modules, row) => {
        drawBars(context, modules, {
          left,
          top: top + row * event.moduleDots,
          moduleDots: event.moduleDots,
          rows: event.moduleDots,
        });
      });
    },
  };
}

export function barcodeBlock(event: BarcodeEvent, dots: number): PaperBlock {
  const modules = event.symbology === 'ean13' ? ean13Modules(event.data) : code128Modules(event.data);
  const width = modules.length * event.moduleDots;
  if (width > dots) return nothing;
  const above = event.text === 'above' || event.text === 'both' ? cellRows + textGapRows : 0;
  const below = event.text === 'below' || event.text === 'both' ? cellRows + textGapRows : 0;
  const left = alignedLeft(width, event.align, dots);
  const textLeft = left + ((width - event.data.length * cellDots) >> 1);
  return {
    rows: above + event.heightDots + below,
    draw(context, top) {
      const bars = { left, top: top + above, moduleDots: event.moduleDots, rows: event.heightDots };
      drawBars(context, modules, bars);
      if (above > 0) drawCells(context, event.data, textLeft, top);
      if (below > 0) drawCells(context, event.data, textLeft, top + above + event.heightDots + textGapRows);
    },
  };
}

interface Bars {
  left: number;
  top: number;
  moduleDots: number;
  rows: number;
}

function drawBars(context: SKRSContext2D, modules: readonly boolean[], bars: Bars): void {
  modules.forEach((black, index) => {
    if (black) context.fillRect(bars.left + index * bars.moduleDots, bars.top, bars.moduleDots, bars.rows);
  });
}
