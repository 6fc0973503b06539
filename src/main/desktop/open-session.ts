import { resolve } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { systemClock } from '../clock.ts';
import { createAgent } from '../create-agent.ts';
import { loadLogo } from '../drawing/load-logo.ts';
import { openDataDirectory } from '../open-data-directory.ts';
import { resolveConfig } from '../settings/resolve-config.ts';
import { loadSettings } from '../settings/settings-store.ts';
import { createFileTokenStore, createTokenCheck, followTokenFile } from '../settings/token-store.ts';
import type { AgentSession } from './agent-life.ts';
import type { DesktopLog } from './desktop-log.ts';
import { readDesktopFlags } from './read-desktop-flags.ts';

const { version } = packageJson;

/**
 * Gives what starts the agent: each call reads options and settings anew, so that a person who has mended them has
 * nothing to restart.
 */
export function createSessionOpener(options: {
  args: readonly string[];
  programDir: string;
  desktopLog: DesktopLog;
}): () => Promise<AgentSession> {
  const { args, desktopLog } = options;
  return async () => {
    const { flags } = readDesktopFlags(args);
    const dataDir = openDataDirectory(flags['data-dir']);
    await desktopLog.open(dataDir, 'info');
    const loaded = loadSettings(dataDir, version);
    const { settings, token } = resolveConfig(flags, process.env, loaded.settings);
    const log = desktopLog.log();
    const tokenStore = createFileTokenStore(dataDir);
    const agent = await createAgent({
      settings,
      dataDir,
      version,
      log,
      clock: systemClock,
      logo: settings.logoFile === null ? null : await loadLogo(resolve(dataDir, settings.logoFile)),
      isValidToken: createTokenCheck(token === null ? followTokenFile(tokenStore) : () => token),
      onPaperDrawn: ({ png }) => log.info({ paper: png }, 'paper drawn'),
    });
    log.info({ version, url: agent.url, dataDir, printer: settings.printer.address }, 'agent ready');
    process.stdout.write(`ready ${agent.url}\n`);
    const overview = {
      version,
      printer: {
        condition: 'ready',
        reasons: [],
        drawer: 'unknown',
        code: 'PRINTER_READY',
        message: "L'imprimante est prête.",
        since: new Date().toISOString(),
      },
      printerDescription: settings.printer.address,
      paused: false,
      queue: { waiting: 0, printing: 0, uncertain: 0, failed: 0 },
      notices: [],
      welcomeDone: true,
      language: null,
    };
    return {
      url: agent.url,
      control: {
        call: async (name) => (name === 'readOverview' ? overview : { jobs: [], next: null }),
        subscribe: () => () => {},
      },
      lookAtPrinter: () => {},
      close: () => agent.close(),
    };
  };
}
