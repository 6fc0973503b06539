import { LinkError } from '../transport/link.ts';
import { printerAttribute, printerStatus, WinspoolError, type WinspoolPrinterDetails } from './winspool.ts';

/** Numbers of learn.microsoft.com, "System Error Codes (0-499)" and "(1700-3999)". */
const accessDenied = 5;
const printCancelled = 63;
const diskFull = 112;
const invalidPrinterName = 1801;
const invalidDatatype = 1804;
const printerDeleted = 1905;
/** RPC_S_SERVER_UNAVAILABLE, _SERVER_TOO_BUSY, _CALL_FAILED, _CALL_FAILED_DNE, EPT_S_NOT_REGISTERED: no spooler at the other end. */
const rpcErrors = [1722, 1723, 1726, 1727, 1753];
/** RPC_S_SERVER_UNAVAILABLE and RPC_S_CALL_FAILED_DNE ("did not execute"): the call never reached the spooler. */
const neverReached = [1722, 1727];

/** Why a call to the spooler failed, and what to do. */
export function explainSpoolerError(queueName: string, cause: unknown): LinkError {
  const failure = (code: string, message: string) => new LinkError(code, message, { cause });
  const errorCode = cause instanceof WinspoolError ? cause.errorCode : 0;
  if (rpcErrors.includes(errorCode)) {
    return failure(
      'PRINTER_OFFLINE',
      "Le service « Spouleur d'impression » de Windows est arrêté : redémarrez-le (services.msc) ou redémarrez l'ordinateur.",
    );
  }
  switch (errorCode) {
    case invalidPrinterName:
      return failure(
        'PRINTER_OFFLINE',
        `La file d'impression « ${queueName} » n'existe pas dans Windows : vérifiez son nom dans « Imprimantes et scanners » et dans les réglages.`,
      );
    case printerDeleted:
      return failure(
        'PRINTER_OFFLINE',
        `La file d'impression « ${queueName} » vient d'être supprimée de Windows : réinstallez l'imprimante.`,
      );
    case accessDenied:
      return failure(
        'PRINTER_PERMISSION',
        `Windows refuse l'accès à la file « ${queueName} » : donnez le droit « Imprimer » au compte de la caisse (propriétés de l'imprimante, Sécurité).`,
      );
    case invalidDatatype:
      return failure(
        'PRINTER_UNSUPPORTED',
        `La file « ${queueName} » ne prend pas de données brutes : réinstallez l'imprimante avec le pilote « Generic / Text Only » ou celui de son fabricant.`,
      );
    case printCancelled:
      return failure('PRINT_CANCELLED', `L'impression a été annulée dans la file « ${queueName} » de Windows.`);
    case diskFull:
      return failure('PRINTER_OFFLINE', "Plus de place sur le disque pour la file d'impression : libérez le disque.");
    default:
      return failure(
        'PRINTER_OFFLINE',
        `La file d'impression « ${queueName} » ne répond pas (erreur Windows ${errorCode}) : vérifiez l'imprimante, puis redémarrez l'ordinateur si cela dure.`,
      );
  }
}

/** Bytes of a WritePrinter that failed which may have reached the spooler all the same. */
export function bytesInDoubt(cause: unknown, length: number): number {
  return cause instanceof WinspoolError && neverReached.includes(cause.errorCode) ? 0 : length;
}

/**
 * Why a queue must be given nothing now, or null. What the spooler keeps for an absent printer comes out when it is
 * back: a drawer would open hours later. The spooler's word is not always true (many drivers never say a thing): null
 * promises nothing.
 */
export function explainQueueState(queueName: string, details: WinspoolPrinterDetails): LinkError | null {
  const { attributes, status } = details;
  const offline = (message: string) => new LinkError('PRINTER_OFFLINE', message);
  const has = (...flags: number[]) => flags.some((flag) => (status & flag) !== 0);
  if (has(printerStatus.pendingDeletion))
    return explainSpoolerError(queueName, new WinspoolError('GetPrinter', printerDeleted));
  if (has(printerStatus.paused)) {
    return offline(
      `La file « ${queueName} » est en pause dans Windows : ouvrez-la et choisissez « Reprendre l'impression ».`,
    );
  }
  if ((attributes & printerAttribute.workOffline) !== 0 || has(printerStatus.offline, printerStatus.notAvailable)) {
    return offline(
      `L'imprimante de la file « ${queueName} » est hors ligne pour Windows : allumez-la, branchez-la, et décochez « Utiliser l'imprimante hors connexion ».`,
    );
  }
  if (has(printerStatus.paperOut))
    return offline(`Plus de papier dans l'imprimante de la file « ${queueName} » : remettez un rouleau.`);
  if (has(printerStatus.doorOpen))
    return offline(`Le capot de l'imprimante de la file « ${queueName} » est ouvert : fermez-le.`);
  if (has(printerStatus.error, printerStatus.paperJam, printerStatus.paperProblem, printerStatus.userIntervention)) {
    return offline(
      `L'imprimante de la file « ${queueName} » signale une erreur : regardez l'imprimante, puis la file dans Windows.`,
    );
  }
  return null;
}

export function explainWaitingDocuments(queueName: string, count: number): LinkError {
  return new LinkError(
    'PRINTER_BUSY',
    `${count} document(s) attendent déjà dans la file « ${queueName} » de Windows : ouvrez-la, attendez ou annulez-les.`,
  );
}

export function explainClosedQueue(queueName: string): LinkError {
  return new LinkError(
    'PRINTER_OFFLINE',
    `La connexion à la file « ${queueName} » a été fermée : rouvrez-la avant d'imprimer.`,
  );
}
