import { LinkError } from '../transport/link.ts';
import { commandOf, type Dialogue, noQuestion } from './dialogue.ts';
import { isBufferedStatus } from './parse-printer-answers.ts';
import type { PrinterHabits } from './printer-habits.ts';
import type { FenceAnswer, QuestionSequence } from './printer-record.ts';
import type { PrinterTimes } from './printer-times.ts';

/** A printer that closes the link at the same question so often does not answer it. */
const patience = 2;

/** What has been found out. Some printers close the link in the midst of it: the next one goes on from there. */
interface Findings {
  /** Whether it has answered anything at all. */
  isThere?: boolean;
  paper?: FenceAnswer | null;
  model?: number | null;
  isQuiet?: true;
  knowsSeveral?: boolean;
}

type Ask = (dialogue: Dialogue, sequence: QuestionSequence, old?: boolean) => Promise<FenceAnswer | null>;

/** Finds out in what way a printer that does not know `GS ( H` can be asked in line. */
export function createFenceFinder(options: { habits: PrinterHabits; times: PrinterTimes; ask: Ask }) {
  const { habits, times, ask } = options;
  let found: Findings = {};
  let losses = 0;

  const step = async <Key extends keyof Findings>(
    key: Key,
    otherwise: NonNullable<Findings[Key]> | null,
    act: () => Promise<Findings[Key]>,
  ): Promise<Findings[Key]> => {
    if (found[key] !== undefined) return found[key];
    try {
      found[key] = await act();
      losses = 0;
    } catch (error) {
      const isLost = error instanceof LinkError && error.code !== 'WRITE_ABORTED';
      if (isLost) losses += 1;
      if (losses >= patience) {
        found[key] = otherwise as Findings[Key];
        losses = 0;
      }
      throw error;
    }
    return found[key];
  };

  /** The model byte, where it cannot be taken for anything else. */
  const askModel = async (dialogue: Dialogue): Promise<number | null> => {
    const answers = await dialogue.askInLine(['model'], dialogue.usualMs());
    // Some model bytes look as if an automatic status began.
    if (answers === null) dialogue.forgetBlock();
    return answers?.[0]?.byte ?? null;
  };

  /** One that never said anything is asked for everything at once: each question by itself would cost the longest time. */
  const isThere = async (dialogue: Dialogue): Promise<boolean> => {
    if (habits.record.answers) return true;
    const questions: QuestionSequence = ['paper', 'model'];
    const limitMs = dialogue.longestMs();
    const command = commandOf(questions);
    dialogue.expectInLine(command, questions.length);
    await dialogue.say(command);
    const answers = await dialogue.readInLine(1, limitMs);
    if (answers === null) return false;
    // Answers in line come in order: the model's came, so that the paper's never will.
    if (answers.every(({ byte }) => !isBufferedStatus(byte))) found.paper = null;
    else await dialogue.readInLine(questions.length, limitMs);
    return true;
  };

  const severalOf = (single: readonly QuestionSequence[], [first]: QuestionSequence): QuestionSequence[] =>
    single.length === 2
      ? [
          ['paper', 'model'],
          ['model', 'paper'],
        ]
      : [
          [first, first],
          [first, first, first],
        ];

  const knowsSeveral = async (dialogue: Dialogue, several: readonly QuestionSequence[]): Promise<boolean> => {
    for (const sequence of several) if ((await ask(dialogue, sequence)) !== 'processed') return false;
    return true;
  };

  const search = async (dialogue: Dialogue, old: boolean): Promise<FenceAnswer | null> => {
    if (!(await step('isThere', false, () => isThere(dialogue)))) return null;
    const paper = await step('paper', null, () => ask(dialogue, ['paper'], old));
    if (dialogue.isNoisy) return null;
    const model = await step('model', null, () => askModel(dialogue));
    habits.learn({ model: model ?? null });
    const single: QuestionSequence[] = [];
    if (paper === 'processed') single.push(['paper']);
    if (model !== null && model !== undefined) single.push(['model']);
    const [first] = single;
    if (first === undefined) return paper ?? null;
    // What comes by itself comes now, too.
    const quietMs = Math.min(times.debtMs, Math.max(times.quietMs, 2 * habits.record.longestDelayMs));
    await step('isQuiet', true, async () => {
      // Nor does a printer answer what is no question.
      await dialogue.say(noQuestion);
      await dialogue.listen(quietMs);
      return dialogue.isNoisy ? undefined : true;
    });
    if (dialogue.isNoisy) return null;
    const several = severalOf(single, first);
    if (await step('knowsSeveral', false, () => knowsSeveral(dialogue, several))) {
      habits.learn({ fence: several });
      return 'processed';
    }
    // It answers only the last of several, or all of them with one.
    if ((await ask(dialogue, first)) !== 'processed') return null;
    habits.learn({ fence: [first] });
    return 'processed';
  };

  return {
    find: async (dialogue: Dialogue, old: boolean): Promise<FenceAnswer | null> => {
      const answer = await search(dialogue, old);
      // To its end: the next time begins anew.
      found = {};
      return answer;
    },
  };
}
