import type { Align, Bitmap, TextSize } from '../../documents/receipt.ts';

export type TextDirection = 'ltr' | 'rtl';

export interface RasterStyle {
  bold: boolean;
  size: TextSize;
}

/** One piece of a line, set against one edge of the paper. */
export interface RasterRun {
  /** From `dropControls`, and on one line: no control character, no line break. */
  text: string;
  /** Base direction of the paragraph it comes from. */
  direction: TextDirection;
  align: Align;
  /** Dots kept free between the edge and the text; unused when centred. */
  indentDots: number;
}

/**
 * Draws the text that no code page holds. Pure for its caller: the same arguments give the same dots. Its methods throw
 * AgentError `DRAWING_UNAVAILABLE` when the drawing library cannot be loaded.
 */
export interface TextRasterizer {
  /** Dots from the start of the text to its end, rounded up. Latin letters take 12 in normal size, as in font A. */
  measure(text: string, style: RasterStyle): number;
  /** One line, `widthDots` wide (rounded up to a multiple of 8) and as high as its ink needs. Runs must not overlap. */
  draw(runs: RasterRun[], widthDots: number, style: RasterStyle): Bitmap;
}
