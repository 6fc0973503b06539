import type { Problem } from '../../shared/job.ts';

/** A call that the agent refused, or that never reached it (`AGENT_UNREACHABLE`). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: string;

  constructor({ code, message }: Problem, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function unreachable(cause: unknown): ProblemError {
  return new ProblemError({ code: 'AGENT_UNREACHABLE', message: "L'agent ne répond pas." }, { cause });
}

/** What to show of any error: a ProblemError's own words, and no internals of the page's own faults. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProblemError) {
    return { code: error.code, message: error.message };
  }
  return { code: 'WINDOW_ERROR', message: 'Cette fenêtre a rencontré une erreur : rouvrez-la.' };
}
