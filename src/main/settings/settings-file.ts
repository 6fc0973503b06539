import { join } from 'node:path';
import { AgentError } from '../errors.ts';
import { systemErrorCode } from '../system-error-code.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { readIfThere, writePrivateFile } from './write-private-file.ts';

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
        writePrivateFile(file, `${JSON.stringify(toStored(settings, readSettingsFile(file)), null, '\t')}\n`);
      } catch (error) {
        const code = systemErrorCode(error) === '' ? '' : ` (${systemErrorCode(error)})`;
        throw new AgentError(
          'SETTINGS_NOT_SAVED',
          `Les réglages n'ont pas pu être enregistrés${code} : faites de la place sur le disque, puis réessayez.`,
          { cause: error },
        );
      }
    },
  };
}

export function settingsFileOf(dataDir: string): string {
  return join(dataDir, 'settings.json');
}

/**
 * What settings.json holds, with or without a byte-order mark; nothing where there is no such file.
 *
 * @throws SyntaxError it is not a JSON object; what the disk throws
 */
export function readSettingsFile(file: string): Tree {
  const text = readIfThere(file);
  const stored: unknown = text === null ? {} : JSON.parse(text);
  if (!isTree(stored)) {
    throw new SyntaxError(`${file} holds no JSON object`);
  }
  return stored;
}

/** What the file must hold for these settings: `before` is what it held. */
export function toStored(settings: Tree, before: Tree, defaults: Tree = settingsSchema.parse({})): Tree {
  const stored: Tree = Object.fromEntries(Object.entries(before).filter(([key]) => !Object.hasOwn(settings, key)));
  for (const [key, value] of Object.entries(settings)) {
    const usual = defaults[key];
    if (isTree(value)) {
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
  return isTree(value) ? value : {};
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
