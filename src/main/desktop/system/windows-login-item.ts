import type { LaunchItems } from 'electron';
import type { LoginItem } from './start-at-login.ts';

export type LaunchItem = Pick<LaunchItems, 'scope' | 'enabled'>;

/**
 * Start at log-on on Windows, where two entries can start this program: the machine's, which the installer writes for every
 * account, and the account's own. Electron writes the account's alone; where the machine has one, a second would start the
 * agent twice, so there the window changes nothing but takes such a second one away.
 */
export function createWindowsLoginItem(options: {
  /** `getLoginItemSettings().launchItems`: every entry that starts this program. `enabled`: Task Manager's word. */
  readItems: () => readonly LaunchItem[];
  /** Writes or removes the account's own entry. */
  writeOwn: (enabled: boolean) => void;
}): LoginItem {
  const { readItems, writeOwn } = options;
  return {
    read: () => {
      const items = readItems();
      return {
        wished: items.length > 0,
        effective: items.some(({ enabled }) => enabled),
        byInstaller: items.some(({ scope }) => scope === 'machine'),
      };
    },
    write: (enabled) => {
      const scopes = readItems().map(({ scope }) => scope);
      if (!scopes.includes('machine')) writeOwn(enabled);
      else if (scopes.includes('user')) writeOwn(false);
    },
  };
}
