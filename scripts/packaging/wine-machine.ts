import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { searchPath } from '../required-tools.ts';
import { runCommand } from './run-command.ts';
import type { WindowsStandIns } from './windows-stand-ins.ts';

/** A Windows till made of wine: one prefix, with the stand-ins for what changes the system. */
export interface WineMachine {
  /** A path of the till (`C:\…`) as this machine's. */
  path(windowsPath: string): string;
  /** Runs a program to its end; gives its exit code. */
  run(program: string, args: readonly string[]): Promise<number | null>;
  /** Starts a program that stays. */
  start(program: string, args: readonly string[]): void;
  /** The value's text, or null when key or value is not there. */
  readRegistry(key: string, value: string): Promise<string | null>;
  addRegistry(key: string, value: string, text: string): Promise<void>;
  /** What the installer asked netsh, icacls, schtasks and sc for, in order, since the last `forgetCommands`. */
  commands(): Promise<string[]>;
  forgetCommands(): Promise<void>;
  /** Command lines of the application, in order. */
  starts(): Promise<string[]>;
  /** Ends every program of the till. */
  close(): Promise<void>;
}

/** Makes a fresh till in `directory`/prefix. Needs an X server in DISPLAY. */
export async function createWineMachine(directory: string, standIns: WindowsStandIns): Promise<WineMachine> {
  const prefix = join(directory, 'prefix');
  const wine = join(standIns.env.PATH?.split(':')[0] ?? '', 'wine');
  const env: Record<string, string> = { ...standIns.env, WINEPREFIX: prefix };
  const path = (windowsPath: string) => join(prefix, 'drive_c', windowsPath.slice(3).replaceAll('\\', '/'));
  const run = async (program: string, args: readonly string[]) =>
    (await runCommand(wine, [program, ...args], { env, timeoutMs: 120_000, accept: [0, 1, 2, 3, 4, 5] })).code;
  const stop = () =>
    runCommand(wine, ['-k'], { env: { ...env, WINE_PROGRAM: 'wineserver' }, timeoutMs: 30_000, accept: [0, 1, 2] });
  const lines = async (file: string) => {
    const text = await readFile(path(file), 'latin1').catch(() => '');
    return text.split('\r\n').filter((line) => line !== '');
  };
  await rm(prefix, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await run('wineboot', ['-i']);
  for (const [place, file] of Object.entries(standIns.doubles)) {
    await cp(file, path(`C:\\windows\\${place}`), { force: true });
  }
  return {
    path,
    run,
    start: (program, args) => {
      spawn(wine, [program, ...args], {
        env: { ...process.env, ...env, PATH: searchPath(env.PATH) },
        stdio: 'ignore',
        detached: true,
      }).unref();
    },
    readRegistry: async (key, value) => {
      const query = ['query', key, '/v', value, '/reg:64'];
      const { output } = await runCommand(wine, ['reg', ...query], { env, timeoutMs: 60_000, accept: [0, 1] });
      return /^\s+.+?\s+REG_\w+\s+(.*?)\r?$/m.exec(output)?.[1] ?? null;
    },
    addRegistry: async (key, value, text) => {
      await run('reg', ['add', key, '/v', value, '/t', 'REG_SZ', '/d', text, '/f', '/reg:64']);
    },
    commands: () => lines('C:\\commands.log'),
    forgetCommands: () => rm(path('C:\\commands.log'), { force: true }),
    starts: () => lines('C:\\started.log'),
    close: async () => {
      await stop();
    },
  };
}

/** Asks again and again until it is so; null after `limitMs`. For what a program under wine does in its own time. */
export async function untilSo<T>(look: () => Promise<T | null>, limitMs = 20_000): Promise<T | null> {
  for (const end = Date.now() + limitMs; Date.now() < end; await pause(200)) {
    const found = await look();
    if (found !== null) return found;
  }
  return null;
}
