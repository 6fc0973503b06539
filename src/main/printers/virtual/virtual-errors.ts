import { systemErrorCode } from '../../base/errors.ts';

/** Why the virtual printer's link is gone: a stable code, a French sentence that says what to do, the cause. */
export interface VirtualFailure {
  code: string;
  message: string;
  cause?: unknown;
}

export const explainClosed: VirtualFailure = {
  code: 'PRINTER_OFFLINE',
  message: "La connexion à l'imprimante virtuelle a été fermée : rouvrez-la avant d'imprimer.",
};

export const explainUnplugged: VirtualFailure = {
  code: 'PRINTER_OFFLINE',
  message: "L'imprimante virtuelle est débranchée : rebranchez-la.",
};

/** Why a paper could not be kept, or its folder not be opened. */
export function explainPaperFailure(paperDir: string, cause: unknown): VirtualFailure {
  const folder = `le dossier « ${paperDir} »`;
  switch (systemErrorCode(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        code: 'PAPER_NOT_SAVED',
        message:
          "Le disque est plein, le papier de l'imprimante virtuelle n'a pas été enregistré : libérez de la place.",
        cause,
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        code: 'PRINTER_PERMISSION',
        message: `L'imprimante virtuelle ne peut pas écrire dans ${folder} : donnez-en le droit à SmartPOS Agent.`,
        cause,
      };
    default:
      return {
        code: 'PAPER_NOT_SAVED',
        message: `Le papier de l'imprimante virtuelle n'a pas pu être enregistré dans ${folder} : vérifiez le disque.`,
        cause,
      };
  }
}
