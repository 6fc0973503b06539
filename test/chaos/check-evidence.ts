import { checkDrawer } from './check-drawer.ts';
import { checkJournal } from './check-journal.ts';
import { checkPapers } from './check-papers.ts';
import type { Evidence, Violation } from './evidence.ts';

/** Every promise that the evidence contradicts; none is the only good result. */
export function checkEvidence(evidence: Evidence): Violation[] {
  const { integrity, journal } = evidence;
  if (journal === null) {
    return [];
  }
  const full = { ...evidence, journal };
  return [
    ...(integrity === 'ok' ? [] : [{ kind: 'corrupt', detail: integrity } as const]),
    ...checkJournal(full),
    ...checkPapers(full),
    ...checkDrawer(full),
  ];
}
