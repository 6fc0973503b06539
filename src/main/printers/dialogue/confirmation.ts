import { type Problem, stepDetails } from '../../../shared/job.ts';
import type { Clock } from '../../base/clock.ts';
import { raceEnd } from '../transport/race-end.ts';
import type { StatusAnswer } from './ask-status.ts';
import type { Dialogue } from './dialogue.ts';
import type { PrinterHabits } from './printer-habits.ts';
import type { PrinterStateHolder } from './printer-state-holder.ts';
import type { PrinterTimes } from './printer-times.ts';
import type { Fence } from './proof.ts';

/** What became of a job's bytes. `queued`: not one of them left. */
export interface PrintResult {
  state: 'printed' | 'sent' | 'drawn' | 'uncertain' | 'queued';
  error?: Problem | null;
  /** For the job's timeline: one of `stepDetails`, or a text. */
  detail?: string;
}

/** Half a line of text at 50 mm/s, the slowest: a ticket of 500 items may take over a minute, and is no reason to doubt. */
const slowestBytesPerSecond = 400;
const longestPrintMs = 5 * 60_000;

export interface JobUnderWay {
  bytes: number;
  signal: AbortSignal;
  onMoved: () => void;
}

export interface Confirmation {
  /**
   * Waits for the answer to the fence behind a job: as long as the printer is blocked (no paper), and beyond that the time
   * that so many bytes take to print, and `confirmMs`. `printed` or `uncertain`. Rejects when the link dies. `onMoved`: the
   * printer has answered, and is not blocked.
   */
  wait(dialogue: Dialogue, fence: Fence, job: JobUnderWay): Promise<PrintResult>;
  /**
   * What can be said of a job that nothing confirms: `sent`, once the printer was seen to be still there, and not blocked.
   * Rejects when the link dies.
   */
  witness(dialogue: Dialogue, signal: AbortSignal): Promise<PrintResult>;
  /** The same for a drawer's pulse, behind which nothing is asked. */
  witnessPulse(dialogue: Dialogue, signal: AbortSignal): Promise<PrintResult>;
}

export function createConfirmation(options: {
  habits: PrinterHabits;
  holder: PrinterStateHolder;
  clock: Clock;
  times: PrinterTimes;
  askStatus: (dialogue: Dialogue) => Promise<StatusAnswer>;
}): Confirmation {
  const { habits, holder, clock, times, askStatus } = options;

  const limitMs = (status: StatusAnswer, jobBytes: number): number => {
    const printingMs = Math.min(longestPrintMs, (jobBytes / slowestBytesPerSecond) * 1000);
    const slowMs = 2 * habits.record.longestDelayMs;
    return printingMs + slowMs + (status === 'silent' ? times.silenceMs : times.confirmMs);
  };

  /** Asks the printer why it takes so long; gives the last thing known of it. */
  const askWhy = async (dialogue: Dialogue, before: StatusAnswer): Promise<StatusAnswer> => {
    const now = await askStatus(dialogue);
    if (typeof now === 'object') {
      holder.setStatus(now);
    }
    // Blocked with a full buffer, a printer cannot even hear the question: what it said last still holds.
    return now === 'silent' && isBlocked(before) ? before : now;
  };

  const wait = async (dialogue: Dialogue, fence: Fence, job: JobUnderWay): Promise<PrintResult> => {
    const { bytes: jobBytes, signal, onMoved } = job;
    const signals = [signal];
    let status: StatusAnswer = 'unknown';
    /** Since when the printer could have confirmed and did not. */
    let freeSince = clock.monotonic();
    const isOverdue = () => !isBlocked(status) && clock.monotonic() - freeSince > limitMs(status, jobBytes);
    while (!signal.aborted && !isOverdue()) {
      const answer = await raceEnd(fence.read(dialogue, times.askAgainMs), { signals });
      if (answer === 'processed') return { state: 'printed' };
      // Who has begun to talk may never end: then that is what is wrong.
      if (answer === 'foreign') await raceEnd(dialogue.hearOut(false), { signals });
      if (answer !== null) return doubtful(answer === 'no-paper' ? paperEnded : notConfirmed);
      if (!signal.aborted) {
        status = (await raceEnd(askWhy(dialogue, status), { signals })) ?? status;
      }
      if (isBlocked(status)) freeSince = clock.monotonic();
      else if (typeof status === 'object') onMoved();
    }
    return doubtful(signal.aborted ? interrupted : notConfirmed);
  };

  const witnessPulse = async (dialogue: Dialogue, signal: AbortSignal): Promise<PrintResult> => {
    const { link } = dialogue;
    // A caller whom nobody serves is cut off a moment later, bytes and all.
    if (link.kind === 'tcp') await raceEnd(dialogue.listen(times.momentMs), { signals: [signal] });
    link.ended.throwIfAborted();
    return signal.aborted ? doubtful(interrupted) : { state: 'sent' };
  };

  const witness = async (dialogue: Dialogue, signal: AbortSignal): Promise<PrintResult> => {
    const signals = [signal];
    const taken = await witnessPulse(dialogue, signal);
    if (taken.state === 'uncertain') return taken;
    if (!habits.record.answers) return sent(dialogue);
    let status = await raceEnd(askWhy(dialogue, 'unknown'), { signals });
    if (!isBlocked(status ?? 'unknown')) return status === 'silent' ? doubtful(notConfirmed) : sent(dialogue);
    while (!signal.aborted && status !== null && isBlocked(status)) {
      await raceEnd(dialogue.listen(times.askAgainMs), { signals });
      status = await raceEnd(askWhy(dialogue, status), { signals });
    }
    return doubtful(signal.aborted ? interrupted : notConfirmed);
  };

  /** One that has confirmed before, and cannot be understood now, leaves the ticket to a person. */
  const sent = ({ isNoisy }: Dialogue): PrintResult =>
    isNoisy && habits.record.confirms
      ? doubtful(notConfirmed)
      : { state: 'sent', detail: isNoisy ? stepDetails.notConfirmed : stepDetails.cannotConfirm };

  return { wait, witness, witnessPulse };
}

function isBlocked(status: StatusAnswer): boolean {
  return typeof status === 'object' && status.blocked;
}

const interrupted: Problem = {
  code: 'INTERRUPTED',
  message:
    "L'agent a été arrêté pendant cette impression : regardez si le ticket est sorti, puis confirmez ou réimprimez.",
};

const notConfirmed: Problem = {
  code: 'NOT_CONFIRMED',
  message: "L'imprimante n'a pas confirmé ce ticket : regardez s'il est sorti, puis confirmez ou réimprimez.",
};

/** The link was reset behind the bytes: who is there had not read them all. */
export const notTaken: Problem = {
  code: 'NOT_TAKEN',
  message:
    "L'imprimante a coupé la connexion avant d'avoir tout lu (un autre poste s'en sert peut-être) : regardez si le ticket est sorti, puis confirmez ou réimprimez.",
};

const paperEnded: Problem = {
  code: 'PAPER_ENDED',
  message: "Plus de papier pendant ce ticket : regardez s'il est sorti en entier, puis confirmez ou réimprimez.",
};

const doubtful = (error: Problem): PrintResult => ({ state: 'uncertain', error });
