import type { JobState, Problem } from '../../shared/job.ts';
import type { OrderId } from '../documents/document.ts';
import type { Job } from './job.ts';

export type NewJob = Omit<Job, 'sequence' | 'state' | 'updatedAt' | 'error'>;

/** What changes with a state. Fields that are absent stay as they are. */
export interface JobChange {
  state: JobState;
  at: number;
  error?: Problem | null;
  expiresAt?: number;
  /** The bytes that go to the printer, kept for preview and proof. */
  bytes?: Uint8Array;
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

export interface JobFilter {
  states?: readonly JobState[];
  limit: number;
  /** Only jobs that arrived before this sequence. */
  before?: number;
}

/** Reads that see everything committed so far. */
export interface JobReader {
  get(id: string): Job | null;
  /** Newest first. */
  list(filter: JobFilter): Job[];
  /** The job to print next: drawers first, then by priority, then by arrival. */
  next(): Job | null;
  /** Jobs still queued whose `expiresAt` has come, oldest first. */
  expired(now: number): Job[];
  /** When the next queued job expires, or null. */
  nextExpiry(): number | null;
  /** The last ticket accepted for an order, reprints included. */
  lastTicket(orderId: OrderId): Job | null;
  count(state: JobState): number;
  /** Null while the job has never been encoded. */
  bytes(id: string): Uint8Array | null;
  timeline(id: string): TimelineEntry[];
}

/** What a transaction may do. Every rule must be checked before the first write: a throw undoes nothing of its own. */
export interface JobTransaction extends JobReader {
  insert(job: NewJob): Job;
  change(id: string, change: JobChange): Job;
  findIdempotency(key: string): IdempotencyRecord | null;
  saveIdempotency(record: IdempotencyRecord): void;
}

export interface PruneRule {
  /** Settled jobs that arrived earlier than this go. */
  createdBefore: number;
  /** Only this many jobs are kept. */
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
