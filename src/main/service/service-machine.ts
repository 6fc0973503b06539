import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** What installing a service does to a machine. */
export interface ServiceMachine {
  readonly platform: NodeJS.Platform;
  /** 0 is root; null where there are no such numbers. */
  readonly userId: number | null;
  readonly home: string;
  /** It is only prepared, not running: nothing can be started on it. */
  readonly offline: boolean;
  read(path: string): string | null;
  write(path: string, text: string, mode: number): void;
  remove(path: string): void;
  exists(path: string): boolean;
  /** `code` null: the program is not there. */
  run(command: string, args: readonly string[]): { code: number | null; output: string };
}

/**
 * This machine. With `root`, paths of the system lie below that folder, and systemctl works there alone: for making an
 * image of a disk, and for tests.
 */
export function thisMachine(root = ''): ServiceMachine {
  const at = (path: string) => (root === '' ? path : join(root, path));
  return {
    platform: process.platform,
    userId: process.getuid?.() ?? null,
    home: homedir(),
    offline: root !== '',
    read: (path) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : null),
    write: (path, text, mode) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text, { mode });
      chmodSync(at(path), mode);
    },
    remove: (path) => rmSync(at(path), { force: true }),
    exists: (path) => existsSync(at(path)),
    run: (command, args) => {
      const offline = root !== '' && command === 'systemctl' ? [`--root=${root}`] : [];
      const { status, stdout, stderr } = spawnSync(command, [...offline, ...args], { encoding: 'utf8' });
      return { code: status, output: `${stdout ?? ''}${stderr ?? ''}`.trim() };
    },
  };
}

/** The program that a service starts. */
export interface ServiceProgram {
  /** Program and arguments that run the agent without a window. */
  command: readonly string[];
  /** The text of the udev rule that ships with it. */
  udevRule: string;
}

export interface ServiceState {
  running: boolean;
  text: string;
}
