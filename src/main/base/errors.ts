import type { Problem } from '../../shared/job.ts';

/**
 * An expected error: `code` is stable and for programs, `message` is a French sentence for people.
 * Only these two ever reach a client; `cause` goes to the log.
 */
export class AgentError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AgentError';
    this.code = code;
  }
}

/** The `code` of a system error (`ENOENT`, `ECONNREFUSED`), or an empty text. */
export function systemErrorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** What a person is told: never more than an expected error's own sentence. */
export function problemOf(error: unknown): Problem {
  if (error instanceof AgentError) return { code: error.code, message: error.message };
  return {
    code: 'INTERNAL_ERROR',
    message: "Une erreur inattendue s'est produite : réessayez. Si cela continue, envoyez le diagnostic au support.",
  };
}
