import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import { bufferedStatus, modelId, realTimeStatus } from '../../escpos/encode/commands.ts';
import { type Link, LinkError } from '../transport/link.ts';
import { type AnswerByte, createListener } from './listener.ts';
import type { PrinterHabits } from './printer-habits.ts';
import type { InLineQuestion } from './printer-record.ts';
import type { PrinterTimes } from './printer-times.ts';
import { isStream, longestTalkMs, notAPrinter } from './talk-meter.ts';

/** A drain is to empty what has been kept, not to wait for the end of what is coming. */
const longestDrain = 16;
/** While a talkative printer is heard out: who says nothing for so long has ended; and so long it is left unread. */
const silenceMs = 200;
const unreadMs = 20;
/** The same for one that is suspected: it may talk with pauses, or over a slow network. */
const suspectSilenceMs = 1_000;
/** Some print servers close after 50 ms without a byte. */
const busyMs = 10;
/** Printers skip it, and nothing answers it. */
export const noQuestion = Uint8Array.of(0);

export type StatusQuestion = 1 | 2 | 3 | 4;

/** What the first jobs over a link must know of it. */
export type Standing =
  /** Its fence is answered, in form and in time. */
  | 'proven'
  /** It is not answered. */
  | 'unproven'
  /** Something comes that nobody asks for. */
  | 'noisy';

/** Questions and answers over one link: real-time status, and those in line, which confirm what came before. */
export interface Dialogue {
  readonly link: Link;
  /** Once it is known. */
  standing: Standing | null;
  /** When it was proven, by the monotonic clock; null once a job has gone out over it. */
  provenAt: number | null;
  /** The other side has kept the link for a moment: it has no other caller. */
  isServed: boolean;
  readonly isNoisy: boolean;
  readonly isStatusOdd: boolean;
  /** When a question was last answered in form, by the monotonic clock; never: minus infinity. */
  readonly heardAt: number;
  /**
   * Takes what has come in and nobody asked for. As every call that reads, it rejects with AgentError `NOT_A_PRINTER` when
   * what comes is clearly no printer's.
   */
  drain(): Promise<void>;
  /**
   * Listens on while more comes than answers are, 3 s at most. Rejects with AgentError `NOT_A_PRINTER` when that does not
   * end: more than 1 KB/s for 3 s is no printer's. One that is suspected is listened to, whatever has come before.
   */
  hearOut(isSuspected: boolean): Promise<void>;
  /** As `hearOut`, for what has come in while nobody listened. */
  hearUnread(): Promise<void>;
  /**
   * Listens for so long. Rejects with the LinkError of a link that ends meanwhile. `isKeptBusy`: says what printers skip all
   * the while.
   */
  listen(forMs: number, isKeptBusy?: boolean): Promise<void>;
  /** How long an answer may take, by what this printer has shown. */
  usualMs(): number;
  longestMs(): number;
  /** `DLE EOT n`. Null: no answer within so long, or one to an earlier question is still awaited, and this one not asked. */
  askStatus(question: StatusQuestion, limitMs: number): Promise<number | null>;
  /**
   * Asks in line, and waits for all answers. Null: less came within so long. `old`: what comes before the last ones may
   * have been asked for by an earlier job; they are taken once nothing has come for the longest delay seen.
   */
  askInLine(sequence: readonly InLineQuestion[], limitMs: number, old?: boolean): Promise<AnswerByte[] | null>;
  /** Waits for the answers that a fence will have had; null after `timeoutMs`. */
  readInLine(count: number, timeoutMs: number): Promise<AnswerByte[] | null>;
  /** Whether it was asked anything. */
  readonly hasAsked: boolean;
  /** What came was the right answer: the printer is heard. */
  hear(): void;
  /** Of an automatic status that was begun the rest will not come: it was none. */
  forgetBlock(): void;
  readId(id: string, timeoutMs: number): Promise<boolean>;
  /** To be called just before a fence goes out. */
  expectInLine(command: Uint8Array, count: number): void;
  /** Writes what is taken at once, unless the printer is blocked: rejects with `WRITE_ABORTED` then. */
  say(bytes: Uint8Array): Promise<void>;
}

export const commandOf = (sequence: readonly InLineQuestion[]): Uint8Array =>
  Buffer.concat(sequence.map((question) => (question === 'paper' ? bufferedStatus(1) : modelId)));

