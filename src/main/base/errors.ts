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
