import { resolve } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { AgentError, systemErrorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadLogo } from '../drawing/logo.ts';
import type { JournalNews } from '../jobs/journal/open-journal.ts';
import type { LoadedSettings } from '../settings/settings-file.ts';
import type { PrintStation } from '../station/print-station.ts';

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

/** What a person should know of the start, as long as it is so; said in the log, too, once. */
export interface StartNotices extends JournalNews {
  onSettingsPutAside(file: string): void;
  /** The gravest first. */
  read(station: Pick<PrintStation, 'logo' | 'settings'>): Problem[];
}

export function createStartNotices(options: {
  loaded: LoadedSettings;
  logoProblem: Problem | null;
  logProblem: () => Problem | null;
  /** Whatever else the entry has found. */
  found: readonly Problem[];
  log: Log;
}): StartNotices {
  const { loaded, logoProblem, logProblem, found, log } = options;
  const { trouble, unknownKeys, file: settingsFile } = loaded;
  let settingsAside: string | null = null;
  if (trouble !== null) log.error({ file: settingsFile, ...trouble }, 'settings.json does not serve');
  if (unknownKeys.length > 0) {
    log.warn({ file: settingsFile, keys: unknownKeys }, 'settings.json has keys that no setting has: ignored');
  }
  const ofJournal: Problem[] = [];
  return {
    onSettingsPutAside: (file) => {
      log.error({ file }, 'settings.json was put aside');
      settingsAside = file;
    },
    onSetAside: (file) => {
      log.error({ file }, 'the journal was not readable: set aside, a new one is begun');
      ofJournal.push({
        code: 'JOURNAL_SET_ASIDE',
        message: `Le journal n'était pas lisible : il est gardé sous ${file}, et un nouveau est commencé. Les tickets qui attendaient ne sortiront pas : vérifiez-les dans l'ERP.`,
      });
    },
    onNotKept: (error) => {
      log.error({ err: error }, 'the journal of the older version could not be kept beside the new one');
      const code = systemErrorCode(error);
      const cause = code === 'ENOSPC' ? 'pas assez de place sur le disque' : code === '' ? 'erreur inconnue' : code;
      ofJournal.push({
        code: 'JOURNAL_NOT_KEPT',
        message: `Le journal de la version précédente n'a pas pu être gardé à part (${cause}). Rien n'est perdu : tout est repris dans le nouveau.`,
      });
    },
    read: ({ logo, settings }) => {
      const ofLog = logProblem();
      return [
        ...ofJournal,
        ...settingsNotices(loaded, settingsAside),
        ...found,
        // Told until another is chosen, or none.
        ...(logoProblem !== null && logo === null && settings.logoFile !== null ? [logoProblem] : []),
        ...(ofLog === null ? [] : [ofLog]),
      ];
    },
  };
}

/** What the settings file had that does not serve. */
function settingsNotices({ trouble, unknownKeys, file }: LoadedSettings, aside: string | null): Problem[] {
  const notices: Problem[] = [];
  const kept = aside === null ? '' : ` (il est gardé sous ${aside})`;
  if (trouble !== null) {
    const { reason, savedAt } = trouble;
    const when = savedAt?.toLocaleString('fr', { dateStyle: 'short', timeStyle: 'short' });
    const instead =
      when === undefined
        ? ", et aucune copie ne peut servir. Les réglages d'usine servent"
        : `. Les derniers bons réglages, du ${when}, servent`;
    notices.push({
      code: when === undefined ? 'SETTINGS_SET_ASIDE' : 'SETTINGS_RESTORED',
      message: `Le fichier de réglages ${file} ${reason}${kept}${instead} : vérifiez l'imprimante, le réseau et la boutique.`,
    });
  }
  if (unknownKeys.length > 0) {
    const message = `Le fichier de réglages contient des noms inconnus, sans effet : ${unknownKeys.join(', ')}.`;
    notices.push({ code: 'UNKNOWN_SETTINGS', message });
  }
  return notices;
}
