import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app } from 'electron';
import type { HeadlessCommand } from '../cli/command-line.ts';
import { runCommandLine } from '../cli/run-command-line.ts';
import { headlessHost } from '../window-api/host-features.ts';
import { startElectronDriver } from './system/electron-driver-port.ts';

/**
 * Runs one command in Electron, without tray and window, and ends the program with its exit code. On Linux without a
 * screen the caller must give `--ozone-platform=headless`: Chromium reads it before any of this runs.
 *
 * @param programDir folder of the built program: out/
 */
export function runHeadless(command: HeadlessCommand, programDir: string): void {
  const profile = makeProfile();
  if (profile !== null) app.setPath('userData', profile);
  // Chromium's process for the network, which nothing here uses, makes that folder again while it starts: a short command has
  // deleted it by then. (The one for graphics does not; and inside of this process it crashed 8 of 100 short commands.)
  app.commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');
  app.on('window-all-closed', () => {});
  // The reader of the ready line may have gone.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const program = {
    host: { ...headlessHost, electronVersion: process.versions.electron ?? null },
    uiFolder: join(programDir, 'ui'),
    serviceCommand: serviceCommand(),
    udevRuleFile: join(process.resourcesPath, '60-smartpos-agent.rules'),
    startDriver: () => startElectronDriver(join(programDir, 'driver.js'), (said) => void process.stderr.write(said)),
    untilStopAsked,
  };
  // Not awaited: an ES module that waits for `ready` keeps Electron from ever being ready.
  void app
    .whenReady()
    .then(() => runCommandLine(command, program))
    .then((code) => flush().then(() => endWithout(profile, code)));
}

/**
 * Chromium's folder of this command alone: it must leave nothing behind, and must not wait for the tray application's. Null
 * where none can be made, as on a full disk: with Chromium's usual one the service prints all the same.
 */
function makeProfile(): string | null {
  try {
    return mkdtempSync(join(tmpdir(), 'smartpos-agent-'));
  } catch {
    return null;
  }
}

function serviceCommand(): string[] {
  return process.platform === 'darwin'
    ? [process.execPath, '--hidden']
    : [process.execPath, '--service', '--ozone-platform=headless', '--no-sandbox', '--disable-gpu'];
}

/** SIGTERM and the system's own end reach Electron as a wish to quit; the agent first finishes the bytes of the job. */
function untilStopAsked(): Promise<void> {
  return new Promise((resolve) => {
    app.on('before-quit', (event) => {
      event.preventDefault();
      resolve();
    });
  });
}

/** Chromium's own end would write the profile once more, behind its deletion; it holds nothing of ours. */
function endWithout(profile: string | null, code: number): void {
  try {
    // Again where one of Chromium's threads has made a file meanwhile.
    if (profile !== null) rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // An empty folder is worth no wrong exit code.
  }
  (process as unknown as { reallyExit: (code: number) => never }).reallyExit(code);
}

/** On Windows a pipe takes its time, and `app.exit` waits for nobody. */
function flush(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => process.stderr.write('', () => resolve())));
}
