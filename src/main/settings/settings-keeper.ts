import { type AgentConfig, type Environment, type Flags, resolveConfig } from './resolve-config.ts';
import type { Settings } from './settings.ts';
import { putSettingsInOrder, saveSettings } from './settings-file.ts';

/** The settings file with what flags and environment lay over it, as long as the agent runs. */
export interface SettingsKeeper {
  /** As the file has them. */
  readonly stored: Settings;
  /** What flags and environment make of such a file. Throws what `resolveConfig` throws. */
  resolve(stored: Settings): AgentConfig;
  /** Throws AgentError `SETTINGS_NOT_SAVED`: the file is as it was. */
  save(stored: Settings): void;
  /** For an agent that runs with them. Gives where a file that did not serve was put aside, or null. */
  putInOrder(): string | null;
}

export function createSettingsKeeper(options: {
  dataDir: string;
  flags: Flags;
  environment: Environment;
  stored: Settings;
}): SettingsKeeper {
  const { dataDir, flags, environment } = options;
  let { stored } = options;
  return {
    get stored() {
      return stored;
    },
    resolve: (settings) => resolveConfig(flags, environment, settings),
    save: (settings) => {
      saveSettings(dataDir, settings);
      stored = settings;
    },
    putInOrder: () => putSettingsInOrder(dataDir),
  };
}
