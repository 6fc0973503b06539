import { systemErrorCode } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';

export const closedError = new LinkError(
  'PRINTER_OFFLINE',
  "La connexion à l'imprimante virtuelle a été fermée : rouvrez-la avant d'imprimer.",
);

export const unpluggedError = new LinkError(
  'PRINTER_OFFLINE',
  "L'imprimante virtuelle est débranchée : rebranchez-la.",
);

/** Why a paper could not be kept, or its folder not be opened. */
export function explainPaperFailure(paperDir: string, cause: unknown): LinkError {
  const folder = `le dossier « ${paperDir} »`;
  switch (systemErrorCode(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LinkError(
        'PAPER_NOT_SAVED',
        "Le disque est plein, le papier de l'imprimante virtuelle n'a pas été enregistré : libérez de la place.",
        { cause },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LinkError(
        'PRINTER_PERMISSION',
        `L'imprimante virtuelle ne peut pas écrire dans ${folder} : donnez-en le droit à SmartPOS Agent.`,
        { cause },
      );
    default:
      return new LinkError(
        'PAPER_NOT_SAVED',
        `Le papier de l'imprimante virtuelle n'a pas pu être enregistré dans ${folder} : vérifiez le disque.`,
        { cause },
      );
  }
}
