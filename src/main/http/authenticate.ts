import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { AgentError } from '../errors.ts';

const bearer = /^Bearer +([\x21-\x7e]+) *$/i;

/**
 * Lets a request pass only with the right token, before any of its body is read. `GET /health` needs none.
 * The path and the method do not matter: unknown routes answer 401 too, so that nothing can be probed.
 */
export function authenticate(isValidToken: (candidate: string, address: string) => boolean): Middleware {
  return async (context, next) => {
    const isHealth = context.path === '/health' && (context.method === 'GET' || context.method === 'HEAD');
    if (!isHealth) {
      const candidate = bearer.exec(context.get('Authorization'))?.[1];
      if (candidate === undefined || !isValidToken(candidate, remoteAddress(context.req))) {
        throw new AgentError('UNAUTHORIZED', "Token d'authentification invalide");
      }
    }
    await next();
  };
}

/** The caller's address, IPv4 as such where the socket is IPv6. */
export function remoteAddress({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
}
