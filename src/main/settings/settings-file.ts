import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError, problemOf, systemErrorCode } from '../base/errors.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import { isRecord } from '../documents/fields.ts';
import { checkPrinter } from './change-settings.ts';
import { type Settings, settingsSchema } from './settings.ts';

type Tree = Record<string, unknown>;

/**
 * Replaces DATA_DIR/settings.json atomically, mode 0600. The file then holds what differs from the defaults, and the keys
 * that this version does not know, as they were. Its copy follows it.
 *
 * @throws AgentError `SETTINGS_NOT_SAVED`: the file is as it was
 */
export function saveSettings(dataDir: string, settings: Settings): void {
  const { file, copy } = filesIn(dataDir);
  try {
    const stored = toStored(settings, readBefore(file, copy));
    writePrivateFile(file, toText(stored));
    keepCopy(copy, stored, settings);
  } catch (error) {
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
  const parsed = settingsSchema.safeParse(stored);
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
function readBefore(file: string, copy: string): Tree {
  const reading = readSettings(file);
  if (reading.kind === 'unreadable') throw reading.error;
  if (reading.kind === 'good' || reading.kind === 'wrong') return reading.stored;
  if (reading.kind === 'damaged') setAside(file);
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

/** Settings with which no agent would start are no good copy. Where it cannot be written, the next start does it. */
function keepCopy(copy: string, stored: Tree, settings: Settings): void {
  const text = toText(stored);
  if (findWrongPrinter(settings) !== null || tryTo(() => readIfThere(copy)) === text.trim()) return;
  tryTo(() => writePrivateFile(copy, text));
}

/** Null: it could not be done. */
function tryTo<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}

/** What the file must hold for these settings: `before` is what it held. */
function toStored(settings: Tree, before: Tree, defaults: Tree = settingsSchema.parse({})): Tree {
  const stored: Tree = Object.fromEntries(Object.entries(before).filter(([key]) => !Object.hasOwn(settings, key)));
  for (const [key, value] of Object.entries(settings)) {
    const usual = defaults[key];
    if (isRecord(value)) {
      const inner = toStored(value, asTree(before[key]), asTree(usual));
      if (Object.keys(inner).length > 0) {
        stored[key] = inner;
      }
    } else if (JSON.stringify(value) !== JSON.stringify(usual)) {
      stored[key] = value;
    }
  }
  return stored;
}

function asTree(value: unknown): Tree {
  return isRecord(value) ? value : {};
}

export interface LoadedSettings {
  settings: Settings;
  file: string;
  /** Where a file that does not serve was put aside, or null. */
  setAside: string | null;
  /** The last good copy serves in place of the file. Null: the file itself does, or the defaults. */
  restored: RestoredSettings | null;
  /** Keys of the file that no setting has, as paths (`printer.colums`); they change nothing. */
  unknownKeys: string[];
}

export interface RestoredSettings {
  /** What was wrong with the file: a French predicate. */
  reason: string;
  /** When the copy was written. */
  savedAt: Date;
}

/**
 * Reads DATA_DIR/settings.json. Where that does not serve (lost, damaged, unreadable, a wrong value), the last settings that
 * were good take its place, so that the till goes on as it was; the file is put aside, and written anew from them.
 *
 * Without such a copy, a file that is no JSON object is put aside and defaults are used; a wrong value is refused by name.
 *
 * @param dataDir absolute path
 * @throws AgentError `INVALID_SETTING`; what the disk throws, where there is no copy
 */
export function loadSettings(dataDir: string): LoadedSettings {
  const { file, copy } = filesIn(dataDir);
  const reading = readSettings(file);
  if (reading.kind === 'good') {
    keepCopy(copy, reading.stored, reading.settings);
    return loaded(file, reading);
  }
  const kept = readSettings(copy);
  if (kept.kind !== 'good') return loadWithoutCopy(file, reading);
  const restored = { reason: reasonOf(reading), savedAt: statSync(copy).mtime };
  const aside = reading.kind === 'damaged' || reading.kind === 'wrong' ? tryTo(() => setAside(file)) : null;
  // Only to a free place: what could not be put aside may be all that is left of a person's work.
  if (!existsSync(file)) tryTo(() => writePrivateFile(file, toText(kept.stored)));
  return { ...loaded(file, kept), setAside: aside, restored };
}

/** With what an earlier reading in the same run had to tell: it has put the file in order, and who reads it now finds it so. */
export function withNewsOf(earlier: LoadedSettings | null, now: LoadedSettings): LoadedSettings {
  if (earlier === null) return now;
  return { ...now, setAside: now.setAside ?? earlier.setAside, restored: now.restored ?? earlier.restored };
}

function loadWithoutCopy(file: string, reading: Exclude<Reading, { kind: 'good' }>): LoadedSettings {
  const defaults = { stored: {}, settings: settingsSchema.parse({}) };
  switch (reading.kind) {
    case 'missing':
      return loaded(file, defaults);
    case 'damaged':
      return { ...loaded(file, defaults), setAside: setAside(file) };
    case 'wrong':
      // A wrong printer may be overruled by a flag: who puts the agent together looks at it.
      if (reading.settings !== null) return loaded(file, { stored: reading.stored, settings: reading.settings });
      throw new AgentError('INVALID_SETTING', `Réglage incorrect dans ${file} : ${reading.wrong}.`);
    case 'unreadable':
      throw reading.error;
  }
}

function loaded(file: string, { stored, settings }: { stored: Tree; settings: Settings }): LoadedSettings {
  return { settings, file, setAside: null, restored: null, unknownKeys: findUnknownKeys(stored, settings) };
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
