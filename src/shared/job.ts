/** What the API, the events and the window say about a job. */

export const jobKinds = ['ticket', 'cashout', 'drawer', 'test'] as const;
export type JobKind = (typeof jobKinds)[number];

export const jobStates = [
  'queued',
  'printing',
  'printed',
  'sent',
  'drawn',
  'uncertain',
  'failed',
  'cancelled',
  'expired',
  'reprinted',
] as const;
export type JobState = (typeof jobStates)[number];

/**
 * What a step of a job's story may say beside its state. They stand in the journals of earlier versions too: programs and
 * windows know them by these words, so they never change. A step that was put back says `CODE: French sentence` instead.
 */
export const stepDetails = {
  confirmedByPerson: 'confirmed by a person',
  foundAtStart: 'found at start',
  cannotConfirm: 'this printer cannot confirm',
  notConfirmed: 'not confirmed',
  realTimePulse: 'real-time pulse',
  openedOften: 'more than 30 openings within a minute',
  leftByPerson: 'left as it is by a person',
  printedAsNewJob: 'printed as a new job',
} as const;
export type StepDetail = keyof typeof stepDetails;

/**
 * What a person has decided about a job that did not come out on paper. `open`: an expired one, and nobody has said yet
 * whether it is still wanted. `left`: it is not. `reprinted`: another job prints it.
 */
export const decisions = ['open', 'left', 'reprinted'] as const;
export type Decision = (typeof decisions)[number];

/** A stable code for programs and a French sentence for people. */
export interface Problem {
  code: string;
  message: string;
}

/** A job as `GET /jobs/{id}` answers it. Times are ISO 8601 with a zone. */
export interface JobView {
  id: string;
  kind: JobKind;
  state: JobState;
  order_id: number | string | null;
  /** 1 goes out first, 3 last. */
  priority: number;
  created_at: string;
  updated_at: string;
  /** The job this one prints again, if any. */
  reprint_of: string | null;
  error: Problem | null;
}
