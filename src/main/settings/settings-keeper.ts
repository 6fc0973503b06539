import { type AgentConfig, type Environment, type Flags, resolveConfig } from './resolve-config.ts';
import type { Settings } from './settings.ts';
import { saveSettings } from './settings-file.ts';

/** The settings file with what flags and environment lay over it, as long as the agent runs. */
export interface SettingsKeeper {
  /** As the file has them. */
  readonly stored: Settings;
  /** What flags and environment make of such a file. Throws what `resolveConfig` throws. */
  resolve(stored: Settings): AgentConfig;
  /** Throws AgentError `SETTINGS_NOT_SAVED`: the file is as it was. */
  save(stored: Settings): void;
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
  };
}
