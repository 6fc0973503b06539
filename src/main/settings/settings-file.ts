import Conf from 'conf';
import { AgentError } from '../errors.ts';
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

/** DATA_DIR/settings.json for writing; `dataDir` is absolute. Written with `conf` in Electron too: see decision 0009. */
export function createSettingsFile(dataDir: string, version: string): SettingsFile {
  return {
    save: (settings) => {
      try {
        const conf = new Conf<Tree>({
          cwd: dataDir,
          configName: 'settings',
          configFileMode: 0o600,
          projectVersion: version,
        });
        conf.store = toStored(settings, conf.store);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
        throw new AgentError(
          'SETTINGS_NOT_SAVED',
          `Les réglages n'ont pas pu être enregistrés${code} : faites de la place sur le disque, puis réessayez.`,
          { cause: error },
        );
      }
    },
  };
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
