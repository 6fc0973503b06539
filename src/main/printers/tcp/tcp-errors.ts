import { systemErrorCode } from '../../base/errors.ts';
import { formatHost } from '../../base/network.ts';
import { LinkError } from '../transport/link.ts';
import type { TcpTarget } from './tcp-connect.ts';

/** `192.168.1.50:9100`, `[fe80::1]:9100`. */
export function formatTcpTarget({ host, port }: TcpTarget): string {
  return `${formatHost(host)}:${port}`;
}

/** Why no connection came about. */
export function explainConnectFailure(target: TcpTarget, cause: unknown): LinkError {
  const printer = `L'imprimante ${formatTcpTarget(target)}`;
  const offline = (message: string) => new LinkError('PRINTER_OFFLINE', message, { cause });
  switch (systemErrorCode(cause)) {
    case 'ECONNREFUSED':
      return offline(
        `${printer} refuse la connexion : vérifiez l'adresse et le port, et qu'aucun autre poste n'est en train d'imprimer.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return offline(
        `Le nom « ${target.host} » de l'imprimante est inconnu du réseau : vérifiez-le dans les réglages, ou mettez son adresse IP.`,
      );
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return offline(`${printer} est injoignable : vérifiez que ce poste est lui-même branché au réseau.`);
    case 'EACCES':
    case 'EPERM':
      return new LinkError(
        'PRINTER_PERMISSION',
        `Ce poste interdit la connexion à l'imprimante ${formatTcpTarget(target)} : autorisez SmartPOS Agent dans le pare-feu.`,
        { cause },
      );
    default:
      return offline(`${printer} ne répond pas : vérifiez qu'elle est allumée et branchée au réseau.`);
  }
}

/** Why a connection that was there is gone. `cause` undefined: the printer ended it (FIN). */
export function explainLostLink(target: TcpTarget, cause: unknown): LinkError {
  const printer = `L'imprimante ${formatTcpTarget(target)}`;
  const message =
    cause === undefined
      ? `${printer} a fermé la connexion : vérifiez qu'elle est allumée et qu'aucun autre poste ne l'utilise.`
      : `La liaison avec l'imprimante ${formatTcpTarget(target)} est coupée : vérifiez qu'elle est allumée et branchée au réseau.`;
  return new LinkError('PRINTER_OFFLINE', message, { cause });
}

/** Why a connection is given up although the system still believes in it. */
export function explainDeadPeer(target: TcpTarget): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `L'imprimante ${formatTcpTarget(target)} ne répond plus : vérifiez qu'elle est allumée et branchée au réseau.`,
  );
}

export function explainClosed(target: TcpTarget): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `La connexion à l'imprimante ${formatTcpTarget(target)} a été fermée : rouvrez-la avant d'imprimer.`,
  );
}
