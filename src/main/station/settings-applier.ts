import { AgentError } from '../base/errors.ts';
import { whileHeld } from '../base/file-trouble.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import type { Settings } from '../settings/settings.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { PrintStation } from './print-station.ts';
import { type UnderstoodSettings, understandSettings } from './understand-settings.ts';

export interface SettingsChange {
  /** As they are to be written: without what flags and environment decide. */
  stored: Settings;
  /** Absent: as it is. */
  logo?: Bitmap | null;
  /** Whether a person says with it where to print, which is what lost settings wait for. */
  decidesPrinter?: boolean;
}

/** The one queue for changes of the settings, whoever asks for them. */
export interface SettingsApplier {
  /**
   * Applies settings and writes them, one change after the other: what is on disk is what runs. `makeChange` is called when
   * its turn comes, so that it starts from the settings as they are then; what it has made is given back. A new host or port
   * is listened on before the old one is given up. A disk that refuses undoes the change; what could not even be undone is
   * said.
   *
   * @throws AgentError `STOPPING`, `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`, `INVALID_SETTING`, `INVALID_PRINTER`,
   *   `SETTINGS_NOT_SAVED`, …: nothing has changed then
   */
  change<Change extends SettingsChange>(makeChange: () => Change | Promise<Change>): Promise<Change>;
  /** Waits for the change under way; those behind it are refused with `STOPPING`. */
  end(): Promise<void>;
}

export interface SettingsApplierOptions {
  settings: SettingsKeeper;
  station: PrintStation;
  /** Makes the agent listen elsewhere; rejects when it cannot, and then nothing has changed. */
  move: (host: string, port: number) => Promise<void>;
  /** The agent ends: nothing new is begun. */
  leaving: AbortSignal;
  log: Log;
}

export function createSettingsApplier(options: SettingsApplierOptions): SettingsApplier {
  const { settings, station, move, leaving, log } = options;
  let last: Promise<unknown> = Promise.resolve();

  const refuseWhenLeaving = (): void => {
    if (leaving.aborted) {
      throw new AgentError('STOPPING', "L'agent s'arrête : les réglages n'ont pas été appliqués.");
    }
  };

  const apply = async (wanted: UnderstoodSettings): Promise<void> => {
    const { host, port } = wanted.settings;
    const before = station.settings;
    const isElsewhere = host !== before.host || port !== before.port;
    if (isElsewhere) await move(host, port);
    try {
      await station.apply(wanted);
    } catch (error) {
      if (isElsewhere) {
        await move(before.host, before.port).catch((failure: unknown) =>
          log.error({ err: failure }, 'the address that was given up for refused settings could not be taken back'),
        );
      }
      throw error;
    }
  };

  const applyAndSave = async ({ stored, logo, decidesPrinter = false }: SettingsChange): Promise<void> => {
    const before = { settings: station.settings, logo: station.logo, stopped: settings.stopped };
    const after = {
      settings: settings.resolve(stored).settings,
      logo: logo === undefined ? before.logo : logo,
      stopped: decidesPrinter ? null : before.stopped,
    };
    const isOnlyForWindow =
      after.logo === before.logo && after.stopped === before.stopped && sameForStation(before.settings, after.settings);
    if (!isOnlyForWindow) {
      await apply(understandSettings(after.settings, after.logo, after.stopped));
    }
    try {
      await whileHeld(() => settings.save(stored, decidesPrinter));
    } catch (error) {
      if (!isOnlyForWindow) {
        await undo(understandSettings(before.settings, before.logo, before.stopped));
      }
      throw error;
    }
    settings.putInOrder();
  };

  const undo = async (before: UnderstoodSettings): Promise<void> => {
    try {
      await apply(before);
    } catch (error) {
      log.error({ err: error }, 'settings that could not be saved could not be undone either');
      throw new AgentError(
        'SETTINGS_NOT_SAVED',
        "Les nouveaux réglages servent, mais n'ont pas pu être enregistrés : vérifiez le disque et les droits du dossier, puis enregistrez de nouveau.",
        { cause: error },
      );
    }
  };

  return {
    change: (makeChange) => {
      const turn = last.then(async () => {
        refuseWhenLeaving();
        const change = await makeChange();
        refuseWhenLeaving();
        await applyAndSave(change);
        return change;
      });
      last = turn.catch(() => {});
      return turn;
    },
    end: async () => {
      await last;
    },
  };
}

/** Whether two settings differ in nothing but what the window and the updates read. */
function sameForStation(a: Settings, b: Settings): boolean {
  const relevant = (settings: Settings) =>
    JSON.stringify({ ...settings, language: null, welcomeDone: false, updates: null });
  return relevant(a) === relevant(b);
}
