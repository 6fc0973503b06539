import type { DriverFailure } from './driver-protocol.ts';
import { TransportError } from './transport.ts';

export const closedFailure: DriverFailure = {
  code: 'PRINTER_OFFLINE',
  message: "La connexion à l'imprimante a été fermée : rouvrez-la avant d'imprimer.",
  cause: null,
  sureBytes: 0,
  maybeBytes: 0,
};

export function stoppedFailure(reason: string): DriverFailure {
  const message =
    "Le pilote de l'imprimante s'est arrêté ; il redémarre tout seul. Si cela continue, débranchez et rebranchez l'imprimante.";
  return { code: 'DRIVER_STOPPED', message, cause: reason, sureBytes: 0, maybeBytes: 0 };
}

export function toTransportError({ code, message, cause, sureBytes, maybeBytes }: DriverFailure): TransportError {
  const because = cause === null ? {} : { cause: new Error(cause) };
  return new TransportError(code, message, { ...because, sureBytes, maybeBytes });
}

export function abortedBeforehand(signal: AbortSignal): TransportError {
  return new TransportError('WRITE_ABORTED', "L'envoi à l'imprimante a été interrompu.", { cause: signal.reason });
}
