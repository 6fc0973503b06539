import { AgentError } from '../base/errors.ts';
import { findUnknownKeys } from './find-unknown-keys.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { readOrSetAside, settingsFileOf } from './settings-file.ts';

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
