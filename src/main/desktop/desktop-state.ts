import { join } from 'node:path';
import ElectronStore from 'electron-store';
import * as z from 'zod';
import { languages } from '../../shared/bridge.ts';
import type { Log } from '../base/log.ts';
import { readIfThere } from '../base/private-file.ts';
import { placeSchema } from './window/window-place.ts';

const shapes = {
  windowPlace: placeSchema,
  /** As the settings last had it: for what must be said before they can be read, or when they cannot. */
  language: z.enum(languages).nullable(),
  /** Keys of notices about one job that were shown: a restart does not show them again. */
  noticesSeen: z.array(z.string().max(100)).max(200),
};

type Key = keyof typeof shapes;
type Value<K extends Key> = z.infer<(typeof shapes)[K]>;

/** What the tray application remembers for itself: no settings, as nobody decides them and no backup needs them. */
export interface DesktopState {
  /** Null: never kept, or not readable. */
  read<K extends Key>(key: K): Value<K> | null;
  /** Where it cannot be kept, the next start does without. */
  keep<K extends Key>(key: K, value: Value<K>): void;
}

/** @param directory the application's own, DATA_DIR/window: the file is state.json in it */
export function openDesktopState({ directory, log }: { directory: string; log: () => Log }): DesktopState {
  let opened: ElectronStore<Record<string, unknown>> | null = null;
  const store = () => {
    opened ??= new ElectronStore({
      cwd: directory,
      name: 'state',
      configFileMode: 0o600,
      // Whatever is no JSON counts for nothing.
      clearInvalidConfig: true,
      accessPropertiesByDotNotation: false,
    });
    return opened;
  };
  const readKept = (key: Key): unknown => {
    try {
      return store().get(key);
    } catch (error) {
      log().warn({ err: error }, 'what the tray application remembers cannot be read');
      return undefined;
    }
  };
  return {
    read: <K extends Key>(key: K) => {
      const kept = readKept(key) ?? (key === 'windowPlace' ? readPlaceOfVersionBefore(directory) : undefined);
      const parsed = shapes[key].safeParse(kept);
      return parsed.success ? (parsed.data as Value<K>) : null;
    },
    keep: (key, value) => {
      try {
        store().set(key, value);
      } catch (error) {
        log().warn({ err: error }, 'what the tray application remembers cannot be written');
      }
    },
  };
}

/** 0.1.0 kept the window's place in a file of its own, which stays there: the way back finds it. */
function readPlaceOfVersionBefore(directory: string): unknown {
  try {
    return JSON.parse(readIfThere(join(directory, 'place.json')) ?? 'null');
  } catch {
    return undefined;
  }
}
