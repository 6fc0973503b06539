import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import { createEscposInterpreter } from '../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';

export interface DecodedPaper {
  events: EscposEvent[];
  /** As `renderPaperText` gives it. */
  text: string;
  lines: string[];
}

/** What a byte string makes a printer do, in order; text left in its line buffer throws: nobody would ever see it. */
export function decodeEvents(bytes: Uint8Array, columns: number): EscposEvent[] {
  const interpreter = createEscposInterpreter({ columns });
  const events = interpreter.feed(bytes);
  if (interpreter.unfinishedText !== '') throw new Error(`never printed: « ${interpreter.unfinishedText} »`);
  if (interpreter.pendingBytes > 0) throw new Error(`the last command lacks bytes (${interpreter.pendingBytes} there)`);
  return events;
}

/** All of it as text, cuts included. */
export function paperText(bytes: Uint8Array, columns: number): string {
  return renderPaperText(decodeEvents(bytes, columns), { columns });
}

/** One paper a cut; what comes after the last cut is the last paper. */
export function decodePapers(bytes: Uint8Array, columns: number): DecodedPaper[] {
  const pieces: EscposEvent[][] = [[]];
  for (const event of decodeEvents(bytes, columns)) {
    pieces.at(-1)?.push(event);
    if (event.type === 'cut') pieces.push([]);
  }
  return pieces
    .filter((events) => events.some((event) => event.type !== 'init'))
    .map((events) => {
      const text = renderPaperText(events, { columns });
      return { events, text, lines: text.split('\n').slice(0, -1) };
    });
}

/** What must never be on a paper: commands nobody knows, and lines that the printer had to break. */
export function paperFaults(events: readonly EscposEvent[]): EscposEvent[] {
  return events.filter(
    (event) =>
      event.type === 'unknown' ||
      (event.type === 'line' && event.overflow) ||
      (event.type === 'raster' && event.clipped) ||
      ((event.type === 'drawer' || event.type === 'status-query') && event.insideData),
  );
}
