import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError, problemOf, systemErrorCode } from '../base/errors.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import { isRecord } from '../documents/fields.ts';
import { checkPrinter } from './change-settings.ts';
import { parseSettings, type Settings, settingsSchema, type SettingsTree as Tree, toStored } from './settings.ts';

/**
 * Replaces DATA_DIR/settings.json atomically, mode 0600. The file then holds what differs from the defaults, and the keys
 * that this version does not know, as they were.
 *
 * @throws AgentError `SETTINGS_NOT_SAVED`: the file is as it was
 */
export function saveSettings(dataDir: string, settings: Settings): void {
  const { file, copy } = filesIn(dataDir);
  let aside: string | null = null;
  try {
    const reading = readSettings(file);
    const text = toText(toStored(settings, storedBefore(reading, copy)));
    if (reading.kind === 'damaged') aside = setAside(file);
    writePrivateFile(file, text);
  } catch (error) {
    const back = aside;
    if (back !== null) tryTo(() => renameSync(back, file));
    const code = systemErrorCode(error) === '' ? '' : ` (${systemErrorCode(error)})`;
    throw new AgentError(
      'SETTINGS_NOT_SAVED',
      `Les réglages n'ont pas pu être enregistrés${code} : ${adviceFor(error, dataDir)}, puis réessayez.`,
      { cause: error },
    );
  }
}

/** The settings, and the last of them that were good: whatever happens to the first file, the till goes on as it was. */
function filesIn(dataDir: string): { file: string; copy: string } {
  return { file: join(dataDir, 'settings.json'), copy: join(dataDir, 'settings.last-good.json') };
}

/** Whether this data directory has ever had settings. */
export function hasSettings(dataDir: string): boolean {
  return Object.values(filesIn(dataDir)).some((path) => existsSync(path));
}

/** A protected or foreign file is no full disk. */
function adviceFor(error: unknown, dataDir: string): string {
  return ['ENOSPC', 'EDQUOT'].includes(systemErrorCode(error))
    ? 'faites de la place sur le disque'
    : `vérifiez les droits du dossier ${dataDir}`;
}

type Reading =
  | { kind: 'good'; stored: Tree; settings: Settings }
  | { kind: 'missing' }
  /** A person's mistake: a wrong value, with its name. `settings` where only the printer's model or address is wrong. */
  | { kind: 'wrong'; stored: Tree; wrong: string; settings: Settings | null }
  /** No JSON object: cut, emptied, filled with zeros, a folder. */
  | { kind: 'damaged' }
  | { kind: 'unreadable'; error: unknown };

/** What a settings file holds, in whatever encoding an editor has left it. */
function readSettings(file: string): Reading {
  let stored: unknown;
  try {
    const text = readIfThere(file);
    if (text === null) return { kind: 'missing' };
    stored = JSON.parse(text);
  } catch (error) {
    const isDamaged = error instanceof SyntaxError || systemErrorCode(error) === 'EISDIR';
    return isDamaged ? { kind: 'damaged' } : { kind: 'unreadable', error };
  }
  if (!isRecord(stored)) return { kind: 'damaged' };
  const parsed = parseSettings(stored);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const wrong = `« ${issue?.path.join('.') ?? '?'} » (${issue?.message ?? '?'})`;
    return { kind: 'wrong', stored, wrong, settings: null };
  }
  const settings = parsed.data;
  const wrong = findWrongPrinter(settings);
  return wrong === null ? { kind: 'good', stored, settings } : { kind: 'wrong', stored, wrong, settings };
}

/** What no schema can check: with these the agent would not start. */
function findWrongPrinter({ printer }: Settings): string | null {
  try {
    checkPrinter(printer);
    return null;
  } catch (error) {
    return problemOf(error).message;
  }
}

/** What the file held before it is replaced: the keys that this version does not know are kept. */
function storedBefore(reading: Reading, copy: string): Tree {
  if (reading.kind === 'unreadable') throw reading.error;
  if (reading.kind === 'good' || reading.kind === 'wrong') return reading.stored;
  const kept = readSettings(copy);
  return kept.kind === 'good' ? kept.stored : {};
}

/** @throws what the disk throws */
function setAside(file: string): string {
  let name = `${file}.bak`;
  for (let number = 2; existsSync(name); number += 1) name = `${file}.bak.${number}`;
  renameSync(file, name);
  return name;
}

function toText(stored: Tree): string {
  return `${JSON.stringify(stored, null, '\t')}\n`;
}

/** Null: it could not be done. */
function tryTo<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

