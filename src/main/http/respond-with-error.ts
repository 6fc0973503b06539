import type { Middleware } from 'koa';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../log.ts';
import { toErrorAnswer } from './http-errors.ts';

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
