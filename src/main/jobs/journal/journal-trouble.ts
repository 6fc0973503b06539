import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { AgentError, systemErrorCode } from '../../base/errors.ts';
import { describeFileTrouble } from '../../base/file-trouble.ts';

export type JournalTrouble = 'damaged' | 'full' | 'read-only' | 'denied' | 'locked' | 'disk' | 'other';

/** SQLite's primary result codes (https://sqlite.org/rescode.html). */
const byCode: Readonly<Record<number, JournalTrouble>> = {
  3: 'denied',
  5: 'locked',
  6: 'locked',
  8: 'read-only',
  10: 'disk',
  11: 'damaged',
  13: 'full',
  14: 'denied',
  26: 'damaged',
};

/** Extended codes that say more than their first byte: what cannot be read is damaged, whoever damaged it. */
const byExtendedCode: Readonly<Record<number, JournalTrouble>> = {
  266: 'damaged', // SQLITE_IOERR_READ
  522: 'damaged', // SQLITE_IOERR_SHORT_READ
  8202: 'damaged', // SQLITE_IOERR_DATA
  8458: 'damaged', // SQLITE_IOERR_CORRUPTFS
};

/** A stand-in for node:sqlite tells no number. */
const byText: [RegExp, JournalTrouble][] = [
  [/malformed|not a database/, 'damaged'],
  [/is full/, 'full'],
  [/readonly/, 'read-only'],
  [/is locked/, 'locked'],
  [/unable to open/, 'denied'],
  [/disk I\/O/, 'disk'],
];

/** What a row holds that SQLite does not look into cannot be read. */
export class DamagedRow extends Error {}

/** What is wrong with the journal; null: this error is none of the journal's. */
export function journalTroubleOf(error: unknown): JournalTrouble | null {
  if (error instanceof DamagedRow) return 'damaged';
  if (!(error instanceof Error) || error instanceof AgentError) return null;
  const code = systemErrorCode(error);
  if (code !== 'ERR_SQLITE_ERROR' && !code.startsWith('SQLITE_')) return null;
  const number = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0;
  const known = byExtendedCode[number] ?? byCode[number & 0xff];
  return known ?? byText.find(([text]) => text.test(error.message))?.[1] ?? 'other';
}

const sentences: Readonly<Record<JournalTrouble, string>> = {
  damaged: "Le journal de la caisse est abîmé et n'a pas pu être réparé : redémarrez l'agent, puis appelez le support.",
  full: 'Le disque de la caisse est plein : libérez de la place.',
  'read-only': 'Le disque de la caisse est protégé en écriture : enlevez la protection.',
  denied: "Le journal de la caisse ne peut pas être ouvert par ce compte : vérifiez les droits du dossier de l'agent.",
  locked: 'Un autre programme tient le journal de la caisse : fermez la sauvegarde ou le second agent.',
  disk: 'Le disque de la caisse a des erreurs : faites-le contrôler.',
  other: "Le journal de la caisse n'a pas pu être écrit : redémarrez l'agent, puis appelez le support.",
};

/** What a caller hears of it: the true cause. Errors that are none of the journal's stay as they are. */
export function toStorageError(error: unknown, file?: string): unknown {
  const found = journalTroubleOf(error);
  // SQLite says « disk I/O error » of a protected disk, and « unable to open » of many things: the system says which.
  const isVague = found === 'disk' || found === 'denied' || found === 'other';
  const trouble = isVague && file !== undefined && isOnProtectedDisk(file) ? 'read-only' : found;
  const where = file === undefined ? '' : ` (${file})`;
  if (trouble !== null) return storageError(`${sentences[trouble]} Rien n'a été accepté${where}.`, error);
  if (error instanceof AgentError || systemErrorCode(error) === '') return error;
  const { cause, advice } = describeFileTrouble(error);
  return storageError(`Le journal de la caisse ne peut pas être ouvert (${cause}) : ${advice}${where}.`, error);
}

function isOnProtectedDisk(file: string): boolean {
  try {
    accessSync(dirname(file), constants.W_OK);
    return false;
  } catch (error) {
    return systemErrorCode(error) === 'EROFS';
  }
}

function storageError(message: string, cause: unknown): AgentError {
  return new AgentError('STORAGE_UNAVAILABLE', message, { cause });
}
