import { networkInterfaces } from 'node:os';
import type { Middleware } from 'koa';
import { AgentError } from '../base/errors.ts';
import { callerAddress, formatHost, isWildcard } from '../base/network.ts';
import type { RefusedCallers } from '../token/refused-callers.ts';

/**
 * Refuses what a web page of another site sends: browsers add `Origin` to such requests, the ERP's client never
 * does. The agent's own origins are its addresses, not the `Host` header: that one may be any name (tunnels, VPNs)
 * and is the attacker's choice in a DNS rebinding.
 */
export function checkOrigin(address: () => { host: string; port: number }): Middleware {
  return async (context, next) => {
    const origin = context.get('Origin');
    if (origin !== '' && !ownOrigins(address()).has(origin.toLowerCase())) {
      throw new AgentError('ORIGIN_FORBIDDEN', "Cette page web n'a pas le droit d'appeler l'agent d'impression.");
    }
    await next();
  };
}

/** Whether a `Host` header names this machine, not a site that a rebound name or a tunnel brings here. */
export function isOwnHost(host: string, address: { host: string; port: number }): boolean {
  return ownOrigins(address).has(`http://${host.toLowerCase()}`);
}

function ownOrigins({ host, port }: { host: string; port: number }): Set<string> {
  const addresses = isWildcard(host)
    ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address))
    : [host];
  const names = ['localhost', '127.0.0.1', '::1', ...addresses];
  return new Set(names.map((name) => `http://${formatHost(name)}:${port}`.toLowerCase()));
}

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
