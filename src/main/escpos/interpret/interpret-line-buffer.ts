import type { Align } from '../../documents/receipt.ts';
import type { LineEvent, Span } from './interpret-events.ts';

export type CharacterStyle = Omit<Span, 'text'>;

/** The characters that wait for the end of their line, in cells of font A. */
export interface LineBuffer {
  readonly isEmpty: boolean;
  readonly text: string;
  /** Adds one character; gives the line that it pushed out where it had no room. */
  add(character: string, cells: number, style: CharacterStyle, lineBreak: LineBreak): LineEvent | undefined;
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
    add(character, cells, style, lineBreak) {
      const width = cells * style.widthScale;
      const full = usedCells + width > columns ? end(lineBreak, true) : undefined;
      const last = spans.at(-1);
      if (last !== undefined && hasStyle(last, style)) last.text += character;
      else spans.push({ text: character, ...style });
      usedCells += width;
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
  return (
    span.bold === style.bold &&
    span.underline === style.underline &&
    span.widthScale === style.widthScale &&
    span.heightScale === style.heightScale
  );
}
