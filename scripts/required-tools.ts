import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that scripts and tests start and that a machine may lack, with Debian's package of each. */
const packages = {
  '7za': 'p7zip-full',
  Xvfb: 'xvfb',
  chroot: 'coreutils',
  'dbus-daemon': 'dbus',
  debootstrap: 'debootstrap',
  'dpkg-deb': 'dpkg',
  'i686-w64-mingw32-gcc': 'gcc-mingw-w64-i686',
  import: 'imagemagick',
  makensis: 'nsis',
  mount: 'mount',
  openbox: 'openbox',
  perl: 'perl',
  tar: 'tar',
  trayer: 'trayer',
  unshare: 'util-linux',
  // Debian's wine alone runs no 32-bit programs, and NSIS makes such.
  wine: 'wine wine32:i386',
  'x86_64-w64-mingw32-gcc': 'gcc-mingw-w64-x86-64',
  xdotool: 'xdotool',
  xprop: 'x11-utils',
  xwininfo: 'x11-utils',
} as const;

export type Tool = keyof typeof packages;

/**
 * PATH, and beside each `bin` the `sbin` of what root starts: Debian puts that into root's PATH alone, and `su` keeps the
 * caller's, so that an installed debootstrap would seem to be missing.
 */
export function searchPath(path = process.env.PATH ?? ''): string {
  const folders = path.split(delimiter);
  const beside = folders.filter((folder) => folder.endsWith('/bin')).map((folder) => folder.replace(/bin$/, 'sbin'));
  return [...new Set([...folders, ...beside])].join(delimiter);
}

/** Whether this machine has a program of that name. */
export function hasProgram(program: string): boolean {
  return searchPath()
    .split(delimiter)
    .some((folder) => isProgram(join(folder, program)));
}

/** Whether there is a file that this account may run. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

export interface Needs {
  /** With the right to mount, which root has not in every container. */
  root?: boolean;
  tools: readonly Tool[];
}

/**
 * What this Linux machine lacks of it: the end of a sentence that begins with "… needs", such as `root, and makensis and 7za,
 * which are missing here (Debian: apt-get install nsis p7zip-full)`. Null where nothing is missing.
 */
export function whatIsMissing({ root = false, tools }: Needs): string | null {
  if (!root && tools.length === 0) return null;
  if (process.platform !== 'linux') return 'Linux';
  const missing = tools.filter((tool) => !hasProgram(tool));
  const parts = [
    ...(root ? missingRights() : []),
    ...(missing.length === 0 ? [] : [`${nameMissing(missing)} ${installing(missing)}`]),
  ];
  return parts.length === 0 ? null : parts.join(', and ');
}

function missingRights(): string[] {
  if (process.getuid?.() !== 0) return ['root'];
  const { error, status } = spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
  // A missing unshare is told by its name.
  return error !== undefined || status === 0 ? [] : ['the right to mount, which root has not in this container'];
}

function nameMissing(tools: readonly Tool[]): string {
  const names = new Intl.ListFormat('en', { style: 'long' }).format(tools);
  return `${names}, which ${tools.length === 1 ? 'is' : 'are'} missing here`;
}

function installing(tools: readonly Tool[]): string {
  return `(Debian: apt-get install ${[...new Set(tools.map((tool) => packages[tool]))].join(' ')})`;
}

/** The sentence about a program that could not be started, and why: Node's ENOENT, EACCES, … */
export function missingProgram(program: string, code = 'ENOENT'): string {
  if (program.includes('/') ? existsSync(program) : hasProgram(program)) {
    const hint = code === 'ENOENT' ? ': its interpreter, or the folder to start it in, may be missing' : '';
    return `${program} is there, but cannot be started (${code})${hint}.`;
  }
  return program in packages
    ? `${program} is missing here ${installing([program as Tool])}.`
    : `The program ${program} is not on this machine.`;
}