export interface LoadedSettings {
  settings: Settings;
  file: string;
  /** Why the file does not serve. Null: it does, or there never was one. */
  trouble: SettingsTrouble | null;
  /** Keys of the file that no setting has, as paths (`printer.colums`); they change nothing. */
  unknownKeys: string[];
}

interface SettingsTrouble {
  /** What is wrong with the file: a French predicate. */
  reason: string;
  /** When the last good settings were written, which serve in its place; null: there are none, and the defaults do. */
  savedAt: Date | null;
}

/**
 * Reads DATA_DIR/settings.json. Where that does not serve (lost, damaged, unreadable, a wrong value), the last settings that
 * were good take its place, so that the till goes on as it was. Changes nothing on the disk: whoever reads may not be who
 * runs the till.
 *
 * Without such a copy a file that is no JSON object means the defaults; a wrong value is refused by name.
 *
 * @param dataDir absolute path
 * @throws AgentError `INVALID_SETTING`, `SETTINGS_UNREADABLE`: only without a copy
 */
export function loadSettings(dataDir: string): LoadedSettings {
  const { file, copy } = filesIn(dataDir);
  const reading = readSettings(file);
  if (reading.kind === 'good') return loaded(file, reading, null);
  const kept = readSettings(copy);
  const reason = reasonOf(reading);
  if (kept.kind === 'good') return loaded(file, kept, { reason, savedAt: statSync(copy).mtime });
  const defaults = { stored: {}, settings: settingsSchema.parse({}) };
  switch (reading.kind) {
    case 'missing':
      // A copy that does not serve says that there were settings.
      return loaded(file, defaults, kept.kind === 'missing' ? null : { reason, savedAt: null });
    case 'damaged':
      return loaded(file, defaults, { reason, savedAt: null });
    case 'wrong':
      // A wrong printer may be overruled by a flag: who puts the agent together looks at it.
      if (reading.settings !== null) return loaded(file, { ...reading, settings: reading.settings }, null);
      throw new AgentError('INVALID_SETTING', `Réglage incorrect dans ${file} : ${reading.wrong}.`);
    case 'unreadable':
      throw new AgentError('SETTINGS_UNREADABLE', `Le fichier de réglages ${file} ${reason} : vérifiez ses droits.`, {
        cause: reading.error,
      });
  }
}

/**
 * Puts the files in order, for the agent that runs with these settings and nobody else: a good file is copied; one that does
 * not serve is put aside, and written anew from the last good settings. What cannot be done is done at the next start.
 *
 * Gives where the file was put aside, or null.
 */
export function putSettingsInOrder(dataDir: string): string | null {
  const { file, copy } = filesIn(dataDir);
  const reading = readSettings(file);
  if (reading.kind === 'good') {
    const text = tryTo(() => toText(reading.stored));
    if (text !== null && tryTo(() => readIfThere(copy)) !== text.trim()) tryTo(() => writePrivateFile(copy, text));
    return null;
  }
  const kept = readSettings(copy);
  const isLeft = reading.kind === 'unreadable' || (reading.kind === 'wrong' && kept.kind !== 'good');
  const aside = isLeft || reading.kind === 'missing' ? null : tryTo(() => setAside(file));
  // Only to a free place: what could not be put aside may be all that is left of a person's work.
  if (kept.kind === 'good' && !existsSync(file)) tryTo(() => writePrivateFile(file, toText(kept.stored)));
  return aside;
}

function loaded(
  file: string,
  { stored, settings }: { stored: Tree; settings: Settings },
  trouble: SettingsTrouble | null,
): LoadedSettings {
  return { settings, file, trouble, unknownKeys: findUnknownKeys(stored, settings) };
}

function reasonOf(reading: Exclude<Reading, { kind: 'good' }>): string {
  switch (reading.kind) {
    case 'missing':
      return 'a disparu';
    case 'damaged':
      return "n'était pas lisible";
    case 'wrong':
      return `contenait une valeur incorrecte : ${reading.wrong.replace(/\.$/, '')}`;
    case 'unreadable':
      return `ne peut pas être lu (${systemErrorCode(reading.error) || 'erreur inconnue'})`;
  }
}

/**
 * The keys of a settings file that no setting has, as paths (`printer.colums`): nearly always a spelling mistake, which
 * nobody would notice otherwise.
 *
 * @param stored as the file has it
 * @param known the same after the schema, which drops what it does not know
 */
function findUnknownKeys(stored: unknown, known: unknown, path: readonly string[] = []): string[] {
  if (!isRecord(stored) || !isRecord(known)) {
    return [];
  }
  return Object.entries(stored).flatMap(([key, value]) =>
    Object.hasOwn(known, key) ? findUnknownKeys(value, known[key], [...path, key]) : [[...path, key].join('.')],
  );
}
