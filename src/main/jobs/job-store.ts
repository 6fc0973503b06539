import type { Decision, JobKind, JobState, Problem } from '../../shared/job.ts';
import type { Decimal, OrderId } from '../documents/document.ts';
import type { PaperSize } from '../documents/receipt.ts';
import type { Job } from './job.ts';

/** The amount is the document's: the store computes it. */
export type NewJob = Omit<Job, 'sequence' | 'state' | 'updatedAt' | 'error' | 'amount' | 'decision'>;

/** What changes with a state. Fields that are absent stay as they are. */
export interface JobChange {
  state: JobState;
  at: number;
  error?: Problem | null;
  expiresAt?: number;
  /** The bytes that go to the printer, kept for preview and proof. */
  bytes?: Uint8Array;
  /** The paper that they are laid out for: a preview must be as wide, whatever printer is in use by then. */
  paper?: PaperSize;
  /** For the timeline: what a technician wants to know about this step. */
  detail?: string;
}

export interface TimelineEntry {
  at: number;
  state: JobState;
  detail: string | null;
}

export interface IdempotencyRecord {
  key: string;
  /** Hash of the request it was first used for. */
  fingerprint: string;
  jobId: string;
  createdAt: number;
}

/** What is absent does not matter; an empty list matches nothing. */
export interface JobFilter {
  states?: readonly JobState[];
  kinds?: readonly JobKind[];
  /** Part of an order number or of a customer's name, in any case and with or without accents. Blank: any. */
  text?: string;
  /** Accepted at this moment or later. */
  createdFrom?: number;
  /** Accepted earlier than this moment. */
  createdBefore?: number;
  /** Both included. Jobs without an amount are then left out. */
  amountFrom?: Decimal;
  amountTo?: Decimal;
  /** Exactly this one; null: none. */
  decision?: Decision | null;
  limit: number;
  /** Only jobs that arrived before this sequence. */
  before?: number;
}

export interface StatisticsRange {
  /** Jobs accepted at this moment or later, */
  from: number;
  /** and earlier than this one. */
  before: number;
  /** IANA name for the hours; absent: the machine's. */
  timeZone?: string | undefined;
}

export interface JobStatistics {
  /** Papers that the printer confirmed, or took whole and cannot confirm; a copy is one more. */
  printed: number;
  drawerOpenings: number;
  /** Papers that the built-in printer drew: nothing of them came out. */
  drawn: number;
  uncertain: number;
  failed: number;
  /** Papers that waited too long; */
  expired: number;
  /** drawers, of which nobody has to decide anything any more. */
  drawersExpired: number;
  /** From acceptance to paper, of the printed ones; null without any. Those that a person decided about tell no time. */
  medianMsToPaper: number | null;
  /** Printed papers by the hour in which they were accepted, 24 numbers. */
  byHour: number[];
}

/** Reads that see everything committed so far. */
export interface JobReader {
  get(id: string): Job | null;
  /** Newest first. */
  list(filter: JobFilter): Job[];
  /** The job that this station prints next: drawers first, then by priority, then by arrival. */
  next(station: string): Job | null;
  /** Papers still queued whose `expiresAt` has come, oldest first. A drawer's time is not told by it alone. */
  expired(now: number): Job[];
  /** When the next queued paper expires, or null. */
  nextExpiry(): number | null;
  /** Drawers still queued, as they go out. */
  waitingDrawers(): Job[];
  /** Requests for the drawer that were accepted after `from`, and not after `to`. */
  countDrawers(from: number, to: number): number;
  /** The last time that an agent is known to have run on this journal; null: nobody has written anything yet. */
  lastSign(): LastSign | null;
  /**
   * Jobs up to this sequence arrived at least `ageMs` ago; 0: none did. Counted by the journal's own days, from one job to
   * the one before: a step of a week or more, or back, is a clock that was set (or a shop that was closed), and counts nothing.
   */
  sequenceOfAge(ageMs: number, now: number): number;
  /** The last ticket accepted for an order, reprints included. */
  lastTicket(orderId: OrderId): Job | null;
  count(state: JobState): number;
  /** Expired papers about which a person has to decide, and drawers that expired. */
  countExpired(): { open: number; drawers: number };
  /** Expired papers about which a person has to decide, oldest first. */
  open(limit: number): Job[];
  /** Tickets and cash-outs, accepted at this moment or later, that were only drawn and about which nobody has decided; oldest first. */
  drawn(createdFrom: number, limit: number): Job[];
  countDrawn(createdFrom: number): number;
  /** Null while the job has never been encoded. */
  bytes(id: string): Uint8Array | null;
  /** The paper that they were laid out for; null too where an older version did not keep it. */
  paper(id: string): PaperSize | null;
  timeline(id: string): TimelineEntry[];
  /** Meant for a day: it reads every job of the range. */
  statistics(range: StatisticsRange): JobStatistics;
}

/** What a transaction may do. Every rule must be checked before the first write: a throw undoes nothing of its own. */
export interface JobTransaction extends JobReader {
  /** `detail`: for the timeline. */
  insert(job: NewJob, detail?: string): Job;
  change(id: string, change: JobChange): Job;
  /** The state stays; the timeline tells it. */
  decide(id: string, decision: 'left' | 'reprinted', at: number): Job;
  findIdempotency(key: string): IdempotencyRecord | null;
  saveIdempotency(record: IdempotencyRecord): void;
  /** The wall clock was set by so much: what counts time by it (waiting jobs, idempotency keys) goes with it. */
  moveTimes(ms: number): void;
  /** An agent runs on this journal now, or ends now. */
  signLife(at: number, isEnd: boolean): void;
}

/** The last time that an agent is known to have run. */
export interface LastSign {
  at: number;
  /**
   * `end`: it was ended in order; `sign`: it lived then, and is not known to have been ended; `job`: a version that gave no
   * signs has written a job last.
   */
  kind: 'end' | 'sign' | 'job';
}

export interface PruneRule {
  /** Settled jobs up to this sequence go, but for those that a person still has to decide about. */
  upTo: number;
  /** Only this many settled jobs are kept: the decided ones go first, all of them before any other. */
  maxJobs: number;
  idempotencyBefore: number;
}

/** Keeps jobs. What `transact` has resolved survives kill -9 and power loss. */
export interface JobStore extends JobReader {
  /**
   * Runs `work` in a transaction and resolves once it is on disk. Several may share one commit (and one fsync).
   * Rejects with the error of `work`, or with AgentError `STORAGE_UNAVAILABLE` (nothing of it was kept).
   */
  transact<T>(work: (transaction: JobTransaction) => T): Promise<T>;
  /** Deletes a bounded number of old settled jobs; resolves with how many went, 0 when there is nothing left to do. */
  prune(rule: PruneRule): Promise<number>;
  /** Commits what is pending and closes. */
  close(): Promise<void>;
}
