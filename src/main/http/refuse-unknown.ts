import type { RouterContext } from '@koa/router';
import type { Context } from 'koa';
import { AgentError } from '../base/errors.ts';

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
