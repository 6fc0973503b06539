import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import type { Link } from '../transport/link.ts';
import { createAnswerParser, type PrinterAnswer } from './parse-printer-answers.ts';
import type { PrinterHabits } from './printer-habits.ts';
import { isForeign, notAPrinter } from './talk-meter.ts';

/** Of one read, bytes that are looked at; of a link's words, what is searched for foreign ones; and answers that are kept. */
const longestRead = 4096;
const longestWords = 256;
const longestInbox = 64;
/** Until then a status question is still owed its answer: WiFi printers take up to 3 s. One in line waits for the paper. */
const longestOwedMs = 5_000;

/** One byte that answers a question, and when it came by the monotonic clock. */
export interface AnswerByte {
  byte: number;
  at: number;
}

/** Hears one link, and tells which question each byte answers. What answers none makes the link noisy. */
export interface Listener {
  /** Takes what comes in within so long; resolves with the number of bytes. Rejects with AgentError `NOT_A_PRINTER`. */
  receive(timeoutMs: number): Promise<number>;
  /** To be called before a question goes out. `answers` of questions in line: how many bytes it will be answered with. */
  expect(kind: 'status' | 'in-line', question: Uint8Array, answers?: number): void;
  /** From now on whether bytes that answer no question may be an earlier agent's. No question in line is open any more. */
  tolerate(old: boolean): void;
  /** Questions of this kind that are not answered yet, and may still be. */
  owed(kind: 'status' | 'in-line'): number;
  /** The answers so far, oldest first; taken away with `forget`. */
  readonly status: AnswerByte[];
  readonly inLine: AnswerByte[];
  readonly ids: string[];
  forget(kind: 'status' | 'in-line'): void;
  /** What came was the right answer, whatever its form. */
  hear(): void;
  /** Of a block that was begun the rest will not come: it was none. */
  forgetBlock(): void;
  /** When a question was last answered in form, by the monotonic clock; never: minus infinity. */
  readonly heardAt: number;
  /** Something came that nobody had asked for: no unnumbered answer over this link proves anything. */
  readonly isNoisy: boolean;
  /** A status question was answered by a byte that says nothing. */
  readonly isStatusOdd: boolean;
}

export function createListener(options: { link: Link; habits: PrinterHabits; clock: Clock }): Listener {
  const { link, habits, clock } = options;
  const parser = createAnswerParser();
  const owed: Record<'status' | 'in-line', number[]> = { status: [], 'in-line': [] };
  const inbox = { status: [] as AnswerByte[], 'in-line': [] as AnswerByte[] };
  const ids: string[] = [];
  let asked = '';
  let words = '';
  let isNoisy = false;
  let isStatusOdd = false;
  // What an agent before this one has asked for is still in such a channel.
  let isTolerant = link.kind === 'usb' || link.kind === 'device-file';
  let heardAt = Number.NEGATIVE_INFINITY;
  /** Of one read, the bytes that answer a question. */
  let answering = 0;
  let answered: { delayMs: number | null; isStatus: boolean }[] = [];

  const stillOwed = (kind: 'status' | 'in-line'): number[] => {
    if (kind === 'status') owed.status = owed.status.filter((at) => clock.monotonic() - at < longestOwedMs);
    return owed[kind];
  };

  const keep = (kind: 'status' | 'in-line', byte: number, isInForm: boolean): void => {
    const at = clock.monotonic();
    const askedAt = stillOwed(kind).shift();
    inbox[kind].push({ byte, at });
    inbox[kind].splice(0, inbox[kind].length - longestInbox);
    if (askedAt === undefined || !isInForm) return;
    answering += 1;
    // Behind a job, or another till's, an answer takes as long as their paper.
    const isMeasured = kind === 'status' || habits.record.fence === null;
    answered.push({ delayMs: isMeasured ? at - askedAt : null, isStatus: kind === 'status' });
  };

  const sortInLine = (byte: number, isInForm: boolean): void => {
    const status = stillOwed('status');
    if (stillOwed('in-line').length > 0 || isTolerant) {
      keep('in-line', byte, isInForm);
    } else if (status.length > 0 && !habits.isStatusInForm) {
      // A clone's answer to DLE EOT that says nothing.
      status.shift();
      isStatusOdd = true;
    } else {
      isNoisy = true;
    }
  };

  const sort = (answer: PrinterAnswer): void => {
    switch (answer.kind) {
      case 'real-time-status':
        if (stillOwed('status').length > 0) habits.isStatusInForm = true;
        else if (!isTolerant) habits.isOrderDoubtful = true;
        keep('status', answer.byte, true);
        return;
      case 'automatic-status':
        return;
      case 'print-completed':
        answered.push({ delayMs: null, isStatus: false });
        answering += 7;
        ids.push(answer.id);
        ids.splice(0, ids.length - longestInbox);
        return;
      default:
        sortInLine(answer.byte, answer.kind === 'buffered-status');
    }
  };

  const searchForeign = (bytes: Uint8Array): void => {
    words = (words + Buffer.from(bytes).toString('latin1')).slice(0, longestWords);
    if (habits.record.trusted || !isForeign(words, asked)) return;
    habits.isForeign = true;
    throw new AgentError(notAPrinter.code, notAPrinter.message);
  };

  return {
    receive: async (timeoutMs) => {
      const bytes = await link.read(timeoutMs);
      if (bytes.length === 0) return 0;
      // Only its latest words matter: a printer says a few bytes at a time.
      const latest = bytes.subarray(-longestRead);
      if (latest.length < bytes.length) {
        parser.reset();
        isNoisy = true;
      }
      searchForeign(bytes.subarray(0, longestWords));
      answering = 0;
      answered = [];
      for (const answer of parser.push(latest)) sort(answer);
      // What looks like an answer in the midst of other talk is none.
      if (answered.length > 0 && !isNoisy) {
        heardAt = clock.monotonic();
        for (const { delayMs, isStatus } of answered) habits.answered(delayMs, isStatus);
      }
      habits.meter.add(bytes.length - answering);
      return bytes.length;
    },
    expect: (kind, question, answers = 1) => {
      const at = clock.monotonic();
      asked = Buffer.from(question).toString('latin1');
      words = '';
      for (let answer = 0; answer < answers; answer += 1) owed[kind].push(at);
    },
    tolerate: (old) => {
      isTolerant = old;
      owed['in-line'] = [];
    },
    owed: (kind) => stillOwed(kind).length,
    get status() {
      return inbox.status;
    },
    get inLine() {
      return inbox['in-line'];
    },
    ids,
    forget: (kind) => {
      inbox[kind] = [];
    },
    forgetBlock: () => parser.reset(),
    hear: () => {
      heardAt = clock.monotonic();
      habits.answered(null, false);
    },
    get heardAt() {
      return heardAt;
    },
    get isNoisy() {
      return isNoisy;
    },
    get isStatusOdd() {
      return isStatusOdd;
    },
  };
}
