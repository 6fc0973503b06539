import type { Clock } from '../../base/clock.ts';
import { processId } from '../../escpos/encode/commands.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { commandOf, type Dialogue, type Standing } from './dialogue.ts';
import { createFenceFinder } from './find-fence.ts';
import type { AnswerByte } from './listener.ts';
import { isBufferedStatus } from './parse-printer-answers.ts';
import type { PrinterHabits } from './printer-habits.ts';
import type { FenceAnswer, InLineQuestion } from './printer-record.ts';
import type { PrinterTimes } from './printer-times.ts';

/** Links on which a fence that is not known to this printer is asked for; then a while is waited with the next. */
const patience = 3;
const retryMs = 10 * 60_000;
/** `GS r 1`, bits 2 and 3: no paper. */
const paperEndBits = 0x0c;
/** Answers to one fence come together, or one after the other from a printer that takes its time for each. */
const longestSpreadMs = 150;

type Sequence = readonly InLineQuestion[];

/** Commands that the printer answers only once everything before them has been processed. */
export interface Fence {
  command: Uint8Array;
  /** To be called just before it goes out. */
  expect(dialogue: Dialogue): void;
  /** Null: not answered within so long. */
  read(dialogue: Dialogue, timeoutMs: number): Promise<FenceAnswer | null>;
}

export interface Proof {
  /**
   * Once a link, before its first job: asks what a fence will ask, and finds out how this printer can be asked where that is
   * not known. `old`: an earlier job's answers may still come. `no-paper`: proven but for its paper, which it says is out.
   */
  prove(dialogue: Dialogue, old: boolean): Promise<Standing | 'no-paper'>;
  /** To send behind the next job, over a link that is proven. */
  nextFence(): Fence;
}

/**
 * How it is asked: by number where the printer knows `GS ( H`. Elsewhere by two or three questions in line, in an order or
 * a number that changes with each job, so that neither a stray byte nor a late one is that job's answer. A printer that
 * answers several at once with one byte is asked by one.
 */
export function createProof(options: {
  habits: PrinterHabits;
  profile: PrinterProfile;
  clock: Clock;
  times: PrinterTimes;
}): Proof {
  const { habits, profile, clock, times } = options;
  let turn = 0;
  let lastId = 0;

  const read = (sequence: Sequence, answers: AnswerByte[] | null): FenceAnswer | null => {
    const [first, last] = [answers?.at(0), answers?.at(-1)];
    if (answers === null || first === undefined || last === undefined) return null;
    const slowMs = longestSpreadMs + (sequence.length - 1) * habits.record.longestDelayMs;
    const isOurs = answers.every(({ byte }, index) =>
      sequence[index] === 'paper' ? isBufferedStatus(byte) : byte === habits.record.model,
    );
    if (!isOurs || last.at - first.at > slowMs) return 'foreign';
    const isOut = answers.some(({ byte }, index) => sequence[index] === 'paper' && (byte & paperEndBits) !== 0);
    return isOut ? 'no-paper' : 'processed';
  };

  const sequenceFence = (sequence: Sequence): Fence => {
    const command = commandOf(sequence);
    return {
      command,
      expect: (dialogue) => dialogue.expectInLine(command, sequence.length),
      read: async (dialogue, timeoutMs) => {
        const answer = read(sequence, await dialogue.readInLine(sequence.length, timeoutMs));
        return dialogue.isNoisy && answer !== null ? 'foreign' : answer;
      },
    };
  };

  const numberFence = (): Fence => {
    lastId = (lastId + 1) % 10_000;
    const id = String(lastId).padStart(4, '0');
    return {
      command: processId(id),
      expect: () => {},
      read: async (dialogue, timeoutMs) => ((await dialogue.readId(id, timeoutMs)) ? 'processed' : null),
    };
  };

  const nextSequence = (sequences: readonly Sequence[]): Sequence => {
    turn += 1;
    return sequences[turn % sequences.length] ?? ['paper'];
  };

  const askNumber = async (dialogue: Dialogue, limitMs: number): Promise<boolean> => {
    const fence = numberFence();
    await dialogue.say(fence.command);
    return (await fence.read(dialogue, limitMs)) === 'processed';
  };

  const ask = async (dialogue: Dialogue, sequence: Sequence, old = false): Promise<FenceAnswer | null> => {
    // The first of its kind: what a status has taken says little of it.
    const usualMs = sequence.length === 1 ? dialogue.longestMs() : dialogue.usualMs();
    const limitMs = sequence.length * Math.max(2 * times.answerMs, usualMs);
    return read(sequence, await dialogue.askInLine(sequence, limitMs, old));
  };
  const finder = createFenceFinder({ habits, times, ask });

  const find = async (dialogue: Dialogue, old: boolean): Promise<FenceAnswer | null> => {
    if (profile.fence === 'gs-paren-h' && (await askNumber(dialogue, dialogue.usualMs()))) {
      habits.learn({ fence: 'process-id' });
      return 'processed';
    }
    return finder.find(dialogue, old);
  };

  const askKnown = async (dialogue: Dialogue, old: boolean): Promise<FenceAnswer | null> => {
    const { fence } = habits.record;
    if (fence === null) return find(dialogue, old);
    // Blocked with a full buffer it answers late, and nothing is printed meanwhile: it is known to answer.
    const patientMs = Math.max(times.debtMs, dialogue.usualMs());
    if (fence === 'process-id') return (await askNumber(dialogue, patientMs)) ? 'processed' : null;
    const sequence = nextSequence(fence);
    return read(sequence, await dialogue.askInLine(sequence, patientMs, old));
  };

  const miss = (): void => {
    habits.unproven += 1;
    if (habits.unproven % patience !== 0) return;
    // Another model, or another firmware: how it can be asked is found out anew.
    if (habits.record.fence !== null) habits.learn({ fence: null, model: null });
    else if (!habits.record.confirms) habits.proveFrom = clock.monotonic() + retryMs;
  };

  const prove = async (dialogue: Dialogue, old: boolean): Promise<Standing | 'no-paper'> => {
    if (dialogue.isNoisy) return 'noisy';
    if (dialogue.link.kind === 'virtual') return 'proven';
    const isAskable = profile.fence !== 'none' && dialogue.link.readable && !habits.isMute;
    if (!isAskable || clock.monotonic() < habits.proveFrom || habits.lostBehindProof >= patience) return 'unproven';
    const answer = await askKnown(dialogue, old);
    if (answer === 'no-paper') return 'no-paper';
    if (answer === 'processed' && !dialogue.isNoisy) {
      habits.unproven = 0;
      dialogue.hear();
      return 'proven';
    }
    miss();
    return dialogue.isNoisy ? 'noisy' : 'unproven';
  };

  return {
    prove,
    nextFence: () => {
      const { fence } = habits.record;
      if (fence !== null && fence !== 'process-id') return sequenceFence(nextSequence(fence));
      return fence === null && profile.fence === 'gs-r' ? sequenceFence(['paper']) : numberFence();
    },
  };
}
