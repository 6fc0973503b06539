/** Bitmaps for `GS v 0`: fitting, placing, drawing of modules, and bytes that are safe to send. Pure. */
import type { Align, Bitmap } from '../../documents/receipt.ts';
import { isRealTimeCommand, rasterHeader } from './commands.ts';

/** Some printers print garbage after taller images (DantSu#415, lukevp#227). */
const SLICE_ROWS = 128;

/** A part of the dots of a shrunk cell that makes it black; below a half, so that thin strokes survive. */
const BLACK_SHARE = 0.4;

export function createBitmap(width: number, height: number): Bitmap {
  const roundedWidth = Math.ceil(width / 8) * 8;
  return { width: roundedWidth, height, data: new Uint8Array((roundedWidth / 8) * height) };
}

/** The bitmap shrunk to at most `dots` wide (a multiple of 8), keeping its proportions; the same one when it fits. */
export function fitBitmap(bitmap: Bitmap, dots: number): Bitmap {
  if (bitmap.width <= dots) return bitmap;
  const ratio = bitmap.width / dots;
  const result = createBitmap(dots, Math.max(1, Math.round(bitmap.height / ratio)));
  const rowRatio = bitmap.height / result.height;
  for (let y = 0; y < result.height; y++) {
    const top = Math.floor(y * rowRatio);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * rowRatio));
    for (let x = 0; x < dots; x++) {
      const left = Math.floor(x * ratio);
      const right = Math.max(left + 1, Math.floor((x + 1) * ratio));
      const area = (right - left) * (bottom - top);
      if (countBlack(bitmap, left, top, right, bottom) >= area * BLACK_SHARE) blacken(result, x, y);
    }
  }
  return result;
}

function countBlack(bitmap: Bitmap, left: number, top: number, right: number, bottom: number): number {
  const rowBytes = bitmap.width / 8;
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      count += ((bitmap.data[y * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
    }
  }
  return count;
}

function blacken(bitmap: Bitmap, x: number, y: number): void {
  const index = (y * bitmap.width) / 8 + (x >> 3);
  bitmap.data[index] = (bitmap.data[index] ?? 0) | (0x80 >> (x & 7));
}

/**
 * The bitmap on a white band as wide as the paper: printers disagree on whether `ESC a` moves images. Centring is
 * exact to 4 dots (0.5 mm). A wider bitmap is shrunk.
 */
export function placeBitmap(bitmap: Bitmap, dots: number, align: Align): Bitmap {
  const fitted = fitBitmap(bitmap, dots);
  if (fitted.width === dots) return fitted;
  const band = createBitmap(dots, fitted.height);
  const rowBytes = fitted.width / 8;
  const freeBytes = dots / 8 - rowBytes;
  const offset = align === 'left' ? 0 : align === 'right' ? freeBytes : freeBytes >> 1;
  for (let y = 0; y < fitted.height; y++) {
    band.data.set(fitted.data.subarray(y * rowBytes, (y + 1) * rowBytes), (y * dots) / 8 + offset);
  }
  return band;
}

/** Modules (true is black) as dots: each `moduleWidth` × `moduleHeight`, with a quiet zone of white modules at both sides. */
export function drawModules(rows: boolean[][], moduleWidth: number, moduleHeight: number, quiet: number): Bitmap {
  const columns = (rows[0]?.length ?? 0) + 2 * quiet;
  const bitmap = createBitmap(columns * moduleWidth, rows.length * moduleHeight);
  rows.forEach((row, rowIndex) => {
    row.forEach((black, columnIndex) => {
      if (!black) return;
      for (let dy = 0; dy < moduleHeight; dy++) {
        for (let dx = 0; dx < moduleWidth; dx++) {
          blacken(bitmap, (columnIndex + quiet) * moduleWidth + dx, rowIndex * moduleHeight + dy);
        }
      }
    });
  });
  return bitmap;
}

/** The most bytes that a printer may still wait for when a job was cut off: a whole slice, the longest command sent. */
export function largestRasterBytes({ dots }: { dots: number }): number {
  return rasterHeader(0, 0).length + SLICE_ROWS * Math.ceil(dots / 8);
}

/** The `GS v 0` commands of a bitmap, each of at most 128 rows; no real-time command stands in their bytes. */
export function encodeRaster(bitmap: Bitmap): Uint8Array[] {
  const rowBytes = bitmap.width / 8;
  const slices: Uint8Array[] = [];
  for (let top = 0; top < bitmap.height; top += SLICE_ROWS) {
    const rows = Math.min(SLICE_ROWS, bitmap.height - top);
    const header = rasterHeader(rowBytes, rows);
    const slice = new Uint8Array(header.length + rows * rowBytes);
    slice.set(header);
    slice.set(bitmap.data.subarray(top * rowBytes, (top + rows) * rowBytes), header.length);
    disarm(slice, header.length);
    slices.push(slice);
  }
  return slices;
}

/**
 * Flips one dot in the second byte of each real-time command: 04 → 06, 05 → 07, 14 → 16, a black dot next to another.
 * The new byte is never 10, so that no other pair arises; slices end before 1B or 1D, which begin no pair either.
 */
function disarm(bytes: Uint8Array, start: number): void {
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (isRealTimeCommand(bytes[i - 1] ?? 0, byte)) bytes[i] = byte | 0x02;
  }
}
