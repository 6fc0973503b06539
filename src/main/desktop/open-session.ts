import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { systemClock } from '../clock.ts';
import type { ReplacedPort } from '../control/control-options.ts';
import type { HostFeatures } from '../control/host-features.ts';
import { createControlledAgent } from '../create-controlled-agent.ts';
import { openDataDirectory } from '../open-data-directory.ts';
import { installOptionsDirectory, takeInstallOptions } from '../settings/install-options.ts';
import { createSealedTokenStore, type KeyRing } from '../settings/sealed-token-store.ts';
import { loadSettings } from '../settings/settings-store.ts';
import type { AgentSession } from './agent-life.ts';
import type { DesktopLog } from './desktop-log.ts';
import { startElectronDriver } from './electron-driver-port.ts';
import { readDesktopFlags } from './read-desktop-flags.ts';

const { version } = packageJson;

export interface SessionOptions {
  args: readonly string[];
  /** Folder of the built program: out/. */
  programDir: string;
  desktopLog: DesktopLog;
  /** Asked at each start, as it answers only once the application is ready. */
  keyRing: () => KeyRing | null;
  host: () => HostFeatures;
  replacedPort: () => ReplacedPort | null;
}

/**
 * Gives what starts the agent: each call reads options and settings anew, so that a person who has mended them has
 * nothing to restart.
 */
export function createSessionOpener(options: SessionOptions): () => Promise<AgentSession> {
  const { args, programDir, desktopLog } = options;
  return async () => {
    const { flags } = readDesktopFlags(args);
    const dataDir = openDataDirectory(flags['data-dir']);
    desktopLog.open(dataDir);
    const log = desktopLog.log();
    const tokenStore = createSealedTokenStore({ dataDir, keyRing: options.keyRing() });
    // What the installer has laid ready comes before the settings are read.
    const directory = installOptionsDirectory(process.env);
    const notices = takeInstallOptions({ directory, dataDir, tokenStore });
    const loaded = loadSettings(dataDir);
    const { agent, control, close } = await createControlledAgent({
      ...{ dataDir, version, log, flags, loaded, tokenStore, notices },
      logDirectory: join(dataDir, 'logs'),
      logProblem: desktopLog.problem,
      clock: systemClock,
      environment: process.env,
      host: options.host(),
      replacedPort: options.replacedPort(),
      uiFolder: join(programDir, 'ui'),
      startDriver: () => startElectronDriver(join(programDir, 'driver.js')),
      onPaperDrawn: ({ png }) => log.info({ paper: png }, 'paper drawn'),
    });
    desktopLog.setLevel(agent.station.settings.logLevel);
    log.info({ version, url: agent.url, dataDir, printer: agent.station.settings.printer.address }, 'agent ready');
    // As the headless agent does, for whoever started it from a terminal or a test.
    process.stdout.write(`ready ${agent.url}\n`);
    return {
      url: agent.url,
      control,
      lookAtPrinter: () => agent.station.lookAtPrinter(),
      close,
    };
  };
}
