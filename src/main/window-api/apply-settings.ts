import { AgentError } from '../base/errors.ts';
import type { Bitmap } from '../documents/receipt.ts';
import type { Settings } from '../settings/settings.ts';
import type { WindowApiOptions } from './window-api-options.ts';

export interface SettingsChange {
  stored: Settings;
  /** Absent: as it is. */
  logo?: Bitmap | null;
}

/**
 * Applies settings and writes them, one change after the other: what is on disk is what runs. A disk that refuses undoes
 * the change; what could not even be undone is said.
 *
 * @returns what takes the change to make, from the settings as they are when its turn comes, and gives what it has made
 */
export function createSettingsApplier({ agent, settings, log }: Pick<WindowApiOptions, 'agent' | 'settings' | 'log'>) {
  const { station } = agent;
  let queue: Promise<unknown> = Promise.resolve();

  const apply = async (change: SettingsChange): Promise<void> => {
    const before = { settings: station.settings, logo: station.logo };
    const after = settings.resolve(change.stored).settings;
    const logo = change.logo === undefined ? before.logo : change.logo;
    const isOnlyForWindow = logo === before.logo && sameForStation(before.settings, after);
    if (!isOnlyForWindow) {
      await station.apply(after, logo);
    }
    try {
      settings.save(change.stored);
    } catch (error) {
      if (!isOnlyForWindow) {
        await undo(before);
      }
      throw error;
    }
  };
  const undo = async (before: { settings: Settings; logo: Bitmap | null }): Promise<void> => {
    try {
      await station.apply(before.settings, before.logo);
    } catch (error) {
      log.error({ err: error }, 'settings that could not be saved could not be undone either');
      throw new AgentError(
        'SETTINGS_NOT_SAVED',
        "Les nouveaux réglages servent, mais n'ont pas pu être enregistrés : faites de la place sur le disque, puis enregistrez de nouveau.",
        { cause: error },
      );
    }
  };

  return <Change extends SettingsChange>(makeChange: () => Change | Promise<Change>): Promise<Change> => {
    const run = queue.then(async () => {
      const change = await makeChange();
      await apply(change);
      return change;
    });
    queue = run.catch(() => {});
    return run;
  };
}

/** Whether two settings differ in nothing but what the window and the updates read. */
function sameForStation(a: Settings, b: Settings): boolean {
  const relevant = (settings: Settings) =>
    JSON.stringify({ ...settings, language: null, welcomeDone: false, updates: null });
  return relevant(a) === relevant(b);
}
