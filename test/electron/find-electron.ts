import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a real tray needs beside Electron: a screen, a session bus, a window manager, a tray, hands and eyes. */
const programs = ['Xvfb', 'dbus-daemon', 'openbox', 'trayer', 'xdotool', 'xwininfo'];

/** The Electron that the tests drive, or null. */
export function findElectron(): string | null {
  const { SMARTPOS_TEST_ELECTRON: named, ELECTRON_OVERRIDE_DIST_PATH: folder } = process.env;
  const installed = join(import.meta.dirname, '..', '..', 'node_modules', 'electron', 'dist');
  const candidates = [named, folder && join(folder, 'electron'), join(installed, 'electron')];
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null;
}

/** Why the tests of the real application cannot run here, or null. */
export function whyNoElectron(): string | null {
  if (process.platform !== 'linux') return 'They look at an X screen, which only Linux has.';
  if (findElectron() === null) {
    return (
      'No Electron was found: run "npx install-electron", or name one in SMARTPOS_TEST_ELECTRON (the program) ' +
      'or ELECTRON_OVERRIDE_DIST_PATH (its folder).'
    );
  }
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? null : `These programs are missing: ${missing.join(', ')}.`;
}

/** Electron before 35 has a Node without `node:sqlite`. */
export function hasSqlite(electron: string): boolean {
  const file = join(dirname(electron), 'version');
  const major = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8').replace(/^v/, ''), 10) : 0;
  return major >= 35;
}
