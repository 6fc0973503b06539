import { systemErrorCode } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';

export function explainOpenFailure(path: string, cause: unknown): LinkError {
  const offline = (message: string) => new LinkError('PRINTER_OFFLINE', message, { cause });
  switch (systemErrorCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return offline(`L'imprimante ${path} n'existe pas : vérifiez qu'elle est allumée et que son câble est branché.`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LinkError(
        'PRINTER_PERMISSION',
        `Accès à l'imprimante ${path} refusé : ajoutez l'utilisateur de l'agent au groupe « lp » ` +
          `(sudo usermod -aG lp UTILISATEUR), puis redémarrez l'agent.`,
        { cause },
      );
    case 'EBUSY':
      return new LinkError(
        'PRINTER_BUSY',
        `L'imprimante ${path} est déjà utilisée par un autre programme : fermez-le (CUPS, par exemple), puis réessayez.`,
        { cause },
      );
    default:
      return offline(`L'imprimante ${path} ne répond pas : vérifiez qu'elle est allumée et que son câble est branché.`);
  }
}

/** A path that is there but cannot be a printer. */
export function explainWrongKind(path: string): LinkError {
  return new LinkError('PRINTER_OFFLINE', `${path} n'est pas une imprimante : vérifiez le chemin dans les réglages.`);
}

export function explainLostDevice(path: string, cause: unknown): LinkError {
  if (systemErrorCode(cause) === 'ENOSPC') {
    return new LinkError('PRINTER_OFFLINE', `Plus de place pour écrire dans ${path} : libérez le disque.`, { cause });
  }
  return new LinkError(
    'PRINTER_OFFLINE',
    `La liaison avec l'imprimante ${path} est coupée : vérifiez qu'elle est allumée et que son câble est branché.`,
    { cause },
  );
}

export function explainClosedDevice(path: string): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `La connexion à l'imprimante ${path} a été fermée : rouvrez-la avant d'imprimer.`,
  );
}
