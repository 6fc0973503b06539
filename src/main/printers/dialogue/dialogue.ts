import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import { bufferedStatus, realTimeStatus } from '../../escpos/encode/commands.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { Link } from '../transport/link.ts';
import { createAnswerParser, type PrinterAnswer } from './parse-printer-answers.ts';
import { interpretStatusAnswers, type PrinterStatus } from './printer-status.ts';
import { createTalkMeter, isStream, longestTalkMs, notAPrinter, type TalkMeter } from './talk-meter.ts';

/** A printer that never answered is asked again this much later: it may have been off behind a print server. */
const muteForMs = 60_000;
/** How long the rest of an interrupted job may take to print, at most. */
const oldFenceMs = 5_000;
/** Of one read, bytes that are looked at; and answers that are kept until somebody asks for their kind. */
const longestWords = 256;
const longestInbox = 64;
/** A drain is to empty what has been kept, not to wait for the end of what is coming. */
const longestDrain = 16;
/** While a talkative printer is heard out: who says nothing for so long has ended; and so long it is left unread. */
const silenceMs = 200;
const unreadMs = 20;
/** The same for one that is suspected: it may talk with pauses, or over a slow network. */
const suspectSilenceMs = 1_000;
/** After this many questions of one kind without an answer, while others are answered, it is not asked any more. */
const patience = 2;

/** `unknown`: this printer does not say. `silent`: it used to answer and does not any more. */
export type StatusAnswer = PrinterStatus | 'unknown' | 'silent';

/** How this printer answers, as all of its links have shown. */
export interface PrinterHabits {
  /** Whether it has ever answered anything. */
  talks: boolean;
  /** Until then it is not asked for its status, by the monotonic clock in ms. */
  muteUntil: number;
  /** Of each status question, how often it was not answered in a row. */
  readonly unanswered: Map<number, number>;
  readonly meter: TalkMeter;
  /** The printer was away: another model may hang there now. */
  forget(): void;
}

export function createPrinterHabits(clock: Clock): PrinterHabits {
  return {
    talks: false,
    muteUntil: Number.NEGATIVE_INFINITY,
    unanswered: new Map(),
    meter: createTalkMeter(clock),
    forget() {
      this.talks = false;
      this.muteUntil = Number.NEGATIVE_INFINITY;
      this.unanswered.clear();
      this.meter.reset();
    },
  };
}

/** Questions and answers over one link: real-time status, and the fence that confirms what came before. */
export interface Dialogue {
  readonly link: Link;
  /**
   * Forgets what has come in: an answer to an earlier question must not pass for the next one's (escpos-rs#18). As every
   * call that reads, it rejects with AgentError `NOT_A_PRINTER` when more comes than any printer says.
   */
  drain(): Promise<void>;
  /**
   * Listens on while more comes than answers are, 3 s at most. Rejects with AgentError `NOT_A_PRINTER` when that does not
   * end: more than 1 KB/s for 3 s is no printer's. One that is suspected is listened to, whatever has come before.
   */
  hearOut(isSuspected: boolean): Promise<void>;
  /** As `hearOut`, for what has come in while nobody listened. */
  hearUnread(): Promise<void>;
  askStatus(): Promise<StatusAnswer>;
  /** Writes what is taken at once, unless the printer is blocked: rejects with `WRITE_ABORTED` then. */
  say(bytes: Uint8Array): Promise<void>;
  /** Waits for the answer of a fence; null after `timeoutMs`. */
  readFence(timeoutMs: number): Promise<PrinterAnswer | null>;
  /**
   * Waits until no fence of an interrupted job is still to be answered: over USB the pipe outlives the agent, `GS r`
   * bears no number, and that answer would confirm the next job.
   */
  exhaustFences(): Promise<void>;
}

