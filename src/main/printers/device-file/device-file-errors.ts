import { systemErrorCode } from '../../base/errors.ts';
import { TransportError } from '../transport/transport.ts';

/** Why a call failed: a stable code and a French sentence that says what to do. */
export interface DeviceFailure {
  code: string;
  message: string;
  cause?: unknown;
}

export function explainOpenFailure(path: string, cause: unknown): DeviceFailure {
  const offline = (message: string): DeviceFailure => ({ code: 'PRINTER_OFFLINE', message, cause });
  switch (systemErrorCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return offline(`L'imprimante ${path} n'existe pas : vérifiez qu'elle est allumée et que son câble est branché.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'PRINTER_PERMISSION',
        message:
          `Accès à l'imprimante ${path} refusé : ajoutez l'utilisateur de l'agent au groupe « lp » ` +
          `(sudo usermod -aG lp UTILISATEUR), puis redémarrez l'agent.`,
        cause,
      };
    case 'EBUSY':
      return {
        code: 'PRINTER_BUSY',
        message: `L'imprimante ${path} est déjà utilisée par un autre programme : fermez-le (CUPS, par exemple), puis réessayez.`,
        cause,
      };
    default:
      return offline(`L'imprimante ${path} ne répond pas : vérifiez qu'elle est allumée et que son câble est branché.`);
  }
}

/** A path that is there but cannot be a printer. */
export function explainWrongKind(path: string): DeviceFailure {
  return {
    code: 'PRINTER_OFFLINE',
    message: `${path} n'est pas une imprimante : vérifiez le chemin dans les réglages.`,
  };
}

export function explainLostDevice(path: string, cause: unknown): DeviceFailure {
  if (systemErrorCode(cause) === 'ENOSPC') {
    return { code: 'PRINTER_OFFLINE', message: `Plus de place pour écrire dans ${path} : libérez le disque.`, cause };
  }
  return {
    code: 'PRINTER_OFFLINE',
    message: `La liaison avec l'imprimante ${path} est coupée : vérifiez qu'elle est allumée et que son câble est branché.`,
    cause,
  };
}

export function explainClosedDevice(path: string): DeviceFailure {
  return {
    code: 'PRINTER_OFFLINE',
    message: `La connexion à l'imprimante ${path} a été fermée : rouvrez-la avant d'imprimer.`,
  };
}

export function toTransportError(
  { code, message, cause }: DeviceFailure,
  range: { sureBytes?: number; maybeBytes?: number } = {},
): TransportError {
  return new TransportError(code, message, { cause, ...range });
}
