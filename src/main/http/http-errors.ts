import type { RouterContext } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

/** Turns every throw into the JSON error answer; the only place of the HTTP side that catches. */
export function respondWithError(options: { log: Log; onServerError: (error: unknown) => void }): Middleware {
  const { log, onServerError } = options;
  return async (context, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = fromHttpLibrary(thrown);
      const { status, body } = toErrorAnswer(error);
      if (status >= 500) {
        // Not `context.path`: that one throws where the URL cannot be parsed.
        log.error({ err: error, method: context.method, path: context.url.split('?')[0] }, 'request failed');
        onServerError(error);
      }
      if (status === 429) {
        context.set('Retry-After', '5');
      }
      context.status = status;
      context.body = body;
    }
  };
}

/** Koa and its router throw errors with a 4xx `status` for URLs that cannot be decoded, Node for those it cannot parse. */
function fromHttpLibrary(error: unknown): unknown {
  if (error instanceof Error && !(error instanceof AgentError) && 'status' in error) {
    const { status } = error;
    if (typeof status === 'number' && status >= 400 && status < 500) {
      return new AgentError('BAD_REQUEST', "La demande HTTP n'est pas lisible.", { cause: error });
    }
  }
  return error instanceof URIError || (error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_URL')
    ? new AgentError('BAD_REQUEST', "L'adresse de la demande n'est pas lisible.", { cause: error })
    : error;
}

/** Behind a router, when no route of it took the request. Throws `METHOD_NOT_ALLOWED`, `NOT_FOUND`. */
export function refuseUnknown(context: Context): never {
  const { matched = [] } = context as RouterContext;
  const methods = new Set(matched.flatMap((route) => route.methods));
  if (methods.size > 0) {
    context.set('Allow', [...methods].join(', '));
    throw new AgentError('METHOD_NOT_ALLOWED', "Cette adresse n'accepte pas cette méthode HTTP.");
  }
  throw new AgentError('NOT_FOUND', "Cette adresse n'existe pas sur l'agent d'impression.");
}

/** The one table from stable codes to HTTP statuses. A code that is not in it is the agent's own fault: 503. */
const errorStatus: Record<string, number> = {
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
  JOB_LOST: 409,
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
