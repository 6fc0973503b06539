import type { SKRSContext2D } from '@napi-rs/canvas';

/** Around the sheet, for its shadow. */
export const sheetPadding = 20;

const tableColour = '#e7e4de';
const paperColour = '#fdfdfb';
const toothDots = 8;

/** White beside the print: paper is 58 or 80 mm wide (464 or 640 dots), the head is not. */
export function sheetMargin(dots: number): number {
  return ((dots <= 400 ? 464 : Math.max(640, dots + 64)) - dots) >> 1;
}

export interface Sheet {
  width: number;
  height: number;
  /** By the cutter: straight edges. Else torn off by hand. */
  isCut: boolean;
}

/** The sheet on its table, its outside corner at 0, 0. */
export function drawSheet(context: SKRSContext2D, sheet: Sheet): void {
  context.fillStyle = tableColour;
  context.fillRect(0, 0, sheet.width + 2 * sheetPadding, sheet.height + 2 * sheetPadding);
  context.save();
  context.shadowColor = 'rgba(60, 50, 40, 0.28)';
  context.shadowBlur = 14;
  context.shadowOffsetY = 3;
  context.fillStyle = paperColour;
  outline(context, sheet);
  context.fill();
  context.restore();
}

function outline(context: SKRSContext2D, { width, height, isCut }: Sheet): void {
  const [left, top] = [sheetPadding, sheetPadding];
  const tooth = isCut ? 0 : toothDots / 2;
  context.beginPath();
  context.moveTo(left, top);
  for (let x = toothDots; x <= width; x += toothDots) {
    context.lineTo(left + x - toothDots / 2, top + tooth);
    context.lineTo(left + x, top);
  }
  context.lineTo(left + width, top + height);
  for (let x = width - toothDots; x >= 0; x -= toothDots) {
    context.lineTo(left + x + toothDots / 2, top + height - tooth);
    context.lineTo(left + x, top + height);
  }
  context.closePath();
}
