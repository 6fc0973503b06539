import type { SKRSContext2D } from '@napi-rs/canvas';
import { cellsOf } from '../../escpos/interpret/interpret-code-pages.ts';
import type { LineEvent, Span } from '../../escpos/interpret/interpret-events.ts';
import { monoFamily, sansFamily } from '../fonts.ts';
import { alignedLeft, cellDots, cellRows, type PaperBlock } from './render-paper-block.ts';

/** At this size DejaVu Sans Mono advances by exactly 12 dots (1233 of 2048 units). */
const fontPx = (cellDots * 2048) / 1233;
/** Leaves room for É above and ç below in the 24 rows. */
const baselineRow = 19;

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
  return [...span.text].reduce((cells, character) => cells + cellsOf(character), 0) * cellDots * span.widthScale;
}

function drawSpan(context: SKRSContext2D, span: Span, left: number, top: number): void {
  context.save();
  context.translate(left, top);
  context.scale(span.widthScale, span.heightScale);
  drawCells(context, span.text, 0, 0, span.bold);
  context.restore();
  if (span.underline > 0) {
    const bottom = top + cellRows * span.heightScale;
    context.fillRect(left, bottom - span.underline, spanDots(span), span.underline);
  }
}

/** Font A: one character a cell, whatever the font's own kerning. */
export function drawCells(context: SKRSContext2D, text: string, left: number, top: number, bold = false): void {
  context.font = `${bold ? 'bold ' : ''}${fontPx}px '${monoFamily}', '${sansFamily}'`;
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  let x = left;
  for (const character of text) {
    const cells = cellsOf(character);
    if (cells === 2) drawMissing(context, x, top);
    else if (character !== ' ') context.fillText(character, x, top + baselineRow);
    x += cells * cellDots;
  }
}

/** A Chinese character: a crossed box, since which font would draw it depends on the machine. */
function drawMissing(context: SKRSContext2D, left: number, top: number): void {
  context.strokeRect(left + 2.5, top + 2.5, 2 * cellDots - 5, cellRows - 5);
  context.beginPath();
  context.moveTo(left + 2.5, top + 2.5);
  context.lineTo(left + 2 * cellDots - 2.5, top + cellRows - 2.5);
  context.stroke();
}
