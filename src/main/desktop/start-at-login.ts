import type { StartAtLogin } from '../../shared/bridge.ts';
import type { DesktopText } from './desktop-text.ts';

/** What the system knows of a program that starts at login. */
export interface LoginItem {
  /** `wished`: it is registered. `effective`: the system will really start it. */
  read(): { wished: boolean; effective: boolean };
  /** Throws what the system throws. */
  write(enabled: boolean): void;
}

export interface LoginStart {
  read(): StartAtLogin;
  set(enabled: boolean): StartAtLogin;
}

/** Says what the system really does: a person, or a policy, can have turned the start off behind the agent's back. */
export function createLoginStart(item: LoginItem, text: () => DesktopText): LoginStart {
  const read = (): StartAtLogin => {
    const { wished, effective } = item.read();
    const isPrevented = wished && !effective;
    const problem = { code: 'AUTOSTART_PREVENTED', message: text().autostart.refusedBySystem };
    return { enabled: effective, problem: isPrevented ? problem : null };
  };
  return {
    read,
    set: (enabled) => {
      try {
        item.write(enabled);
      } catch {
        return {
          enabled: item.read().effective,
          problem: { code: 'AUTOSTART_NOT_SAVED', message: text().autostart.notWritable },
        };
      }
      return read();
    },
  };
}
