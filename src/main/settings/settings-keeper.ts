import type { Problem } from '../../shared/job.ts';
import { type AgentConfig, type Environment, type Flags, resolveConfig } from './resolve-config.ts';
import type { Settings } from './settings.ts';
import { beginSettings, type LoadedSettings, putSettingsInOrder, saveSettings } from './settings-file.ts';

/** The settings file with what flags and environment lay over it, as long as the agent runs. */
export interface SettingsKeeper {
  /** As the file has them. */
  readonly stored: Settings;
  /** Why nothing is printed until a person has decided about the printer: the settings were lost. Null: they were not. */
  readonly stopped: Problem | null;
  /** What flags and environment make of such a file. Throws what `resolveConfig` throws. */
  resolve(stored: Settings): AgentConfig;
  /**
   * Throws AgentError `SETTINGS_NOT_SAVED`: the file is as it was.
   *
   * @param decidesPrinter whether a person has said with it where to print; else lost settings stay so, after a restart, too
   */
  save(stored: Settings, decidesPrinter?: boolean): void;
  /** For an agent that runs with them. Gives where a file that did not serve was put aside, or null. */
  putInOrder(): string | null;
}

export function createSettingsKeeper(options: {
  dataDir: string;
  flags: Flags;
  environment: Environment;
  loaded: LoadedSettings;
}): SettingsKeeper {
  const { dataDir, flags, environment, loaded } = options;
  let stored = loaded.settings;
  const resolve = (settings: Settings) => resolveConfig(flags, environment, settings);
  // An option names the printer whatever the file says.
  const isDecided = resolve(stored).fixed.includes('printer.address');
  let stopped = isDecided ? null : describeLostSettings(loaded);
  return {
    get stored() {
      return stored;
    },
    get stopped() {
      return stopped;
    },
    resolve,
    save: (settings, decidesPrinter = false) => {
      const isUndecided = stopped !== null && !decidesPrinter;
      saveSettings(dataDir, isUndecided ? withoutPrinting(settings) : settings);
      stored = settings;
      if (!isUndecided) stopped = null;
    },
    putInOrder: () => {
      // Where an option decides, nothing was stopped, and nothing is to be told again by the next start.
      if (loaded.trouble === null || isDecided) beginSettings(dataDir);
      return putSettingsInOrder(dataDir);
    },
  };
}

/** Settings with which nothing is printed, whatever else they say. */
export function withoutPrinting(settings: Settings): Settings {
  return { ...settings, printer: { ...settings.printer, enabled: false } };
}

function describeLostSettings({ trouble, file }: LoadedSettings): Problem | null {
  if (trouble === null || !trouble.stops) return null;
  return {
    code: 'SETTINGS_LOST',
    message: `Le fichier de réglages ${file} ${trouble.reason}, et aucune copie ne peut servir : rien ne s'imprime, les tickets attendent. Choisissez l'imprimante dans la rubrique Imprimante, et vérifiez le réseau et la boutique.`,
  };
}
