import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { createLinuxAutostart } from './linux-autostart.ts';
import type { LoginItem } from './start-at-login.ts';

/** The program as the system starts it at login: hidden. An AppImage's own path is where it was unpacked this time. */
export function createLoginItem(): LoginItem {
  const program = process.env.APPIMAGE ?? process.execPath;
  const args = app.isPackaged ? ['--hidden'] : [app.getAppPath(), '--hidden'];
  if (process.platform === 'linux') {
    const configDir = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
    return createLinuxAutostart({ configDir, command: [program, ...args] });
  }
  return {
    read: () => {
      const settings = app.getLoginItemSettings({ path: program, args });
      const isWindows = process.platform === 'win32';
      // Windows: also what Task Manager says, which keeps the registry's entry and does not start it.
      return {
        wished: settings.openAtLogin,
        effective: isWindows ? settings.executableWillLaunchAtLogin : settings.openAtLogin,
      };
    },
    write: (enabled) => app.setLoginItemSettings({ openAtLogin: enabled, enabled, path: program, args }),
  };
}
