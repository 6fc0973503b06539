import type { ChaosRequest } from '../chaos/chaos-request.ts';
import type { JournalJob } from '../chaos/evidence.ts';
import type { Answer } from '../chaos/post-request.ts';
import type { Ledger } from './ledger.ts';

/** What an episode leaves behind, for the checks. Times are milliseconds since the epoch. */
export interface FuzzEvidence {
  /** How tickets that were asked for before the recovery must end; null: the printer is not honest. */
  ends: 'printed' | 'sent' | null;
  /** It never answers anything: nobody can know that it sleeps, and its drawer may open late. */
  isMute: boolean;
  /** Nobody holds it, and it says nothing unasked: its connections are the agent's own wish. */
  isQuiet: boolean;
  calls: readonly Call[];
  lives: readonly Life[];
  /** When the printer became honest, or would have. */
  recoveredAt: number;
  /** How long the queue then took to become empty; null: longer than anybody waits. */
  settledMs: number | null;
  /** Of the last agent, in its database file. */
  journal: readonly JournalJob[];
  ledger: Ledger;
}

export interface Call extends ChaosRequest {
  at: number;
  tookMs: number;
  answer: Answer;
}

/** One agent process. */
export interface Life {
  readyAt: number;
  endedAt: number;
  /** Null: by itself. */
  end: 'stop' | 'kill' | null;
  /** From SIGTERM to the end of the process, without the time in which the machine let others run instead. */
  stopMs: number;
  exitCode: number | null;
  /** Ids of the jobs that the journal called `printing` when it was killed. */
  printing: readonly string[];
  /** Ten times a second. */
  samples: readonly LifeSample[];
  /** What it said last, where it ended by itself or badly. */
  lastWords: string;
}

export interface LifeSample {
  at: number;
  /** Resident memory. */
  mb: number;
  /** How long it could have run so far and the machine let others run instead. */
  starvedMs: number;
}

export type FuzzViolationKind =
  | 'printed without paper'
  /** Said to be printed although the printer answered no question behind its last byte: it was luck that it came out. */
  | 'printed without proof'
  /** Accepted and gone, or `sent` and never read by the printer. */
  | 'lost'
  | 'doubled'
  /** A ticket that the agent gave up. */
  | 'dropped'
  | 'late drawer'
  | 'drawer without a job'
  /** The queue was not empty in time, though the printer had become honest or can be lived with. */
  | 'stuck'
  /** An honest printer's ticket did not end as it should. */
  | 'honest printer not believed'
  | 'memory'
  | 'stop'
  | 'died'
  /** Was being printed at a kill and was not left to a person. */
  | 'resurrected'
  | 'call refused'
  | 'slow calls'
  | 'connections';

export interface FuzzViolation {
  kind: FuzzViolationKind;
  /** Of the job, as in the report's timeline; null: not of one job. */
  jobId: string | null;
  detail: string;
}

/** What is allowed, and counted. */
export interface Tolerated {
  /** `sent`, read by the printer, and lost with its power. */
  sentThenLost: number;
  /** `sent` to a printer that had never answered anything, left the link open, and never read it. */
  sentUnheard: number;
  /** Opened late by a printer that never says anything. */
  lateMute: number;
  /** Opened late by a printer that had answered a moment before: its bytes could not be called back. */
  lateBehindAnswer: number;
}
