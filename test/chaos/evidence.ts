import type { JobKind, JobState } from '../../src/shared/job.ts';
import type { ChaosRequest } from './chaos-request.ts';
import type { Answer } from './post-request.ts';

/** What a run leaves behind, for the checks. Times are milliseconds since the epoch. */
export interface Evidence {
  sent: readonly SentRequest[];
  kills: readonly Kill[];
  /** Null when the last agent could not tell it; then only the violation of that is told. */
  journal: readonly JournalJob[] | null;
  /** What SQLite's integrity_check says: `ok`. */
  integrity: string;
  strips: readonly PaperStrip[];
  pulses: readonly number[];
}

/** With the journal. */
export type FullEvidence = Evidence & { journal: readonly JournalJob[] };

export interface SentRequest extends ChaosRequest {
  answer: Answer;
}

export interface Kill {
  at: number;
  beforeReady: boolean;
  /** Ids of the jobs that the journal on disk called `printing` at that moment. */
  printing: readonly string[];
}

export interface JournalJob {
  id: string;
  kind: JobKind;
  state: JobState;
  /** See paper-mark.ts; null for the drawer. */
  mark: string | null;
  createdAt: number;
  timeline: readonly { at: number; state: JobState }[];
}

/** One receipt on the paper, or what came out of it. */
export interface PaperStrip {
  /** Not blank, with single spaces. */
  lines: readonly string[];
}

/** A promise of the agent that did not hold. */
export interface Violation {
  kind: ViolationKind;
  detail: string;
}

export type ViolationKind =
  /** An accepted job is not in the journal, or said to be printed and not on paper. */
  | 'lost'
  /** Twice on paper, or twice in the journal for one request. */
  | 'doubled'
  /** Said to be printed, and only a part is on paper. */
  | 'torn'
  /** On paper although the journal says that it never left, or knows nothing of it. */
  | 'phantom'
  /** Was being printed at a kill and was not left to a person. */
  | 'resurrected'
  | 'unsettled'
  /** A ticket that the agent gave up. */
  | 'dropped'
  | 'rejected'
  /** A drawer that opened without a job to account for it, or too late. */
  | 'pulse'
  | 'corrupt'
  /** The agent ended, or did not start, by itself. */
  | 'died';
