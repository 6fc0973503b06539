import type { SKRSContext2D } from '@napi-rs/canvas';
import { sansFamily } from '../fonts.ts';
import type { PaperBlock } from './render-paper-print.ts';

/** Marks are not print: they say in colour what the printer did, so that nobody takes them for ink. */

const cutGrey = '#8d8a84';

/** The feed, then dashes over the whole width of the paper, margins included, with a pair of scissors. */
export function cutBlock(feedDots: number, dots: number, marginDots: number): PaperBlock {
  return {
    rows: feedDots + 26,
    draw(context, blockTop) {
      const top = blockTop + feedDots;
      context.save();
      context.strokeStyle = cutGrey;
      context.fillStyle = cutGrey;
      context.setLineDash([6, 5]);
      context.beginPath();
      context.moveTo(38 - marginDots, top + 13);
      context.lineTo(dots + marginDots - 6, top + 13);
      context.stroke();
      context.setLineDash([]);
      context.font = `22px '${sansFamily}'`;
      context.textBaseline = 'middle';
      context.textAlign = 'left';
      context.fillText('✂', 10 - marginDots, top + 13);
      context.restore();
    },
  };
}

interface Colours {
  fill: string;
  line: string;
  text: string;
}

const blue: Colours = { fill: '#eaf2fb', line: '#a8c4e4', text: '#2b5c99' };
const red: Colours = { fill: '#fdecea', line: '#e8a9a2', text: '#b3261e' };
const pillRows = 30;
const pillGapRows = 6;

/** « tiroir ouvert », with a small drawer. */
export function drawerBlock(dots: number): PaperBlock {
  return pillBlock('tiroir ouvert', blue, dots, (context, left, middle) => {
    context.strokeRect(left + 0.5, middle - 6.5, 19, 6);
    context.strokeRect(left + 2.5, middle - 0.5, 15, 7);
    context.fillRect(left + 7, middle + 2, 6, 2);
  });
}

export function warningBlock(text: string, dots: number): PaperBlock {
  return pillBlock(text, red, dots, (context, left, middle) => {
    context.beginPath();
    context.moveTo(left + 10, middle - 8);
    context.lineTo(left + 19, middle + 7);
    context.lineTo(left + 1, middle + 7);
    context.closePath();
    context.stroke();
    context.fillRect(left + 9, middle - 3, 2, 5);
    context.fillRect(left + 9, middle + 3, 2, 2);
  });
}

function pillBlock(
  text: string,
  colours: Colours,
  dots: number,
  drawIcon: (context: SKRSContext2D, left: number, middle: number) => void,
): PaperBlock {
  const iconDots = 20;
  return {
    rows: pillRows + 2 * pillGapRows,
    draw(context, top) {
      context.save();
      context.font = `15px '${sansFamily}'`;
      context.textBaseline = 'middle';
      context.textAlign = 'left';
      const width = Math.min(dots, Math.ceil(context.measureText(text).width) + iconDots + 36);
      const left = (dots - width) >> 1;
      const middle = top + pillGapRows + pillRows / 2;
      context.beginPath();
      context.roundRect(left + 0.5, top + pillGapRows + 0.5, width - 1, pillRows - 1, pillRows / 2);
      context.fillStyle = colours.fill;
      context.strokeStyle = colours.line;
      context.fill();
      context.stroke();
      context.fillStyle = colours.text;
      context.strokeStyle = colours.text;
      drawIcon(context, left + 14, middle);
      context.fillText(text, left + 14 + iconDots + 8, middle + 1);
      context.restore();
    },
  };
}

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
