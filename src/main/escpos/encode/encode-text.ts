import type { Align, Bitmap, ColumnsElement, TextElement, TextSize } from '../../documents/receipt.ts';
import type { PrinterProfile } from '../profile.ts';
import type { CodePage } from './code-pages.ts';
import type { EscposWriter } from './escpos-writer.ts';
import { dropControls, keepNumbersWhole, type TextDirection, textDirection, toEncodable } from './printable-text.ts';
import { breakWord, type ColumnsRow, layoutColumns, type Measure, wrapParagraph } from './wrap-words.ts';

/** Font A: the grid that drawn text shares with the printer's own, so that amounts stay in one column. */
const CELL_DOTS = 12;

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

export interface TextContext {
  writer: EscposWriter;
  profile: PrinterProfile;
  pages: readonly CodePage[];
  rasterizer: TextRasterizer;
  /** A right-to-left receipt: lines begin at the right edge, amounts stand at the left. */
  mirrored: boolean;
}

const measureCells: Measure = (text) => text.length;

function cellsPerLine(profile: PrinterProfile, size: TextSize): number {
  return size === 'double' ? profile.columns / 2 : profile.columns;
}

/** Each line of the text is a paragraph of its own: sent when the code pages hold it, drawn otherwise. */
export function encodeText(context: TextContext, element: TextElement): void {
  const style = {
    bold: element.bold ?? false,
    size: element.size ?? 'normal',
    align: element.align ?? (context.mirrored ? 'right' : 'left'),
  } as const;
  for (const line of dropControls(element.text).split('\n')) {
    const isStart = element.align === undefined || style.align === 'left';
    const paragraph = isStart ? line : line.trim();
    const text = toEncodable(paragraph, context.pages);
    if (text === null) {
      drawParagraph(context, paragraph, style);
      continue;
    }
    for (const row of wrapParagraph(text, cellsPerLine(context.profile, style.size), measureCells)) {
      sendLine(context.writer, style.align === 'right' ? indentAtEnd(row) : row, style);
    }
  }
}

/** « ␣␣text » as « text␣␣ »: the indentation of a line that begins at the right edge. */
function indentAtEnd(line: string): string {
  const text = line.trimStart();
  return text + ' '.repeat(line.length - text.length);
}

type TextStyle = RasterStyle & { align: 'left' | 'center' | 'right' };

function sendLine(writer: EscposWriter, line: string, style: TextStyle): void {
  writer.setStyle(style);
  writer.text(line);
  writer.lineFeeds(1);
}

/** A right-to-left paragraph begins at the right edge, unless it is centred. */
function drawParagraph(context: TextContext, paragraph: string, style: TextStyle): void {
  const direction = textDirection(paragraph);
  const align = direction === 'rtl' && style.align === 'left' ? 'right' : style.align;
  const widthDots = context.profile.columns * CELL_DOTS;
  const measure: Measure = (text) => context.rasterizer.measure(text, style);
  for (const text of wrapParagraph(keepNumbersWhole(paragraph), widthDots, measure)) {
    drawLine(context, [{ text, direction, align, indentDots: 0 }], style);
  }
}

function drawLine(context: TextContext, runs: RasterRun[], style: RasterStyle): void {
  const widthDots = context.profile.columns * CELL_DOTS;
  context.writer.bitmap(context.rasterizer.draw(runs, widthDots, style), 'left');
}

/** The whole element is drawn when one of its sides must be. An amount too wide for double size is printed narrower. */
export function encodeColumns(context: TextContext, element: ColumnsElement): void {
  const label = { left: dropControls(element.left), right: dropControls(element.right).replaceAll('\n', ' ').trim() };
  const left = label.left
    .split('\n')
    .map((line) => toEncodable(line, context.pages))
    .reduce((all, line) => (all === null || line === null ? null : `${all}\n${line}`));
  const right = toEncodable(label.right, context.pages);
  const style = { bold: element.bold ?? false, size: element.size ?? 'normal' };
  if (left === null || right === null) {
    drawColumns(context, { left: keepNumbersWhole(label.left), right: keepNumbersWhole(label.right) }, style);
  } else sendColumns(context, { left, right }, style);
}

function sendColumns(context: TextContext, label: ColumnsRow, style: RasterStyle): void {
  const cells = cellsPerLine(context.profile, style.size);
  const rows = layoutColumns(label, cells, 1, measureCells);
  if (rows === null && style.size === 'double') {
    sendColumns(context, label, { ...style, size: 'double-height' });
    return;
  }
  for (const { left, right } of rows ?? brokenRows(label, cells, measureCells)) {
    if (context.mirrored) {
      sendLine(context.writer, right + indentAtEnd(left).padStart(cells - right.length), { ...style, align: 'left' });
    } else {
      const line = right === '' ? left : left + right.padStart(cells - left.length);
      sendLine(context.writer, line, { ...style, align: 'left' });
    }
  }
}

/** Absurd but never silent: an amount wider than the paper loses its line, not its digits. */
function brokenRows(label: ColumnsRow, width: number, measure: Measure): ColumnsRow[] {
  const left = label.left.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
  return [
    ...left.map((line) => ({ left: line, right: '' })),
    ...breakWord(label.right, width, measure).map((line) => ({ left: '', right: line })),
  ];
}

/**
 * The amount keeps the right edge in every script, drawn apart from the label so that bidi never moves it. The label
 * keeps the left half, as on the receipt's other lines; a right-to-left one is a block of lines flush on their
 * right, as far as the amount leaves room. A mirrored receipt has the label at the right edge and the amount at the left.
 */
function drawColumns(context: TextContext, label: ColumnsRow, style: RasterStyle): void {
  const widthDots = context.profile.columns * CELL_DOTS;
  const measure: Measure = (text) => context.rasterizer.measure(text, style);
  const laidOut = layoutColumns(label, widthDots, CELL_DOTS, measure);
  if (laidOut === null && style.size === 'double') {
    drawColumns(context, label, { ...style, size: 'double-height' });
    return;
  }
  const rows = laidOut ?? brokenRows(label, widthDots, measure);
  const direction = textDirection(label.left);
  if (context.mirrored) {
    for (const { left, right } of rows) drawMirroredRow(context, { left, right }, style);
    return;
  }
  const blockDots = Math.max(0, ...rows.map(({ left }) => measure(left)));
  for (const { left, right } of rows) {
    const roomDots = right === '' ? widthDots : widthDots - measure(right) - CELL_DOTS;
    const indentDots = direction === 'rtl' ? Math.max(0, Math.min(blockDots, roomDots) - measure(left)) : 0;
    const labelRun: RasterRun = { text: left, direction, align: 'left', indentDots };
    const amountRun: RasterRun = { text: right, direction: textDirection(right), align: 'right', indentDots: 0 };
    const runs = [labelRun, amountRun].filter(({ text }) => text !== '');
    drawLine(context, runs, style);
  }
}

function drawMirroredRow(context: TextContext, { left, right }: ColumnsRow, style: RasterStyle): void {
  const text = left.trimStart();
  const indentDots = (left.length - text.length) * CELL_DOTS;
  const label: RasterRun = { text, direction: textDirection(text), align: 'right', indentDots };
  const amount: RasterRun = { text: right, direction: textDirection(right), align: 'left', indentDots: 0 };
  drawLine(
    context,
    [label, amount].filter((run) => run.text !== ''),
    style,
  );
}
