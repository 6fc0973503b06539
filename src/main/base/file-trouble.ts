import { setTimeout as pause } from 'node:timers/promises';
import { systemErrorCode } from './errors.ts';

/** Why a file could not be read or written, and what to do: French, for the middle of a sentence. */
export interface FileTrouble {
  cause: string;
  /** An imperative, without a full stop. */
  advice: string;
}

const full: FileTrouble = { cause: 'le disque est plein', advice: 'faites de la place sur le disque' };
const held: FileTrouble = {
  cause: 'un autre programme tient le fichier',
  advice: "fermez l'antivirus ou la sauvegarde qui le tient",
};
const denied: FileTrouble = { cause: "ce compte n'en a pas le droit", advice: 'vérifiez les droits du dossier' };

const troubles: Readonly<Record<string, FileTrouble>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: { cause: 'le disque est protégé en écriture', advice: 'enlevez la protection du disque' },
  EACCES: denied,
  EPERM: denied,
  EBUSY: held,
  ETXTBSY: held,
  EIO: { cause: 'le disque a des erreurs', advice: 'faites contrôler le disque' },
  EISDIR: { cause: 'un dossier est à la place du fichier', advice: 'déplacez ce dossier' },
  ENOTDIR: { cause: 'un fichier est à la place du dossier', advice: 'déplacez ce fichier' },
  ENOENT: { cause: 'le dossier a disparu', advice: 'vérifiez que le dossier existe' },
};

/** The true cause: a protected, foreign or held file is no full disk. */
export function describeFileTrouble(error: unknown): FileTrouble {
  const code = fileErrorCode(error);
  const known = troubles[code] ?? { cause: 'cause inconnue', advice: 'vérifiez le disque et les droits du dossier' };
  return { cause: code === '' ? known.cause : `${known.cause}, ${code}`, advice: known.advice };
}

/** Of the error itself, or of what has caused it. */
function fileErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { cause } = error;
  return cause === undefined ? systemErrorCode(error) : fileErrorCode(cause) || systemErrorCode(error);
}

/** What an antivirus or a backup causes by having a file open, on Windows above all; over in a moment, as a rule. */
const heldCodes = new Set(['EBUSY', 'EPERM', 'EACCES', 'ETXTBSY']);

export interface HeldTimes {
  /** How long it is tried again. */
  forMs: number;
  everyMs: number;
}

const usualTimes: HeldTimes = { forMs: 2_000, everyMs: 100 };

/**
 * Does what writes files, and again for two seconds while another program holds one of them; the thread is free meanwhile.
 * `act` must leave things as they were when it throws.
 *
 * @throws what `act` has thrown last
 */
export async function whileHeld<T>(act: () => T | Promise<T>, times: HeldTimes = usualTimes): Promise<T> {
  const until = performance.now() + times.forMs;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!heldCodes.has(fileErrorCode(error)) || performance.now() >= until) throw error;
      await pause(times.everyMs);
    }
  }
}
