import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Tool, whatIsMissing } from '../../scripts/required-tools.ts';

/** What a real tray needs beside Electron: a screen, a session bus, a window manager, a tray, hands and eyes. */
export const trayTools: readonly Tool[] = [
  'Xvfb',
  'dbus-daemon',
  'openbox',
  'trayer',
  'xdotool',
  'xwininfo',
  'xprop',
  'import',
];

/** The name of Electron's program in its folder (its own npm package, path.txt). */
const programName = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[
  process.platform as string
];

/** Where Electron must be, and who says so. A place that somebody has named is not left for another one in silence. */
function electronPlace(): { path: string; namedBy: string | null } {
  const { SMARTPOS_TEST_ELECTRON: program = '', ELECTRON_OVERRIDE_DIST_PATH: folder = '' } = process.env;
  const inFolder = (path: string) => join(path, programName ?? 'electron');
  if (program !== '') return { path: program, namedBy: 'SMARTPOS_TEST_ELECTRON' };
  if (folder !== '') return { path: inFolder(folder), namedBy: 'ELECTRON_OVERRIDE_DIST_PATH' };
  return { path: inFolder(join(import.meta.dirname, '..', '..', 'node_modules', 'electron', 'dist')), namedBy: null };
}

/** The Electron that the tests drive, or null. */
export function findElectron(): string | null {
  const { path } = electronPlace();
  return existsSync(path) ? path : null;
}

/** Why `findElectron` has found none, in a sentence. */
export function whyNotFound(): string {
  const { path, namedBy } = electronPlace();
  return namedBy === null
    ? 'Electron is not here yet, as its npm package fetches it only when asked: run "npx install-electron" once, or name ' +
        'a folder that has it in ELECTRON_OVERRIDE_DIST_PATH.'
    : `${namedBy} leads to ${path}, which is not there.`;
}

/** Why the tests of the real application cannot run here, or null. */
export function whyNoElectron(): string | null {
  if (process.platform !== 'linux') return 'They look at an X screen, which only Linux has.';
  if (findElectron() === null) return whyNotFound();
  const missing = whatIsMissing({ tools: trayTools });
  return missing === null ? null : `Electron on a screen with a tray needs ${missing}.`;
}

/** Electron before 35 has a Node without `node:sqlite`. */
export function hasSqlite(electron: string): boolean {
  const file = join(dirname(electron), 'version');
  const major = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8').replace(/^v/, ''), 10) : 0;
  return major >= 35;
}
