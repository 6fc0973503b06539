import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { chooseDataDirectory } from './base/data-directory.ts';
import { readCommandLine } from './cli/command-line.ts';
import { openDesktopState } from './desktop/desktop-state.ts';
import { createSessionOpener } from './desktop/open-session.ts';
import { createPortRescue } from './desktop/port-rescue.ts';
import { runDesktop } from './desktop/run-desktop.ts';
import { runHeadless } from './desktop/run-headless.ts';
import { createDesktopLog } from './desktop/system/desktop-log.ts';
import { createLoginItem } from './desktop/system/electron-login-item.ts';
import { createElectronUpdates } from './desktop/system/electron-updates.ts';
import { createLoginStart } from './desktop/system/start-at-login.ts';
import { readFirewallRules } from './desktop/system/windows-firewall.ts';
import { registerUiScheme } from './desktop/window/ui-protocol.ts';

/** Electron entry: the tray application, with the agent inside. */
function main(): void {
  const command = readCommandLine(process.argv.slice(app.isPackaged ? 1 : 2), 'electron');
  const programDir = fileURLToPath(new URL('.', import.meta.url));
  // Windows shows notifications only of a program that it knows by the name of its shortcut.
  app.setAppUserModelId('dz.smartpos.agent');
  // Chromium itself refuses the two together; only root in a container needs the switch, and tests are that.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // A small window of text gains nothing from the graphics card, and old tills' drivers leave it blank; less memory, too.
  app.disableHardwareAcceleration();
  if (command.name !== 'desktop') {
    runHeadless(command, programDir);
    return;
  }
  const { flags, hidden } = command;
  const dataDir = chooseDataDirectory(flags['data-dir']);
  // One instance for each data directory; and nothing of the browser's outside it.
  const profileDir = makeProfileDir(dataDir);
  app.setPath('userData', profileDir);
  if (!app.requestSingleInstanceLock({ hidden })) {
    app.exit(0);
    return;
  }
  registerUiScheme();
  // The reader of the ready line may have gone.
  process.stdout.on('error', () => {});
  const desktopLog = createDesktopLog();
  const portRescue = createPortRescue({ flags, environment: process.env, log: desktopLog.log });
  const openSession = createSessionOpener({
    command,
    programDir,
    desktopLog,
    replacedPort: () => portRescue.replaced,
    host: () => ({
      electronVersion: process.versions.electron ?? null,
      startAtLogin: createLoginStart(createLoginItem()),
      updates: createElectronUpdates(desktopLog.log),
      readFirewallRules:
        process.platform === 'win32' && app.isPackaged ? () => readFirewallRules(process.execPath) : null,
    }),
  });
  // Not awaited: an ES module that waits for `ready` keeps Electron from ever being ready.
  void app.whenReady().then(() =>
    runDesktop({
      programDir,
      iconDir: join(programDir, '..', 'assets', 'icons'),
      dataDir: () => dataDir,
      hidden,
      openSession,
      portRescue,
      state: openDesktopState({ directory: profileDir, log: desktopLog.log }),
      log: desktopLog.log,
      closeLog: desktopLog.close,
    }),
  );
}

/** The window opens even where the data directory cannot be used: there it says so. */
function makeProfileDir(dataDir: string): string {
  const directory = join(dataDir, 'window');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  } catch {
    return app.getPath('userData');
  }
}

main();
