import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AgentError, systemErrorCode } from '../base/errors.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import { isRecord } from '../documents/fields.ts';
import { type Settings, settingsSchema } from './settings.ts';

type Tree = Record<string, unknown>;

export interface SettingsFile {
  /**
   * Replaces DATA_DIR/settings.json atomically, mode 0600. The file then holds what differs from the defaults, and the
   * keys that this version does not know, as they were.
   *
   * @throws AgentError `SETTINGS_NOT_SAVED`
   */
  save(settings: Settings): void;
}

/** DATA_DIR/settings.json for writing. */
export function createSettingsFile(dataDir: string): SettingsFile {
  const file = settingsFileOf(dataDir);
  return {
    save: (settings) => {
      try {
        writePrivateFile(file, `${JSON.stringify(toStored(settings, readOrSetAside(file).stored), null, '\t')}\n`);
      } catch (error) {
        const code = systemErrorCode(error) === '' ? '' : ` (${systemErrorCode(error)})`;
        throw new AgentError(
          'SETTINGS_NOT_SAVED',
          `Les réglages n'ont pas pu être enregistrés${code} : ${adviceFor(error, dataDir)}, puis réessayez.`,
          { cause: error },
        );
      }
    },
  };
}

function settingsFileOf(dataDir: string): string {
  return join(dataDir, 'settings.json');
}

/** A protected or foreign file is no full disk. */
function adviceFor(error: unknown, dataDir: string): string {
  return ['ENOSPC', 'EDQUOT'].includes(systemErrorCode(error))
    ? 'faites de la place sur le disque'
    : `vérifiez les droits du dossier ${dataDir}`;
}

/**
 * What settings.json holds, in whatever encoding an editor has left it; nothing where there is no such file. What is no JSON
 * object is put aside under a name of its own, `setAside`.
 *
 * @throws what the disk throws
 */
function readOrSetAside(file: string): { stored: Tree; setAside: string | null } {
  try {
    const text = readIfThere(file);
    const stored: unknown = text === null ? {} : JSON.parse(text);
    if (isRecord(stored)) {
      return { stored, setAside: null };
    }
  } catch (error) {
    const isDamaged = error instanceof SyntaxError || systemErrorCode(error) === 'EISDIR';
    if (!isDamaged) {
      throw error;
    }
  }
  const setAside = freeName(`${file}.bak`);
  renameSync(file, setAside);
  return { stored: {}, setAside };
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(name); number += 1) {
    name = `${wanted}.${number}`;
  }
  return name;
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
  /** Where an unreadable file was put aside, or null. */
  setAside: string | null;
  /** Keys of the file that no setting has, as paths (`printer.colums`); they change nothing. */
  unknownKeys: string[];
}

/**
 * Reads DATA_DIR/settings.json. A file that is no JSON object is set aside and defaults are used, so that the till prints;
 * a readable file with a wrong value is a person's mistake and refused by name.
 *
 * @param dataDir absolute path
 * @throws AgentError `INVALID_SETTING`
 */
export function loadSettings(dataDir: string): LoadedSettings {
  const file = settingsFileOf(dataDir);
  const { stored, setAside } = readOrSetAside(file);
  const parsed = settingsSchema.safeParse(stored);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AgentError(
      'INVALID_SETTING',
      `Réglage incorrect dans ${file} : « ${issue?.path.join('.') ?? '?'} » (${issue?.message ?? '?'}).`,
    );
  }
  return { settings: parsed.data, file, setAside, unknownKeys: findUnknownKeys(stored, parsed.data) };
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
