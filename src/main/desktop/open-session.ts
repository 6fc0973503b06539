import { join } from 'node:path';
import { safeStorage } from 'electron';
import packageJson from '../../../package.json' with { type: 'json' };
import { systemClock } from '../base/clock.ts';
import { openDataDirectory } from '../base/data-directory.ts';
import type { DesktopCommand } from '../cli/command-line.ts';
import { createAgent } from '../compose/create-agent.ts';
import { installOptionsDirectory, readStartSettings } from '../settings/install-options.ts';
import { createSealedTokenStore, type KeyRing } from '../token/sealed-token-store.ts';
import type { HostFeatures } from '../window-api/host-features.ts';
import type { ReplacedPort } from '../window-api/window-api-options.ts';
import type { AgentSession } from './agent-life.ts';
import type { DesktopLog } from './system/desktop-log.ts';
import { startElectronDriver } from './system/electron-driver-port.ts';

const { version } = packageJson;

export interface SessionOptions {
  command: DesktopCommand;
  /** Folder of the built program: out/. */
  programDir: string;
  desktopLog: DesktopLog;
  host: () => HostFeatures;
  replacedPort: () => ReplacedPort | null;
}

/**
 * Gives what starts the agent: each call reads the settings anew, so that a person who has mended them has nothing to
 * restart; a wrong option stays wrong.
 */
export function createSessionOpener(options: SessionOptions): () => Promise<AgentSession> {
  const { programDir, desktopLog } = options;
  const { flags, wrongOption } = options.command;
  return async () => {
    if (wrongOption !== null) throw wrongOption;
    const dataDir = openDataDirectory(flags['data-dir']);
    desktopLog.open(dataDir);
    const log = desktopLog.log();
    const tokenStore = createSealedTokenStore({ dataDir, keyRing: systemKeyRing() });
    const directory = installOptionsDirectory(process.env);
    const { loaded, notices } = readStartSettings({ directory, dataDir, tokenStore });
    const agent = await createAgent({
      ...{ dataDir, version, log, flags, loaded, tokenStore, notices },
      logDirectory: join(dataDir, 'logs'),
      logProblem: desktopLog.problem,
      clock: systemClock,
      environment: process.env,
      host: options.host(),
      replacedPort: options.replacedPort(),
      uiFolder: join(programDir, 'ui'),
      startDriver: () =>
        startElectronDriver(join(programDir, 'driver.js'), (said) => log.warn({ said }, 'the driver process said')),
      onPaperDrawn: ({ png }) => log.info({ paper: png }, 'paper drawn'),
    });
    desktopLog.setLevel(agent.station.settings.logLevel);
    log.info({ version, url: agent.url, dataDir, printer: agent.station.settings.printer.address }, 'agent ready');
    // As the headless agent does, for whoever started it from a terminal or a test.
    process.stdout.write(`ready ${agent.url}\n`);
    return {
      url: agent.url,
      windowApi: agent.windowApi,
      lookAtPrinter: () => agent.station.lookAtPrinter(),
      close: agent.close,
    };
  };
}

/**
 * The system's key ring, or null where there is none: on Linux without one Electron would seal with a key that everybody
 * knows (`basic_text`), which hides nothing. Asked at each start, as it answers only once the application is ready.
 */
function systemKeyRing(): KeyRing | null {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    seal: (text) => safeStorage.encryptString(text),
    unseal: (sealed) => safeStorage.decryptString(sealed),
  };
}