export function createDialogue(options: {
  link: Link;
  habits: PrinterHabits;
  clock: Clock;
  times: PrinterTimes;
}): Dialogue {
  const { link, habits, clock, times } = options;
  const { meter } = habits;
  const listener = createListener({ link, habits, clock });
  const { receive } = listener;
  let hasAsked = false;

  const say = (bytes: Uint8Array) => link.write(bytes, { signal: AbortSignal.timeout(times.stalledMs) });

  /** Until `isThere`, or the time is up; gives whether it is. */
  const receiveUntil = async (isThere: () => boolean, timeoutMs: number): Promise<boolean> => {
    const deadline = clock.monotonic() + timeoutMs;
    for (;;) {
      if (isThere()) return true;
      const left = deadline - clock.monotonic();
      if (left <= 0 || (await receive(Math.ceil(left))) === 0) return isThere();
    }
  };

  const longestMs = () => {
    if (habits.record.silent) return times.answerMs;
    return link.kind === 'tcp' ? times.networkAnswerMs : times.localAnswerMs;
  };
  const usualMs = () => {
    const { answers, longestDelayMs } = habits.record;
    if (!answers) return longestMs();
    return Math.max(times.answerMs, Math.min(longestMs(), 4 * longestDelayMs));
  };

  const askStatus = async (question: StatusQuestion, limitMs: number): Promise<number | null> => {
    // Its answer would be taken for this question's. Where only one question is ever asked, any answer is right.
    const isClear = () => habits.isOrderDoubtful || listener.owed('status') === 0;
    if (!(await receiveUntil(isClear, limitMs))) return null;
    listener.forget('status');
    listener.expect('status', realTimeStatus(question));
    hasAsked = true;
    await say(realTimeStatus(question));
    const isThere = () => listener.status.length > 0 || listener.isStatusOdd;
    return (await receiveUntil(isThere, limitMs)) ? (listener.status[0]?.byte ?? null) : null;
  };

  /** The answers before, if any, and behind them ours. */
  const receiveOld = async (count: number, limitMs: number): Promise<AnswerByte[] | null> => {
    const deadline = clock.monotonic() + Math.max(times.debtMs, limitMs);
    const quietMs = Math.max(times.quietMs, Math.min(times.debtMs / 2, 1.5 * habits.record.longestDelayMs));
    let isQuiet = false;
    while (!isQuiet && clock.monotonic() < deadline) {
      if (!(await receiveUntil(() => listener.inLine.length >= count, limitMs))) break;
      const { length } = listener.inLine;
      // Over a link that has ended nothing more comes.
      const more = receiveUntil(() => listener.inLine.length > length, quietMs);
      isQuiet = !(await more.catch((error: unknown) => !(error instanceof LinkError) && Promise.reject(error)));
    }
    listener.tolerate(false);
    return isQuiet ? listener.inLine.slice(-count) : null;
  };

  const readInLine = async (count: number, timeoutMs: number): Promise<AnswerByte[] | null> => {
    const isThere = await receiveUntil(() => listener.inLine.length >= count, timeoutMs);
    return isThere ? listener.inLine.slice(0, count) : null;
  };

  /** Answers in line come in order: of those given up none is awaited any more, and one that comes all the same is one too many. */
  const expectInLine = (command: Uint8Array, count: number, old = false): void => {
    listener.tolerate(old);
    listener.forget('in-line');
    listener.expect('in-line', command, count);
    hasAsked = true;
  };

  const askInLine = async (
    sequence: readonly InLineQuestion[],
    limitMs: number,
    old = false,
  ): Promise<AnswerByte[] | null> => {
    const command = commandOf(sequence);
    expectInLine(command, sequence.length, old);
    await say(command);
    if (old) return receiveOld(sequence.length, limitMs);
    const answers = await readInLine(sequence.length, limitMs);
    // What came with them was said once too often.
    return answers !== null && listener.inLine.length === sequence.length && !listener.isNoisy ? answers : null;
  };

  const listen = async (forMs: number, isKeptBusy = false): Promise<void> => {
    const deadline = clock.monotonic() + forMs;
    for (let left = forMs; left > 0; left = deadline - clock.monotonic()) {
      if (isKeptBusy) await say(noQuestion);
      const bytes = await receive(Math.ceil(isKeptBusy ? Math.min(left, busyMs) : left));
      if (bytes === 0 && !isKeptBusy) break;
    }
    link.ended.throwIfAborted();
  };

  const hearOut = async (isSuspected: boolean): Promise<void> => {
    if (!isSuspected && !meter.isTalkative) return;
    const quietMs = isSuspected ? suspectSilenceMs : silenceMs;
    // What has piled up while nobody read says nothing of how fast it comes.
    let isSilent = (await receive(quietMs)) === 0;
    const from = clock.monotonic();
    // Less than that is too little to tell how fast it comes: pieces arrive by the machine's pace, not by the line's.
    for (let heard = 0, listenedMs = 0; !isSilent && (listenedMs < quietMs || isStream(heard, listenedMs)); ) {
      if (listenedMs > longestTalkMs) throw new AgentError(notAPrinter.code, notAPrinter.message);
      // What comes meanwhile waits outside: a stream must not take all of this thread.
      await pause(unreadMs);
      const bytes = await receive(quietMs);
      isSilent = bytes === 0;
      heard += bytes;
      listenedMs = clock.monotonic() - from;
    }
    meter.reset();
  };

  return {
    link,
    standing: null,
    provenAt: null,
    isServed: false,
    get isNoisy() {
      return listener.isNoisy;
    },
    get isStatusOdd() {
      return listener.isStatusOdd;
    },
    get heardAt() {
      return listener.heardAt;
    },
    drain: async () => {
      for (let turn = 0; turn < longestDrain && (await receive(0)) > 0; turn += 1) {
        // Each turn takes what was there.
      }
    },
    hearOut,
    hearUnread: async () => {
      await receive(0);
      await hearOut(false);
    },
    listen,
    usualMs,
    longestMs,
    askStatus,
    askInLine,
    readInLine,
    hear: () => listener.hear(),
    readId: (id, timeoutMs) => receiveUntil(() => listener.ids.includes(id), timeoutMs),
    get hasAsked() {
      return hasAsked;
    },
    forgetBlock: () => listener.forgetBlock(),
    expectInLine: (command, count) => expectInLine(command, count),
    say,
  };
}