export function createDialogue(options: {
  link: Link;
  habits: PrinterHabits;
  profile: PrinterProfile;
  clock: Clock;
  answerMs: number;
  /** A printer that does not even take a question within this is blocked: it rejects with `WRITE_ABORTED`. */
  stalledMs: number;
  sensor: 'unknown' | 'open-when-high' | 'open-when-low';
}): Dialogue {
  const { link, habits, profile, clock, answerMs, stalledMs, sensor } = options;
  const { meter } = habits;
  const parser = createAnswerParser();
  const polarity = sensor === 'unknown' ? {} : { drawerOpenWhenHigh: sensor === 'open-when-high' };
  let inbox: PrinterAnswer[] = [];

  const say = (bytes: Uint8Array) => link.write(bytes, { signal: AbortSignal.timeout(stalledMs) });

  /** Resolves with the number of bytes. */
  const receive = async (timeoutMs: number): Promise<number> => {
    const bytes = await link.read(timeoutMs);
    meter.add(bytes.length);
    // Only its latest words matter: a printer says a few bytes at a time.
    if (bytes.length > longestWords) parser.reset();
    inbox.push(...parser.push(bytes.subarray(-longestWords)));
    inbox = inbox.slice(-longestInbox);
    return bytes.length;
  };

  /** The first answer that `wanted` accepts; others stay in the inbox. */
  const take = async (wanted: (answer: PrinterAnswer) => boolean, timeoutMs: number): Promise<PrinterAnswer | null> => {
    const deadline = clock.monotonic() + timeoutMs;
    for (;;) {
      const index = inbox.findIndex(wanted);
      if (index >= 0) {
        habits.talks = true;
        return inbox.splice(index, 1)[0] ?? null;
      }
      const left = deadline - clock.monotonic();
      if (left <= 0) {
        return null;
      }
      await receive(Math.ceil(left));
    }
  };

  const takeFence = (timeoutMs: number) =>
    take(({ kind }) => kind === 'buffered-status' || kind === 'print-completed', timeoutMs);

  const ask = async (query: 1 | 2 | 3 | 4): Promise<number | null> => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      inbox = inbox.filter((answer) => answer.kind !== 'real-time-status');
      await say(realTimeStatus(query));
      const answer = await take(({ kind }) => kind === 'real-time-status', answerMs);
      if (answer?.kind === 'real-time-status') {
        return answer.byte;
      }
    }
    return null;
  };

  const askStatus = async (): Promise<StatusAnswer> => {
    const [first] = profile.statusQueries;
    if (!link.readable || first === undefined || clock.monotonic() < habits.muteUntil) {
      return 'unknown';
    }
    const answers: Partial<Record<1 | 2 | 3 | 4, number>> = {};
    for (const query of profile.statusQueries) {
      const missed = habits.unanswered.get(query) ?? 0;
      if (missed >= patience && query !== first) {
        continue;
      }
      const value = await ask(query);
      if (value !== null) {
        answers[query] = value;
        habits.unanswered.delete(query);
      } else if (query === first) {
        if (habits.talks) return 'silent';
        habits.muteUntil = clock.monotonic() + muteForMs;
        return 'unknown';
      } else {
        habits.unanswered.set(query, missed + 1);
      }
    }
    return interpretStatusAnswers(answers, polarity);
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
    drain: async () => {
      for (let turn = 0; turn < longestDrain && (await receive(0)) > 0; turn += 1) {
        // Each turn takes what was there.
      }
      parser.reset();
      inbox = [];
    },
    hearOut,
    hearUnread: async () => {
      await receive(0);
      await hearOut(false);
    },
    askStatus,
    say,
    exhaustFences: async () => {
      await say(bufferedStatus(1));
      const deadline = clock.monotonic() + oldFenceMs;
      for (let waitMs = oldFenceMs; (await takeFence(waitMs)) !== null; waitMs = answerMs) {
        // The first answer may be the old job's; the last one is followed by silence. There must be an end to it.
        if (clock.monotonic() > deadline) break;
      }
    },
    readFence: takeFence,
  };
}
