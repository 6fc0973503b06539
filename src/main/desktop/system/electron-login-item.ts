import { homedir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import { createLinuxAutostart } from './linux-autostart.ts';
import { createWindowsLoginItem, type LoginItem } from './start-at-login.ts';

/** The program as the system starts it at login: hidden. An AppImage's own path is where it was unpacked this time. */
export function createLoginItem(): LoginItem {
  const program = process.env.APPIMAGE ?? process.execPath;
  const args = app.isPackaged ? ['--hidden'] : [app.getAppPath(), '--hidden'];
  if (process.platform === 'linux') {
    const configDir = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
    return createLinuxAutostart({ configDir, command: [program, ...args] });
  }
  const writeOwn = (enabled: boolean) =>
    app.setLoginItemSettings({ openAtLogin: enabled, enabled, path: program, args });
  const settings = () => app.getLoginItemSettings({ path: program, args });
  if (process.platform === 'win32') {
    return createWindowsLoginItem({ readItems: () => settings().launchItems, writeOwn });
  }
  return {
    read: () => {
      const { openAtLogin } = settings();
      return { wished: openAtLogin, effective: openAtLogin };
    },
    write: writeOwn,
  };
}
