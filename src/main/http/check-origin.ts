import { networkInterfaces } from 'node:os';
import type { Middleware } from 'koa';
import { AgentError } from '../base/errors.ts';
import { formatHost, isWildcard } from '../base/network.ts';

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
