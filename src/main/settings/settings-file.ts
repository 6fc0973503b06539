import { existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import {
  findUnknownKeys,
  hasEarlierLife,
  type Reading,
  readableParts,
  readSettings,
  reasonOf,
} from './read-settings-file.ts';
import { type Settings, type SettingsTree as Tree, toStored } from './settings.ts';

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
    if (reading.kind === 'damaged' || reading.kind === 'wrong') aside = setAside(file);
    writePrivateFile(file, text);
  } catch (error) {
    const back = aside;
    if (back !== null) tryTo(() => renameSync(back, file));
    const { cause, advice } = describeFileTrouble(error);
    throw new AgentError(
      'SETTINGS_NOT_SAVED',
      `Les réglages n'ont pas pu être enregistrés dans ${file} (${cause}) : ${advice}, puis réessayez.`,
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

export interface SettingsTrouble {
  /** What is wrong with the file: a French predicate. */
  reason: string;
  /** When the last good settings were written, which serve in its place; null: there are none. */
  savedAt: Date | null;
  /** Nothing may be printed until a person has decided where to: nobody knows any more. */
  stops: boolean;
}

/**
 * Reads DATA_DIR/settings.json. Where that does not serve (lost, damaged, unreadable, a wrong value), the last settings that
 * were good take its place, so that the till goes on as it was. Changes nothing on the disk: whoever reads may not be who
 * runs the till.
 *
 * Without such a copy nobody knows which printer this till has: the agent starts, and nothing is printed (`trouble.stops`).
 * Only where no agent has ever worked a missing file means the defaults.
 *
 * @param dataDir absolute path
 */
export function loadSettings(dataDir: string): LoadedSettings {
  const { file, copy } = filesIn(dataDir);
  const reading = readSettings(file);
  if (reading.kind === 'good') return loaded(file, reading, null);
  const kept = readSettings(copy);
  const reason = reasonOf(reading);
  if (kept.kind === 'good') return loaded(file, kept, { reason, savedAt: writtenAt(copy), stops: false });
  const isFirst = reading.kind === 'missing' && !hasEarlierLife(dataDir);
  const stored = reading.kind === 'wrong' ? reading.stored : {};
  const settings = readableParts(stored);
  return loaded(file, { stored, settings }, isFirst ? null : { reason, savedAt: null, stops: true });
}

/** Gone again in this moment, it was good all the same. */
function writtenAt(file: string): Date {
  return statSync(file, { throwIfNoEntry: false })?.mtime ?? new Date();
}

/** Whether an agent has run with settings of this data directory: each start that succeeds leaves the copy. */
export function hasRunBefore(dataDir: string): boolean {
  return existsSync(filesIn(dataDir).copy);
}

/** Who makes the first file of a data directory, other than the settings, does this before. */
export function beginFirst(dataDir: string): void {
  if (!hasSettings(dataDir) && !hasEarlierLife(dataDir)) beginSettings(dataDir);
}

/** Where no settings were ever saved: from now on a missing file is a lost one. */
export function beginSettings(dataDir: string): void {
  const { file } = filesIn(dataDir);
  if (!existsSync(file)) tryTo(() => writePrivateFile(file, toText({})));
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
  // What no good copy replaces is left for who can mend it: the next start reads it again, and a save puts it aside.
  const isLeft = reading.kind === 'unreadable' || reading.kind === 'missing' || kept.kind !== 'good';
  const aside = isLeft ? null : tryTo(() => setAside(file));
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
