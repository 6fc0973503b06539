import { resolve } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { AgentError, systemErrorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadLogo } from '../drawing/logo.ts';
import type { LoadedSettings } from '../settings/settings-file.ts';

/** A logo that cannot be read is said, and stops nothing: a ticket without it is better than none. */
export async function findLogo(
  logoFile: string | null,
  dataDir: string,
  log: Log,
): Promise<{ logo: Bitmap | null; problem: Problem | null }> {
  if (logoFile === null) return { logo: null, problem: null };
  try {
    return { logo: await loadLogo(resolve(dataDir, logoFile)), problem: null };
  } catch (error) {
    log.warn({ err: error, file: logoFile }, 'the logo cannot be read: receipts are printed without it');
    const known = error instanceof AgentError && error.code === 'LOGO_UNREADABLE';
    const message = known
      ? error.message
      : "Le logo n'a pas pu être lu : les tickets s'impriment sans logo. Choisissez une autre image dans la rubrique Magasin.";
    return { logo: null, problem: { code: 'LOGO_UNREADABLE', message } };
  }
}

export function journalSetAside(file: string): Problem {
  return {
    code: 'JOURNAL_SET_ASIDE',
    message: `Le journal n'était pas lisible : il est gardé sous ${file}, et un nouveau est commencé. Les tickets qui attendaient ne sortiront pas : vérifiez-les dans l'ERP.`,
  };
}

/** All jobs are in the new journal; only the copy for the way back by hand is missing. */
export function journalNotKept(error: unknown): Problem {
  const code = systemErrorCode(error);
  const cause = code === 'ENOSPC' ? 'pas assez de place sur le disque' : code === '' ? 'erreur inconnue' : code;
  return {
    code: 'JOURNAL_NOT_KEPT',
    message: `Le journal de la version précédente n'a pas pu être gardé à part (${cause}). Rien n'est perdu : tout est repris dans le nouveau.`,
  };
}

/** What the settings file had that does not serve: said in the log once, and to people as long as the agent runs. */
export function settingsNotices({ setAside, unknownKeys, file }: LoadedSettings, log: Log): Problem[] {
  const notices: Problem[] = [];
  if (setAside !== null) {
    log.error({ file: setAside }, 'settings.json was not readable: set aside, defaults are used');
    notices.push({
      code: 'SETTINGS_SET_ASIDE',
      message: `Le fichier de réglages n'était pas lisible : il est gardé sous ${setAside}, et les réglages d'usine servent. Vérifiez l'imprimante, le réseau et la boutique.`,
    });
  }
  if (unknownKeys.length > 0) {
    log.warn({ file, keys: unknownKeys }, 'settings.json has keys that no setting has: ignored');
    notices.push({
      code: 'UNKNOWN_SETTINGS',
      message: `Le fichier de réglages contient des noms inconnus, sans effet : ${unknownKeys.join(', ')}.`,
    });
  }
  return notices;
}
