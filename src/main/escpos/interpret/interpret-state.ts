import type { Align } from '../../documents/receipt.ts';
import type { BarcodeEvent, EscposEvent, LineEvent, QrEvent, Span } from './interpret-events.ts';

/** Everything that `ESC @` puts back. */
export interface PrintState {
  bold: boolean;
  widthScale: number;
  heightScale: number;
  align: Align;
  codePage: number;
  barcode: Pick<BarcodeEvent, 'heightDots' | 'moduleDots' | 'text'>;
  qr: Pick<QrEvent, 'moduleDots' | 'errorCorrection'> & { data: string | undefined };
}

/** 1/6 inch at 180 dots an inch, the default of Epson's printers and of their clones. */
export const lineSpacingDots = 30;

export function initialState(): PrintState {
  return {
    bold: false,
    widthScale: 1,
    heightScale: 1,
    align: 'left',
    codePage: 0,
    barcode: { heightDots: 162, moduleDots: 3, text: 'none' },
    qr: { moduleDots: 3, errorCorrection: 'L', data: undefined },
  };
}

export type CharacterStyle = Omit<Span, 'text'>;

/** The characters that wait for the end of their line, in cells of font A. */
export interface LineBuffer {
  readonly isEmpty: boolean;
  readonly text: string;
  /** Adds one character, a cell wide in font A; gives the line that it pushed out where it had no room. */
  add(character: string, style: CharacterStyle, lineBreak: LineBreak): LineEvent | undefined;
  /** Ends the line; `undefined` when nothing stands on it. */
  end(lineBreak: LineBreak): LineEvent | undefined;
  clear(): void;
}

export interface LineBreak {
  align: Align;
  spacingDots: number;
}

/** A line of at most `columns` cells: one more and the printer breaks it wherever that is. */
export function createLineBuffer(columns: number): LineBuffer {
  let spans: Span[] = [];
  let usedCells = 0;

  function end(lineBreak: LineBreak, overflow: boolean): LineEvent | undefined {
    if (spans.length === 0) return undefined;
    const line: LineEvent = { type: 'line', spans, overflow, ...lineBreak };
    spans = [];
    usedCells = 0;
    return line;
  }

  return {
    get isEmpty() {
      return spans.length === 0;
    },
    get text() {
      return spans.map((span) => span.text).join('');
    },
    add(character, style, lineBreak) {
      const full = usedCells + style.widthScale > columns ? end(lineBreak, true) : undefined;
      const last = spans.at(-1);
      if (last !== undefined && hasStyle(last, style)) last.text += character;
      else spans.push({ text: character, ...style });
      usedCells += style.widthScale;
      return full;
    },
    end: (lineBreak) => end(lineBreak, false),
    clear() {
      spans = [];
      usedCells = 0;
    },
  };
}

function hasStyle(span: Span, style: CharacterStyle): boolean {
  return span.bold === style.bold && span.widthScale === style.widthScale && span.heightScale === style.heightScale;
}

/** What a command may touch. */
export interface CommandContext {
  state: PrintState;
  readonly line: LineBuffer;
  readonly dots: number;
  initialize(): EscposEvent[];
}

/** Gives the events of one command, or a text: why it should not have been sent. */
export type CommandHandler = (context: CommandContext, bytes: Uint8Array) => EscposEvent[] | string;

export const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

/** Most commands take a number as itself or as its ASCII digit. */
export function numberAt(bytes: Uint8Array, index: number): number {
  const byte = byteAt(bytes, index);
  return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte;
}
