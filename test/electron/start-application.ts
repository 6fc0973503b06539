import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { until } from '../end-to-end/until.ts';
import { testApplicationDir } from './build-test-application.ts';
import { findElectron } from './find-electron.ts';
import { makeDataDir } from './make-data-dir.ts';
import type { VirtualScreen } from './virtual-screen.ts';

export interface StartedApplication {
  readonly electron: ElectronApplication;
  readonly dataDir: string;
  /** Where the agent inside listens; resolves once it does. */
  url(): Promise<string>;
  /** The agent as the ERP calls it. */
  agent(): Promise<{ url: string; token: string }>;
  /** The one window; resolves once it is there. */
  window(): Promise<Page>;
  /** What went to its log so far. */
  log(): string;
  /** Resolves when its process has ended, with the exit code. */
  readonly ended: Promise<number | null>;
}

export interface ApplicationCall {
  screen: VirtualScreen;
  dataDir?: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** False: the port is the settings'. Else a free one. */
  anyPort?: boolean;
  /** Another build than the tests' own. */
  applicationDir?: string;
}

const running = new Set<ElectronApplication>();

/** Starts the real application on the screen, with a fresh data directory and home unless given. */
export async function startApplication(call: ApplicationCall): Promise<StartedApplication> {
  const { screen, dataDir = makeDataDir(), args = [], env = {}, anyPort = true, applicationDir } = call;
  const executablePath = findElectron();
  if (executablePath === null) throw new Error('no Electron');
  const startsBefore = readyUrls(readLog(dataDir)).length;
  const electron = await _electron.launch({
    executablePath,
    args: [...applicationArgs(dataDir, anyPort, applicationDir), ...args],
    env: applicationEnv({ ...screen.env, ...env }, dataDir),
    timeout: 60_000,
  });
  running.add(electron);
  const child = electron.process();
  // Its standard output is Playwright's own, who has read it before it gives the application away.
  const log = () => readLog(dataDir);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  void ended.then(() => running.delete(electron));
  const url = () => until('the agent listens', () => readyUrls(log()).slice(startsBefore).at(-1), 30_000);
  return {
    electron,
    dataDir,
    url,
    agent: async () => {
      const address = await url();
      return { url: address, token: readFileSync(join(dataDir, 'token'), 'utf8').trim() };
    },
    window: () => electron.firstWindow(),
    log,
    ended,
  };
}

function readLog(dataDir: string): string {
  const directory = join(dataDir, 'logs');
  if (!existsSync(directory)) return '';
  return readdirSync(directory)
    .sort()
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('');
}

function readyUrls(log: string): string[] {
  return [...log.matchAll(/"url":"(http:[^"]+)"[^\n]*"msg":"agent ready"/g)].flatMap(([, url]) => url ?? []);
}

/** What a second start by a person is: the same program with the same data directory. */
export function applicationArgs(dataDir: string, anyPort = true, applicationDir = testApplicationDir): string[] {
  // Root in a container has no sandbox of the kernel's; elsewhere the sandbox is tested, too.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [...sandbox, applicationDir, ...(anyPort ? ['--port=0'] : []), `--data-dir=${dataDir}`];
}

export function applicationEnv(extra: Record<string, string>, home: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(PRINTER_|XDG_|LC_|LANG)/.test(entry[0]),
  );
  const { XDG_RUNTIME_DIR: _, ...bare } = Object.fromEntries(inherited);
  return { ...bare, LANG: 'fr_FR.UTF-8', LANGUAGE: 'fr', HOME: home, XDG_CONFIG_HOME: join(home, '.config'), ...extra };
}

/** For the end of each test: whatever still runs is ended. */
export async function endApplications(): Promise<void> {
  for (const electron of running) {
    const child = electron.process();
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }
  running.clear();
}
