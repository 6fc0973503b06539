import { countFragments } from './check-papers.ts';
import type { Evidence, Violation, ViolationKind } from './evidence.ts';

export interface ChaosReport {
  seed: number;
  profile: string;
  kills: number;
  starts: number;
  /** Kills that came before the ready line. */
  killsBeforeReady: number;
  /** Kills at which the journal called a job `printing`. */
  killsInPrint: number;
  /** Troubles of the printer. */
  troubles: number;
  /** `stall 3, unplugged 2` */
  troubleKinds: string;
  accepted: number;
  /** Requests whose answer was lost. */
  unknown: number;
  /** Of those, how many the journal had kept all the same. */
  unknownKept: number;
  printed: number;
  uncertain: number;
  /** Drawers whose time was over. */
  expired: number;
  /** Receipts on paper that are not whole, each of a doubtful job. */
  fragments: number;
  lost: number;
  doubled: number;
  pulses: number;
  seconds: number;
  violations: Violation[];
  /** Kept when there are violations: the agent's data, its log, the papers. */
  directory: string | null;
}

/** What the evidence itself tells. */
export function countEvidence(evidence: Evidence, violations: readonly Violation[]) {
  const { sent, kills, pulses } = evidence;
  const journal = evidence.journal ?? [];
  const marks = new Set(journal.map(({ mark }) => mark));
  const unknown = sent.filter(({ answer }) => answer.outcome === 'unknown');
  const inState = (state: string) => journal.filter((job) => job.state === state).length;
  const ofKind = (kind: ViolationKind) => violations.filter((violation) => violation.kind === kind).length;
  return {
    kills: kills.length,
    killsBeforeReady: kills.filter(({ beforeReady }) => beforeReady).length,
    killsInPrint: kills.filter(({ printing }) => printing.length > 0).length,
    accepted: sent.filter(({ answer }) => answer.outcome === 'accepted').length,
    unknown: unknown.length,
    unknownKept: unknown.filter(({ mark }) => mark !== null && marks.has(mark)).length,
    printed: inState('printed'),
    uncertain: inState('uncertain'),
    expired: inState('expired'),
    fragments: countFragments(evidence),
    lost: ofKind('lost'),
    doubled: ofKind('doubled'),
    pulses: pulses.length,
  };
}

/** A table for people: a line a number, then every violation. */
export function formatReport(report: ChaosReport): string {
  const { violations, directory, ...numbers } = report;
  const width = Math.max(...Object.keys(numbers).map((name) => name.length));
  const lines = Object.entries(numbers).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  const shown = violations.slice(0, 50).map(({ kind, detail }) => `  ${kind}: ${detail}`);
  const rest = violations.length > shown.length ? [`  … and ${violations.length - shown.length} more`] : [];
  const verdict = violations.length === 0 ? ['No violation.'] : [`${violations.length} violations:`, ...shown, ...rest];
  return [...lines, ...verdict, ...(directory === null ? [] : [`Kept in ${directory}`]), ''].join('\n');
}
