import { stepDetails } from '../../../shared/job.ts';
import { type FoundJob, type FoundRows, lastStep } from './find-rows.ts';

const told: Readonly<Record<string, string>> = {
  [stepDetails.leftByPerson]: 'left',
  [stepDetails.printedAsNewJob]: 'reprinted',
};

/**
 * What has been decided about a job of a damaged journal. Its story is believed first: an older state of the table must not
 * offer once more what a person has printed again. A paper that has expired, and of which nothing is left that says it, is
 * asked about, unless it is older than all that anybody decided: then it expired before there were decisions.
 */
export function createDecisionFinder({ decisions: { table, index }, steps }: FoundRows) {
  // In the index of states, which looks alike, `reprinted` stands for something else.
  const ofIndex = [...index].filter(([, decision]) => decision !== 'reprinted');
  let first = Number.POSITIVE_INFINITY;
  for (const [sequence] of [...table, ...ofIndex]) first = Math.min(first, sequence);

  /** @param state that it has in the new journal */
  return ({ sequence }: FoundJob, state: string, isDrawer: boolean): string | null => {
    if (state !== 'expired' && state !== 'drawn') return null;
    // An earlier one no longer counts: what was left may have been tried again.
    const said = told[lastStep(steps.get(sequence))?.detail ?? ''];
    const known = said ?? table.get(sequence) ?? index.get(sequence) ?? null;
    if (known !== null || state === 'drawn') return known;
    if (isDrawer) return 'drawer';
    return sequence >= first ? 'open' : null;
  };
}
