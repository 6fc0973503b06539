import { createEscposInterpreter } from '../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';
import { flawlessMechanics, type Mechanics } from '../printer-emulator/status-bytes.ts';
import type { QuestionName, Taking } from './behaviour.ts';
import { type Ledger, recordMove, recordPaper } from './ledger.ts';

export interface Question {
  name: QuestionName;
  /** `DLE EOT n`, `GS r n`, `GS I n`. */
  n: number;
  /** `GS ( H`. */
  id: string;
}

export interface Mechanism {
  /** Gives how many of the bytes it has read; the rest is to be offered again after `onRoom`. */
  take(bytes: Uint8Array): number;
  /** A new host: without `keepsPartialCommand` an unfinished command is forgotten. */
  greet(): void;
  behave(taking: Taking): void;
  /** Everything that is not on paper is gone. */
  losePower(): void;
  readonly mechanics: Mechanics;
  /** Nothing is left to be printed. */
  readonly isEmpty: boolean;
  end(): void;
}

export interface MechanismHooks {
  /** `real-time` as it is read, `in-line` as it is reached. */
  onQuestion(question: Question, when: 'real-time' | 'in-line'): void;
  /** An in-line question has been read: the one that will be reached next after those before. */
  onQuestionTaken(): void;
  /** The last line of a receipt has been read. */
  onLastLineTaken(): void;
  onRoom(): void;
  onPowerCut(forMs: number): void;
}

const tickMs = 10;
const columns = 48;

/** Buffer, print head, paper and drawer: everything of a printer but its words and its network. */
export function createMechanism(ledger: Ledger, hooks: MechanismHooks): Mechanism {
  let taking: Taking;
  let buffer: Buffer = Buffer.alloc(0);
  let reader = createEscposInterpreter({ columns });
  let head = createEscposInterpreter({ columns });
  /** Since the behaviour began. */
  let taken = 0;
  let printed = 0;
  let allowance = 0;
  let stalledUntil = 0;
  let paperUntil = 0;
  let done = { stall: false, paperEnd: false, powerCut: false };

  const isStalled = () => Date.now() < stalledUntil;
  const hasPaper = () => Date.now() >= paperUntil;

  const read = (bytes: Uint8Array) => {
    const at = Date.now();
    const events = reader.feed(bytes);
    recordMove(ledger, at);
    if (recordPaper(ledger.taken, events, at)) hooks.onLastLineTaken();
    for (const event of events) {
      if (event.type === 'drawer') ledger.takenPulses.push(at);
      if (event.type === 'drawer' && event.realTime) ledger.pulses.push(at);
      const question = questionOf(event);
      if (question?.name === 'eot') hooks.onQuestion(question, 'real-time');
      else if (question !== null) hooks.onQuestionTaken();
    }
  };

  const print = (bytes: Uint8Array) => {
    // Byte by byte: the time of each line, and what is known when a question is reached.
    for (const byte of bytes) {
      const events = head.feed(Uint8Array.of(byte));
      if (events.length === 0) continue;
      const at = Date.now();
      recordPaper(ledger.paper, events, at);
      for (const event of events) {
        if (event.type === 'drawer' && !event.realTime) ledger.pulses.push(at);
        const question = questionOf(event);
        if (question !== null && question.name !== 'eot') hooks.onQuestion(question, 'in-line');
      }
    }
    recordMove(ledger, Date.now());
  };

  /** Up to the next byte at which something happens. */
  const pieceOf = (count: number, position: number, at: number | undefined, over: boolean): number =>
    at === undefined || over || at < position ? count : Math.min(count, at - position);

  const printSome = (most: number) => {
    const { paperEnd } = taking;
    while (most > 0 && buffer.length > 0 && hasPaper() && !isStalled()) {
      const count = pieceOf(Math.min(most, buffer.length), printed, paperEnd?.atByte, done.paperEnd);
      if (count === 0 && paperEnd !== null) {
        done = { ...done, paperEnd: true };
        paperUntil = Date.now() + paperEnd.forMs;
        return;
      }
      const piece = buffer.subarray(0, count);
      buffer = buffer.subarray(count);
      printed += count;
      most -= count;
      print(piece);
    }
  };

  const tick = () => {
    if (taking === undefined) return;
    const { bytesPerS } = taking;
    allowance = Math.min(allowance + (bytesPerS * tickMs) / 1000, Math.max(64, (bytesPerS * tickMs) / 500));
    const most = Math.floor(allowance);
    const before = buffer.length;
    printSome(most);
    if (Number.isFinite(allowance)) allowance -= before - buffer.length;
    hooks.onRoom();
  };
  const timer = setInterval(tick, tickMs);

  const mayRead = () => {
    const { never, paperEnd } = taking;
    return !never && !isStalled() && (hasPaper() || paperEnd?.readsOn === true);
  };

  const forget = () => {
    reader = createEscposInterpreter({ columns });
    head = createEscposInterpreter({ columns });
  };

  return {
    get mechanics() {
      return { ...flawlessMechanics, paper: hasPaper() ? 'ok' : 'end' } as const;
    },
    get isEmpty() {
      return buffer.length === 0;
    },
    take(bytes) {
      if (!mayRead()) return 0;
      const { stall, powerCut, bufferBytes } = taking;
      let count = Math.min(bytes.length, bufferBytes - buffer.length);
      count = pieceOf(count, taken, stall?.atByte, done.stall);
      count = pieceOf(count, taken, powerCut?.atByte, done.powerCut);
      if (count > 0) {
        const piece = bytes.subarray(0, count);
        taken += count;
        buffer = Buffer.concat([buffer, piece]);
        read(piece);
        if (taking.bytesPerS === Number.POSITIVE_INFINITY) printSome(count);
      }
      if (stall !== null && !done.stall && taken >= stall.atByte) {
        done = { ...done, stall: true };
        stalledUntil = Date.now() + stall.forMs;
      }
      if (powerCut !== null && !done.powerCut && taken >= powerCut.atByte) {
        done = { ...done, powerCut: true };
        hooks.onPowerCut(powerCut.forMs);
      }
      return count;
    },
    greet() {
      if (!taking.keepsPartialCommand && buffer.length === 0) forget();
    },
    behave(next) {
      taking = next;
      [taken, printed, stalledUntil, paperUntil] = [0, 0, 0, 0];
      done = { stall: false, paperEnd: false, powerCut: false };
    },
    losePower() {
      buffer = Buffer.alloc(0);
      forget();
    },
    end: () => clearInterval(timer),
  };
}

function questionOf(event: EscposEvent): Question | null {
  if (event.type === 'status-query') return { name: 'eot', n: event.n, id: '' };
  if (event.type === 'fence-query') return { name: 'gs-r', n: event.n, id: '' };
  if (event.type === 'process-id-query') return { name: 'gs-h', n: 0, id: event.id };
  return event.type === 'model-query' ? { name: 'gs-i', n: event.n, id: '' } : null;
}
