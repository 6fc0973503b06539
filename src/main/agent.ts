import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import envPaths from 'env-paths';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from './clock.ts';
import { type Flags, helpText, parseCommandLine } from './command-line.ts';
import { headlessHost } from './control/host-features.ts';
import type { Agent } from './create-agent.ts';
import { createControlledAgent } from './create-controlled-agent.ts';
import { createLog } from './create-log.ts';
import { AgentError } from './errors.ts';
import { listPrinters } from './printers/printer-listing.ts';
import { printersText } from './printers-text.ts';
import { type AgentConfig, resolveConfig } from './settings/resolve-config.ts';
import { loadSettings } from './settings/settings-store.ts';
import { rotateTokenFile } from './settings/token-keeper.ts';
import { createFileTokenStore, type TokenStore } from './settings/token-store.ts';
import { welcomeText } from './welcome-text.ts';

/** Codes of a wrong option, variable or setting: exit 2. Everything else that prevents the start: exit 1. */
const usageCodes = new Set([
  'INVALID_ARGUMENT',
  'INVALID_TOKEN',
  'INVALID_SETTING',
  'INVALID_PRINTER',
  'PRINTER_UNSUPPORTED',
  'TOKEN_NOT_IN_FILE',
]);

const { version } = packageJson;

/** Headless entry: `smartpos-agent`, for services, tests and machines without a screen. */
async function main(args: readonly string[]): Promise<void> {
  const command = parseCommandLine(args);
  switch (command.name) {
    case 'help':
      process.stdout.write(helpText);
      return;
    case 'version':
      process.stdout.write(`${version}\n`);
      return;
    case 'printers':
      process.stdout.write(printersText(await listPrinters({ platform: process.platform })));
      return;
    case 'token':
      manageToken(command.action, command.flags);
      return;
    case 'run':
      await run(command.flags);
  }
}

/** The data directory, its settings, and what flags and environment make of them. */
function configure(flags: Flags) {
  const dataDir = openDataDirectory(flags['data-dir']);
  const loaded = loadSettings(dataDir, version);
  const config = resolveConfig(flags, process.env, loaded.settings);
  return { dataDir, loaded, config, tokenStore: createFileTokenStore(dataDir) };
}

function openDataDirectory(flag: string | undefined): string {
  if (flag === '') {
    throw new AgentError('INVALID_ARGUMENT', '--data-dir : valeur vide.');
  }
  const dataDir = resolve(flag ?? envPaths('smartpos-agent', { suffix: '' }).data);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AgentError(
      'DATA_DIR_UNUSABLE',
      `Le dossier de données ${dataDir} ne peut pas être créé (${codeOf(error)}).`,
      {
        cause: error,
      },
    );
  }
  return dataDir;
}

function manageToken(action: 'show' | 'rotate', flags: Flags): void {
  const { dataDir, config, tokenStore } = configure(flags);
  if (action === 'show') {
    process.stdout.write(`${config.token ?? tokenStore.readOrCreate()}\n`);
    return;
  }
  if (config.token !== null) {
    throw new AgentError(
      'TOKEN_NOT_IN_FILE',
      'Le jeton est donné par --token ou PRINTER_AGENT_TOKEN : remplacez-le là où il est écrit.',
    );
  }
  const hours = flags['grace-hours'] ?? '0';
  const graceHours = /^\d{1,4}$/.test(hours) ? Number(hours) : Number.NaN;
  process.stdout.write(`${rotateTokenFile({ dataDir, store: tokenStore, graceHours, clock: systemClock })}\n`);
}

async function run(flags: Flags): Promise<void> {
  const { dataDir, loaded, config, tokenStore } = configure(flags);
  const {
    log,
    directory: logDirectory,
    close: closeLog,
  } = await createLog({ dataDir, level: config.settings.logLevel });
  if (loaded.setAside !== null) {
    log.error({ file: loaded.setAside }, 'settings.json was not readable: set aside, defaults are used');
  }
  if (loaded.unknownKeys.length > 0) {
    log.warn({ file: loaded.file, keys: loaded.unknownKeys }, 'settings.json has keys that no setting has: ignored');
  }
  process.once('uncaughtException', (error) => {
    log.error({ err: error }, 'stopped by an unexpected error');
    closeLog();
    process.exit(1);
  });
  try {
    const { agent, close } = await createControlledAgent({
      ...{ dataDir, version, log, flags, loaded, tokenStore },
      logDirectory,
      clock: systemClock,
      environment: process.env,
      host: headlessHost,
      // Beside out/agent-main.js, which is what runs.
      uiFolder: fileURLToPath(new URL('./ui', import.meta.url)),
      onPaperDrawn: ({ png }) => log.info({ paper: shortPath(png) }, 'paper drawn'),
    });
    // Before the ready line: who reads it may stop the agent at once.
    const stopAsked = untilStopSignal();
    process.stdout.write(`ready ${agent.url}\n`);
    process.stderr.write(welcome(agent, config, dataDir, tokenStore));
    log.info({ version, url: agent.url, dataDir, printer: agent.station.settings.printer.address }, 'agent ready');
    await stopAsked;
    await close();
    log.info('agent stopped');
  } finally {
    closeLog();
  }
}

function welcome(agent: Agent, config: AgentConfig, dataDir: string, tokenStore: TokenStore): string {
  return welcomeText({
    version,
    url: agent.url,
    printer: config.settings.printer.address,
    paperDir: shortPath(join(dataDir, 'paper')),
    tokenFile: config.token === null ? shortPath(tokenStore.file) : null,
  });
}

/** A second signal ends the process at once, as Node does by default. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolveStop) => {
    process.once('SIGINT', () => resolveStop());
    process.once('SIGTERM', () => resolveStop());
  });
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && !fromHere.startsWith('..') ? fromHere : path;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isKnown = error instanceof AgentError;
  const text = isKnown
    ? error.message
    : `Démarrage impossible : ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`smartpos-agent: ${text.replaceAll('\n', ' ')}\n`);
  process.exitCode = isKnown && usageCodes.has(error.code) ? 2 : 1;
}
