import type { Middleware } from 'koa';
import { AgentError } from '../base/errors.ts';
import { callerAddress } from '../base/network.ts';
import type { RefusedCallers } from '../token/refused-callers.ts';

const bearer = /^Bearer +([\x21-\x7e]+) *$/i;

/**
 * Lets a request pass only with the right token, before any of its body is read. `GET /health` needs none.
 * The path and the method do not matter: unknown routes answer 401 too, so that nothing can be probed.
 */
export function authenticate(options: {
  isValidToken: (candidate: string, address: string) => boolean;
  /** Whether the agent is just calling itself, with its own token: that solves nobody's trouble. */
  isOwnCall: () => boolean;
  refused: Pick<RefusedCallers, 'add' | 'solve'>;
}): Middleware {
  const { isValidToken, isOwnCall, refused } = options;
  return async (context, next) => {
    const isHealth = context.path === '/health' && (context.method === 'GET' || context.method === 'HEAD');
    if (!isHealth) {
      const address = callerAddress(context.req.socket);
      const header = context.get('Authorization');
      const candidate = bearer.exec(header)?.[1];
      if (candidate === undefined || !isValidToken(candidate, address)) {
        refused.add(address, header !== '');
        throw new AgentError('UNAUTHORIZED', "Token d'authentification invalide");
      }
      if (!isOwnCall()) {
        refused.solve(address);
      }
    }
    await next();
  };
}
