import type { PrinterProfile } from '../../escpos/profile.ts';
import type { Dialogue } from './dialogue.ts';
import type { PrinterHabits } from './printer-habits.ts';
import {
  interpretStatusAnswers,
  type PrinterStatus,
  type StatusAnswers,
  type StatusOptions,
} from './printer-status.ts';

/** After this many questions of one kind without an answer, while others are answered, it is not asked any more. */
const patience = 2;
/** Who takes longer for an answer is asked one question, unless that one says that something is wrong. */
const slowMs = 700;
const offlineBit = 0x08;
/** To each of the four questions: nothing is wrong. */
const goodByte = 0x12;

/** `unknown`: this printer does not say. `silent`: it used to answer and does not any more. */
export type StatusAnswer = PrinterStatus | 'unknown' | 'silent';

/** Asks for the printer's real-time status, question by question. `onlyFirst`: one question, for who is in a hurry. */
export async function askStatus(
  dialogue: Dialogue,
  options: { habits: PrinterHabits; profile: PrinterProfile; polarity: StatusOptions; onlyFirst?: boolean },
): Promise<StatusAnswer> {
  const { habits, profile, polarity, onlyFirst = false } = options;
  const [first] = profile.statusQueries;
  const isAskable = dialogue.link.readable && !habits.isMute && !dialogue.isStatusOdd;
  if (!isAskable || first === undefined || (!habits.record.status && habits.unanswered.has(first))) return 'unknown';

  const askFirst = async (): Promise<number | null> => {
    const byte = await dialogue.askStatus(first, dialogue.longestMs());
    if (byte !== null || dialogue.isStatusOdd || !habits.record.status) return byte;
    // Some answer with the next question only (escpos-rs#18).
    return dialogue.askStatus(first, dialogue.usualMs());
  };

  const askOthers = async (answers: StatusAnswers): Promise<void> => {
    const isOffline = ((answers[first] ?? 0) & offlineBit) !== 0;
    const isSlow = habits.record.longestDelayMs > slowMs && !isOffline;
    for (const query of profile.statusQueries) {
      const missed = habits.unanswered.get(query) ?? 0;
      // What is wrong is asked for again, even where it was not answered for a while.
      const isGivenUp = missed >= patience && !isOffline;
      if (query === first || isSlow || habits.isOrderDoubtful || isGivenUp) continue;
      const byte = await dialogue.askStatus(query, dialogue.usualMs());
      if (byte === null) {
        habits.unanswered.set(query, missed + 1);
        // Late, it would be taken for the next one's.
        return;
      }
      habits.unanswered.delete(query);
      answers[query] = byte;
    }
  };

  const ask = async (): Promise<StatusAnswers | null> => {
    const byte = await askFirst();
    if (byte === null) return null;
    const answers: StatusAnswers = { [first]: byte };
    if (!onlyFirst) await askOthers(answers);
    // Which byte answers what is not sure, or all are the same: only the first question is answered.
    const isSame = byte !== goodByte && Object.values(answers).every((each) => each === byte);
    return habits.isOrderDoubtful || isSame ? { [first]: byte } : answers;
  };

  const answers = await ask();
  if (answers === null) {
    if (habits.record.status && !dialogue.isStatusOdd) return 'silent';
    // One that answers other questions is asked this one once.
    if (habits.record.answers) habits.unanswered.set(first, 1);
    return 'unknown';
  }
  const status = interpretStatusAnswers(answers, polarity);
  const isContradiction = status.blocked && ((answers[first] ?? 0) & offlineBit) === 0;
  if (!isContradiction || onlyFirst) return status;
  // Not offline and yet blocked: so some clones are, and so answers look that came twice.
  const again = await ask();
  return again === null ? status : interpretStatusAnswers(again, polarity);
}
