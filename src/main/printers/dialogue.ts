import type { Clock } from '../clock.ts';
import { bufferedStatus, realTimeStatus } from '../escpos/commands.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import {
  createAnswerParser,
  interpretStatusAnswers,
  type PrinterAnswer,
  type PrinterStatus,
} from './printer-status.ts';
import type { Transport } from './transport.ts';

/** A printer that never answered is asked again this much later: it may have been off behind a print server. */
const muteForMs = 60_000;
/** How long the rest of an interrupted job may take to print, at most. */
const oldFenceMs = 5_000;
/** After this many questions of one kind without an answer, while others are answered, it is not asked any more. */
const patience = 2;

/** `unknown`: this printer does not say. `silent`: it used to answer and does not any more. */
export type StatusAnswer = PrinterStatus | 'unknown' | 'silent';

/** Questions and answers over a transport: real-time status, and the fence that confirms what came before. */
export interface Dialogue {
  /** Whether the printer has ever answered anything. */
  readonly talks: boolean;
  readonly readable: boolean;
  /** Forgets what has come in: an answer to an earlier question must not pass for the next one's (escpos-rs#18). */
  drain(): Promise<void>;
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
  /** The printer was away: another model may hang there now. */
  forget(): void;
}

export function createDialogue(options: {
  transport: Transport;
  profile: PrinterProfile;
  clock: Clock;
  answerMs: number;
  /** A printer that does not even take a question within this is blocked: it rejects with `WRITE_ABORTED`. */
  stalledMs: number;
  sensor: 'unknown' | 'open-when-high' | 'open-when-low';
}): Dialogue {
  const { transport, profile, clock, answerMs, stalledMs, sensor } = options;
  const parser = createAnswerParser();
  const polarity = sensor === 'unknown' ? {} : { drawerOpenWhenHigh: sensor === 'open-when-high' };
  let inbox: PrinterAnswer[] = [];
  let talks = false;
  let muteUntil = Number.NEGATIVE_INFINITY;
  const unanswered = new Map<number, number>();

  const say = (bytes: Uint8Array) => transport.write(bytes, { signal: AbortSignal.timeout(stalledMs) });

  const receive = async (timeoutMs: number): Promise<boolean> => {
    const bytes = await transport.read(timeoutMs);
    inbox.push(...parser.push(bytes));
    return bytes.length > 0;
  };

  /** The first answer that `wanted` accepts; others stay in the inbox. */
  const take = async (wanted: (answer: PrinterAnswer) => boolean, timeoutMs: number): Promise<PrinterAnswer | null> => {
    const deadline = clock.monotonic() + timeoutMs;
    for (;;) {
      const index = inbox.findIndex(wanted);
      if (index >= 0) {
        talks = true;
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
    if (!transport.readable || first === undefined || clock.monotonic() < muteUntil) {
      return 'unknown';
    }
    const answers: Partial<Record<1 | 2 | 3 | 4, number>> = {};
    for (const query of profile.statusQueries) {
      const missed = unanswered.get(query) ?? 0;
      if (missed >= patience && query !== first) {
        continue;
      }
      const value = await ask(query);
      if (value !== null) {
        answers[query] = value;
        unanswered.delete(query);
      } else if (query === first) {
        muteUntil = talks ? muteUntil : clock.monotonic() + muteForMs;
        return talks ? 'silent' : 'unknown';
      } else {
        unanswered.set(query, missed + 1);
      }
    }
    return interpretStatusAnswers(answers, polarity);
  };

  return {
    get talks() {
      return talks;
    },
    get readable() {
      return transport.readable;
    },
    drain: async () => {
      while (await receive(0)) {
        // Each turn takes what was there; a printer sends a few bytes, never a stream.
      }
      parser.reset();
      inbox = [];
    },
    askStatus,
    say,
    exhaustFences: async () => {
      await say(bufferedStatus(1));
      for (let waitMs = oldFenceMs; (await takeFence(waitMs)) !== null; waitMs = answerMs) {
        // The first answer may be the old job's; the last one is followed by silence.
      }
    },
    forget: () => {
      talks = false;
      muteUntil = Number.NEGATIVE_INFINITY;
      unanswered.clear();
    },
    readFence: takeFence,
  };
}
