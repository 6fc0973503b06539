import { resolve } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadLogo } from '../drawing/logo.ts';
import type { JournalNews } from '../jobs/journal/open-journal.ts';
import type { LoadedSettings } from '../settings/settings-file.ts';
import type { PrintStation } from '../station/print-station.ts';
import type { TokenKeeper } from '../token/token-keeper.ts';

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
  read(station: Pick<PrintStation, 'logo' | 'settings'>, tokens: Pick<TokenKeeper, 'state'>): Problem[];
}

export function createStartNotices(options: {
  loaded: LoadedSettings;
  /** Why nothing is printed: the settings were lost. */
  stopped: () => Problem | null;
  /** Why nothing is accepted now: the journal cannot be written. */
  storageProblem: () => Problem | null;
  logoProblem: Problem | null;
  logProblem: () => Problem | null;
  /** Whatever else the entry has found. */
  found: readonly Problem[];
  log: Log;
}): StartNotices {
  const { loaded, stopped, storageProblem, logoProblem, logProblem, found, log } = options;
  const { trouble, unknownKeys, file: settingsFile } = loaded;
  let settingsAside: string | null = null;
  /** Lost settings, and an option that says where to print. */
  const isDecidedByOption = trouble?.stops === true && stopped() === null;
  if (trouble !== null) log.error({ file: settingsFile, ...trouble }, 'settings.json does not serve');
  if (unknownKeys.length > 0) {
    log.warn({ file: settingsFile, keys: unknownKeys }, 'settings.json has keys that no setting has: ignored');
  }
  const ofJournal: Problem[] = [];
  /** Once: a journal that cannot be opened yet is tried again. */
  const tellOfJournal = (problem: Problem) => {
    if (!ofJournal.some(({ code, message }) => code === problem.code && message === problem.message))
      ofJournal.push(problem);
  };
  return {
    onSettingsPutAside: (file) => {
      log.error({ file }, 'settings.json was put aside');
      settingsAside = file;
    },
    onSetAside: (file) => {
      log.error({ file }, 'the journal was not readable: set aside, a new one is begun');
      tellOfJournal({
        code: 'JOURNAL_SET_ASIDE',
        message: `Le journal n'était pas lisible : il est gardé sous ${file}, et un nouveau est commencé. Les tickets qui attendaient ne sortiront pas : vérifiez-les dans l'ERP.`,
      });
    },
    onSalvaged: (news) => {
      log.error(news, 'the journal was damaged: set aside, what can be read goes on in a new one');
      tellOfJournal({ code: 'JOURNAL_SALVAGED', message: describeSalvage(news) });
    },
    onLost: (file, isThere) => {
      log.error({ file, isThere }, 'the journal is gone: a new one is begun');
      tellOfJournal({
        code: 'JOURNAL_LOST',
        message: `Le journal ${file} ${isThere ? 'était vide' : 'a disparu'}, un nouveau est commencé : ce qui attendait ou était à vérifier n'est plus connu. Contrôlez les derniers tickets dans l'ERP.`,
      });
    },
    onNotKept: (error) => {
      log.error({ err: error }, 'the journal of the older version could not be kept beside the new one');
      const { cause } = describeFileTrouble(error);
      tellOfJournal({
        code: 'JOURNAL_NOT_KEPT',
        message: `Le journal de la version précédente n'a pas pu être gardé à part (${cause}). Rien n'est perdu : tout est repris dans le nouveau.`,
      });
    },
    read: ({ logo, settings }, tokens) => {
      const ofLog = logProblem();
      const lost = stopped();
      return [
        ...present(lost),
        ...present(storageProblem()),
        ...ofJournal,
        ...tokenNotices(tokens),
        ...(isDecidedByOption ? [defaultsNotice(loaded)] : []),
        ...settingsNotices(loaded, settingsAside),
        ...found,
        // Told until another is chosen, or none.
        ...(logoProblem !== null && logo === null && settings.logoFile !== null ? [logoProblem] : []),
        ...present(ofLog),
      ];
    },
  };
}

/** One that only lies in a file is less well kept, which the connection's panel says. */
function tokenNotices(tokens: Pick<TokenKeeper, 'state'>): Problem[] {
  const { note } = tokens.state();
  return note === null || note.code === 'TOKEN_NOT_IN_KEYRING' ? [] : [note];
}

function present(problem: Problem | null): Problem[] {
  return problem === null ? [] : [problem];
}

function describeSalvage({ aside, cause, salvage }: Parameters<JournalNews['onSalvaged']>[0]): string {
  const { saved, doubtful, lost, lostOpen } = salvage;
  const parts = [
    `Le journal était abîmé (${cause}) : l'ancien est gardé sous ${aside}, et ${count(saved, 'impression reprise', 'impressions reprises')} dans un nouveau.`,
    doubtful === 0
      ? ''
      : `${count(doubtful, 'ticket qui attendait est peut-être déjà sorti', 'tickets qui attendaient sont peut-être déjà sortis')} : vérifiez dans la fenêtre.`,
    lost === 0
      ? ''
      : `${count(lost, 'impression n’est plus lisible', 'impressions ne sont plus lisibles')}${describeNeverOut(lost, lostOpen)}.`,
    "Il peut en manquer d'autres : contrôlez les derniers tickets dans l'ERP.",
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function describeNeverOut(lost: number, open: number): string {
  if (open === 0) return '';
  if (lost === open) return open > 1 ? ', peut-être jamais sorties' : ', peut-être jamais sortie';
  return `, dont ${count(open, 'peut-être jamais sortie', 'peut-être jamais sorties')}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number > 1 ? many : one}`;
}

function defaultsNotice({ trouble, file }: LoadedSettings): Problem {
  return {
    code: 'SETTINGS_DEFAULTS',
    message: `Le fichier de réglages ${file} ${trouble?.reason}, et aucune copie ne peut servir. L'imprimante est celle de l'option ; le reste est d'usine : vérifiez le modèle d'imprimante, le réseau et la boutique.`,
  };
}

/** What the settings file had that does not serve. */
function settingsNotices({ trouble, unknownKeys, file }: LoadedSettings, aside: string | null): Problem[] {
  const notices: Problem[] = [];
  const kept = aside === null ? '' : ` (il est gardé sous ${aside})`;
  const when = trouble?.savedAt?.toLocaleString('fr', { dateStyle: 'short', timeStyle: 'short' });
  if (trouble !== null && when !== undefined) {
    notices.push({
      code: 'SETTINGS_RESTORED',
      message: `Le fichier de réglages ${file} ${trouble.reason}${kept}. Les derniers bons réglages, du ${when}, servent : vérifiez l'imprimante, le réseau et la boutique.`,
    });
  }
  if (unknownKeys.length > 0) {
    const message = `Le fichier de réglages contient des noms inconnus, sans effet : ${unknownKeys.join(', ')}.`;
    notices.push({ code: 'UNKNOWN_SETTINGS', message });
  }
  return notices;
}
