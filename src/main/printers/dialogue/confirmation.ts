import { type Problem, stepDetails } from '../../../shared/job.ts';
import type { Clock } from '../../base/clock.ts';
import { bufferedStatus, processId } from '../../escpos/encode/commands.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { raceEnd } from '../transport/race-end.ts';
import type { Dialogue, PrinterHabits, StatusAnswer } from './dialogue.ts';
import type { PrinterAnswer } from './parse-printer-answers.ts';
import type { PrinterStateHolder } from './printer-state-holder.ts';

/** What became of a job's bytes. `queued`: not one of them left. */
export interface PrintResult {
  state: 'printed' | 'sent' | 'uncertain' | 'queued';
  error?: Problem | null;
  /** For the job's timeline: one of `stepDetails`, or a text. */
  detail?: string;
}

export interface PrinterTimes {
  /** A status question is answered within this, or not at all. */
  answerMs: number;
  /** After a job: how long an unblocked printer may take to confirm it. */
  confirmMs: number;
  /** After a job: a printer that used to talk and says nothing at all for this long is hung. */
  silenceMs: number;
  /** While a job is being confirmed, how often the printer is asked why it takes so long. */
  askAgainMs: number;
  /** A printer that takes no byte for this long is blocked, whatever it says. */
  stalledMs: number;
  /** The same for a printer that has never answered anything. */
  muteConfirmMs: number;
}

export const defaultPrinterTimes: PrinterTimes = {
  answerMs: 500,
  confirmMs: 10_000,
  askAgainMs: 1_000,
  stalledMs: 3_000,
  muteConfirmMs: 2_000,
  silenceMs: 30_000,
};

/** Jobs that a talking printer may leave unconfirmed before it is taken at its word: it knows no fence. */
const patience = 3;

/** Half a line of text at 50 mm/s, the slowest: a ticket of 500 items may take over a minute, and is no reason to doubt. */
const slowestBytesPerSecond = 400;
const longestPrintMs = 5 * 60_000;

/** A command that the printer answers only once everything before it has been processed. */
export interface Fence {
  command: Uint8Array;
  isAnsweredBy(answer: PrinterAnswer): boolean;
}

export interface Confirmation {
  /** The fence to send behind the next job; null where the printer cannot confirm. */
  nextFence(dialogue: Dialogue): Fence | null;
  /**
   * Waits for the job's fate: as long as the printer is blocked (no paper), and beyond that the time
   * that so many bytes take to print, and `confirmMs`. `sent` only where
   * the printer has never confirmed anything and was never blocked. Rejects when the link dies.
   */
  wait(dialogue: Dialogue, fence: Fence | null, jobBytes: number, signal: AbortSignal): Promise<PrintResult>;
  /** The printer was away: another model may hang there now. */
  forget(): void;
}

export function createConfirmation(options: {
  habits: PrinterHabits;
  profile: PrinterProfile;
  holder: PrinterStateHolder;
  clock: Clock;
  times: PrinterTimes;
}): Confirmation {
  const { habits, profile, holder, clock, times } = options;
  let hasConfirmed = false;
  let misses = 0;
  let lastId = 0;

  const nextFence = ({ link }: Dialogue): Fence | null => {
    const isHopeless = !hasConfirmed && misses >= (habits.talks ? patience : 1);
    if (profile.fence === 'none' || !link.readable || isHopeless) {
      return null;
    }
    if (profile.fence === 'gs-r') {
      return { command: bufferedStatus(1), isAnsweredBy: ({ kind }) => kind === 'buffered-status' };
    }
    lastId = (lastId + 1) % 10_000;
    const id = String(lastId).padStart(4, '0');
    return { command: processId(id), isAnsweredBy: (answer) => answer.kind === 'print-completed' && answer.id === id };
  };

  const limitMs = (status: StatusAnswer, jobBytes: number): number => {
    if (!habits.talks) {
      return times.muteConfirmMs;
    }
    const printingMs = Math.min(longestPrintMs, (jobBytes / slowestBytesPerSecond) * 1000);
    return printingMs + (status === 'silent' ? times.silenceMs : times.confirmMs);
  };

  /** Asks the printer why it takes so long; gives the last thing known of it. */
  const askWhy = async (dialogue: Dialogue, before: StatusAnswer): Promise<StatusAnswer> => {
    const now = await dialogue.askStatus();
    if (typeof now === 'object') {
      holder.setStatus(now);
    }
    // Blocked with a full buffer, a printer cannot even hear the question: what it said last still holds.
    return now === 'silent' && isBlocked(before) ? before : now;
  };

  const wait = async (
    dialogue: Dialogue,
    fence: Fence | null,
    jobBytes: number,
    signal: AbortSignal,
  ): Promise<PrintResult> => {
    if (fence === null) {
      return { state: 'sent', detail: stepDetails.cannotConfirm };
    }
    const signals = [signal];
    let wasBlocked = false;
    let status: StatusAnswer = 'unknown';
    /** Since when the printer could have confirmed and did not. */
    let freeSince = clock.monotonic();
    const isOverdue = () => !isBlocked(status) && clock.monotonic() - freeSince > limitMs(status, jobBytes);
    while (!signal.aborted && !isOverdue()) {
      const answer = await raceEnd(dialogue.readFence(times.askAgainMs), { signals });
      if (answer !== null && fence.isAnsweredBy(answer)) {
        hasConfirmed = true;
        misses = 0;
        return { state: 'printed' };
      }
      if (!signal.aborted) {
        status = (await raceEnd(askWhy(dialogue, status), { signals })) ?? status;
      }
      if (isBlocked(status)) {
        wasBlocked = true;
        freeSince = clock.monotonic();
      }
    }
    misses += 1;
    const isDoubtful = hasConfirmed || wasBlocked || status === 'silent' || signal.aborted;
    return isDoubtful ? doubtful(signal.aborted) : { state: 'sent', detail: stepDetails.notConfirmed };
  };

  const forget = () => {
    hasConfirmed = false;
    misses = 0;
  };

  return { nextFence, wait, forget };
}

function isBlocked(status: StatusAnswer): boolean {
  return typeof status === 'object' && status.blocked;
}

function doubtful(stopped: boolean): PrintResult {
  return {
    state: 'uncertain',
    error: stopped
      ? {
          code: 'INTERRUPTED',
          message:
            "L'agent a été arrêté pendant cette impression : regardez si le ticket est sorti, puis confirmez ou réimprimez.",
        }
      : {
          code: 'NOT_CONFIRMED',
          message: "L'imprimante n'a pas confirmé ce ticket : regardez s'il est sorti, puis confirmez ou réimprimez.",
        },
  };
}
