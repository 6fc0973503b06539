import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Align } from '../../documents/receipt.ts';

/** Font A, in dots. */
export const cellDots = 12;
export const cellRows = 24;

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
