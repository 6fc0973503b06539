import { AgentError } from '../base/errors.ts';

/** The one table from stable codes to HTTP statuses. A code that is not in it is the agent's own fault: 503. */
export const errorStatus: Record<string, number> = {
  BAD_REQUEST: 400,
  INVALID_JSON: 400,
  INVALID_BODY: 400,
  INVALID_QUERY: 400,
  INVALID_IDEMPOTENCY_KEY: 400,
  ORDER_ID_REQUIRED: 400,
  JSON_REQUIRED: 400,
  INVALID_AMOUNT: 400,
  INVALID_ARGUMENT: 400,
  INVALID_FIELD: 422,
  INVALID_NUMBER: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  INVALID_SETTING: 422,
  INVALID_PRINTER: 422,
  INVALID_TOKEN: 422,
  INVALID_LOGO: 422,
  INVALID_ENV_FILE: 422,
  PRINTER_UNSUPPORTED: 422,
  UNAUTHORIZED: 401,
  UI_LOGIN_NEEDED: 401,
  ORIGIN_FORBIDDEN: 403,
  UI_LOCAL_ONLY: 403,
  NOT_FOUND: 404,
  ORDER_NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  UNKNOWN_CALL: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  JOB_STATE_CONFLICT: 409,
  SETTING_FIXED: 409,
  TOKEN_NOT_IN_FILE: 409,
  PORT_IN_USE: 409,
  PORT_FORBIDDEN: 409,
  ADDRESS_UNAVAILABLE: 409,
  NOT_AVAILABLE_HERE: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_ENCODING: 415,
  QUEUE_FULL: 429,
  TOO_MANY_STREAMS: 429,
  TOO_MANY_LOGINS: 429,
  HEADERS_TOO_LARGE: 431,
  STORAGE_UNAVAILABLE: 503,
  PRINTER_LISTING_FAILED: 503,
  SETTINGS_NOT_SAVED: 503,
  TOKEN_NOT_SAVED: 503,
  DRAWING_UNAVAILABLE: 503,
  STOPPING: 503,
  INTERNAL_ERROR: 503,
};

export interface ErrorAnswer {
  status: number;
  body: { error: string; code: string };
}

/** What a client may know of an error: the code and sentence of an AgentError, nothing of any other. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  const known =
    error instanceof AgentError
      ? error
      : new AgentError(
          'INTERNAL_ERROR',
          "L'agent n'a pas pu traiter cette demande : consultez son journal. Rien n'a été accepté.",
        );
  return {
    status: errorStatus[known.code] ?? 503,
    body: { error: known.message, code: known.code },
  };
}
