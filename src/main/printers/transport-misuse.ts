import { TransportError } from './transport.ts';

/** A call that the Transport contract forbids: a bug of the caller, told as hardware would. */
export function misuse(what: string): TransportError {
  return new TransportError('TRANSPORT_MISUSE', `Erreur interne de l'agent : ${what}. Signalez-la au support.`);
}
