import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';
import { isMark } from '../chaos/paper-mark.ts';

/** What the printer itself knows of a run. Times are milliseconds since the epoch. */
export interface Ledger {
  /** Receipts as far as they were read into the printer's memory. */
  readonly taken: Receipt[];
  /** Receipts as far as they were printed. */
  readonly paper: Receipt[];
  /** When a drawer's pulse was read. */
  readonly takenPulses: number[];
  /** When it was acted on. */
  readonly pulses: number[];
  /** Honest answers to questions in line, when they left, with the receipt that was the last whole one on paper. */
  readonly fences: { at: number; mark: string | null }[];
  /** When a question was answered, real-time ones included. */
  readonly answers: number[];
  /** When bytes were read or printed, at most one entry in 100 ms. */
  readonly moves: number[];
  readonly connections: number[];
  /** When the printer ended a connection of its own will. */
  readonly closures: number[];
}

export interface Receipt {
  /** As in paper-mark.ts; null until its line has come. */
  mark: string | null;
  /** Not blank, with single spaces; `[image]` for a drawn one. */
  lines: string[];
  /** When its last line came; null: it never did. */
  completeAt: number | null;
}

const head = 'Fée Maison';
const lastLines: readonly string[] = ['À bientôt', 'Reçu à conserver'];

export function createLedger(): Ledger {
  return {
    ...{ taken: [], paper: [], takenPulses: [], pulses: [], fences: [], answers: [], moves: [], connections: [] },
    closures: [],
  };
}

export function recordMove({ moves }: Ledger, at: number): void {
  if (at - (moves.at(-1) ?? 0) >= 100) moves.push(at);
}

/** Adds what the events put on paper; true where that ended a receipt. */
export function recordPaper(receipts: Receipt[], events: readonly EscposEvent[], at: number): boolean {
  let hasEnded = false;
  for (const line of events.map(lineOf)) {
    if (line !== null && line !== '') hasEnded = recordLine(receipts, line, at) || hasEnded;
  }
  return hasEnded;
}

function recordLine(receipts: Receipt[], line: string, at: number): boolean {
  const current = receipts.at(-1);
  const begins = line === head || current === undefined || (isMark(line) && current.mark !== null);
  const receipt = begins ? { mark: null, lines: [], completeAt: null } : current;
  if (begins) receipts.push(receipt);
  receipt.lines.push(line);
  if (isMark(line)) receipt.mark = line;
  const ends = receipt.mark !== null && receipt.completeAt === null && lastLines.includes(line);
  if (ends) receipt.completeAt = at;
  return ends;
}

function lineOf(event: EscposEvent): string | null {
  if (event.type === 'raster') return '[image]';
  if (event.type !== 'line') return null;
  return event.spans
    .map(({ text }) => text)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The receipt that was printed whole last. */
export function lastWhole(receipts: readonly Receipt[]): string | null {
  return receipts.findLast(({ completeAt }) => completeAt !== null)?.mark ?? null;
}
