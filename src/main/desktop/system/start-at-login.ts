import type { LaunchItems } from 'electron';
import type { StartAtLogin } from '../../../shared/bridge.ts';

/** What the system knows of a program that starts at login. */
export interface LoginItem {
  /** `wished`: it is registered. `effective`: the system will really start it. `byInstaller`: for every account. */
  read(): { wished: boolean; effective: boolean; byInstaller?: boolean };
  /** Throws what the system throws. */
  write(enabled: boolean): void;
}

export interface LoginStart {
  read(): Promise<StartAtLogin>;
  write(enabled: boolean): Promise<StartAtLogin>;
}

const prevented = {
  code: 'AUTOSTART_PREVENTED',
  message: 'Le système empêche le démarrage automatique : réactivez SmartPOS Agent dans ses réglages de démarrage.',
};
const setByInstaller = {
  code: 'AUTOSTART_BY_INSTALLER',
  message:
    "Réglé par l'installateur pour tous les comptes : changez-le dans « Paramètres › Applications › Démarrage » de Windows, ou relancez l'installateur.",
};
const notSaved = {
  code: 'AUTOSTART_NOT_SAVED',
  message: "Le démarrage automatique n'a pas pu être enregistré : le dossier de démarrage n'est pas accessible.",
};

/** Says what the system really does: a person, or a policy, can have turned the start off behind the agent's back. */
export function createLoginStart(item: LoginItem): LoginStart {
  const read = async (): Promise<StartAtLogin> => {
    const { wished, effective, byInstaller = false } = item.read();
    return { enabled: effective, byInstaller, problem: wished && !effective ? prevented : null };
  };
  return {
    read,
    write: async (enabled) => {
      try {
        item.write(enabled);
      } catch {
        return { ...(await read()), problem: notSaved };
      }
      const now = await read();
      return now.byInstaller && now.enabled !== enabled ? { ...now, problem: now.problem ?? setByInstaller } : now;
    },
  };
}

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
