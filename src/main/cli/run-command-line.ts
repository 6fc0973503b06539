import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { systemClock } from '../base/clock.ts';
import { openDataDirectory } from '../base/data-directory.ts';
import { AgentError } from '../base/errors.ts';
import { createLog } from '../base/log.ts';
import { formatHost, isWildcard } from '../base/network.ts';
import { type Agent, createAgent } from '../compose/create-agent.ts';
import { listPrinters } from '../printers/driver/list-printers.ts';
import { installOptionsDirectory, readStartSettings } from '../settings/install-options.ts';
import { type AgentConfig, type Flags, resolveConfig } from '../settings/resolve-config.ts';
import { beginFirst, loadSettings } from '../settings/settings-file.ts';
import { rotateTokenFile, showTokenFile } from '../token/token-keeper.ts';
import { createFileTokenStore, type TokenStore } from '../token/token-store.ts';
import { type HeadlessCommand, helpText } from './command-line.ts';
import { type HeadlessProgram, runSelfTestCommand, runServiceCommand } from './headless-program.ts';
import { stopInTime } from './stop-in-time.ts';
import { printersText, welcomeText } from './texts.ts';

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

/**
 * The whole of `smartpos-agent` without a window, for services, tests and machines without a screen: runs one command
 * to its end and gives the exit code. Never rejects: what prevents it is one line on stderr.
 */
export async function runCommandLine(command: HeadlessCommand, program: HeadlessProgram): Promise<number> {
  try {
    return await runCommand(command, program);
  } catch (error) {
    const isKnown = error instanceof AgentError;
    const text = isKnown
      ? error.message
      : `Démarrage impossible : ${error instanceof Error ? error.message : String(error)}`;
    process.stderr.write(`smartpos-agent: ${text.replaceAll('\n', ' ')}\n`);
    return isKnown && usageCodes.has(error.code) ? 2 : 1;
  }
}

async function runCommand(command: HeadlessCommand, program: HeadlessProgram): Promise<number> {
  switch (command.name) {
    case 'refused':
      throw command.error;
    case 'help':
      process.stdout.write(helpText);
      return 0;
    case 'version':
      process.stdout.write(`${version}\n`);
      return 0;
    case 'printers':
      process.stdout.write(printersText(await listPrinters(listing(program))));
      return 0;
    case 'token':
      manageToken(command.action, command.flags);
      return 0;
    case 'service':
      return runServiceCommand(command.action, program);
    case 'self-test':
      return runSelfTestCommand(program, version);
    case 'run':
      await run(command.flags, program);
      return 0;
  }
}

function listing({ startDriver }: HeadlessProgram) {
  return { platform: process.platform, ...(startDriver === undefined ? {} : { startDriver }) };
}

/** The data directory, its settings, and what flags and environment make of them. */
function configure(flags: Flags) {
  const dataDir = openDataDirectory(flags['data-dir']);
  const config = resolveConfig(flags, process.env, loadSettings(dataDir).settings);
  return { dataDir, config, tokenStore: createFileTokenStore(dataDir) };
}

function manageToken(action: 'show' | 'rotate', flags: Flags): void {
  const { dataDir, config, tokenStore } = configure(flags);
  // A token that is made for the first start must not look like what is left of a till.
  beginFirst(dataDir);
  if (action === 'show') {
    process.stdout.write(`${config.token ?? showTokenFile({ dataDir, store: tokenStore })}\n`);
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

async function run(flags: Flags, program: HeadlessProgram): Promise<void> {
  const dataDir = openDataDirectory(flags['data-dir']);
  const tokenStore = createFileTokenStore(dataDir);
  const directory = installOptionsDirectory(process.env);
  const { loaded, notices } = readStartSettings({ directory, dataDir, tokenStore });
  const config = resolveConfig(flags, process.env, loaded.settings);
  const {
    log,
    directory: logDirectory,
    problem: logProblem,
    close: closeLog,
  } = createLog({ dataDir, level: config.settings.logLevel });
  process.once('uncaughtException', (error) => {
    log.error({ err: error }, 'stopped by an unexpected error');
    closeLog();
    process.exit(1);
  });
  try {
    const agent = await createAgent({
      ...{ dataDir, version, log, flags, loaded, tokenStore },
      ...{ logDirectory, logProblem },
      clock: systemClock,
      environment: process.env,
      host: program.host,
      notices,
      ...(program.startDriver === undefined ? {} : { startDriver: program.startDriver }),
      uiFolder: program.uiFolder,
      onPaperDrawn: ({ png }) => log.info({ paper: shortPath(png) }, 'paper drawn'),
    });
    // Before the ready line: who reads it may stop the agent at once.
    const stopAsked = program.untilStopAsked();
    process.stdout.write(`ready ${agent.url}\n`);
    process.stderr.write(welcome(agent, config, { dataDir, tokenStore, uiFolder: program.uiFolder }));
    log.info({ version, url: agent.url, dataDir, printer: agent.station.settings.printer.address }, 'agent ready');
    await stopAsked;
    await stopInTime(agent, { log });
    log.info('agent stopped');
  } finally {
    closeLog();
  }
}

function welcome(
  agent: Agent,
  config: AgentConfig,
  { dataDir, tokenStore, uiFolder }: { dataDir: string; tokenStore: TokenStore; uiFolder: string },
): string {
  return welcomeText({
    version,
    url: agent.url,
    window: windowUrl(agent.listening(), uiFolder),
    printer: config.settings.printer.address,
    paperDir: shortPath(join(dataDir, 'paper')),
    tokenFile: config.token === null ? shortPath(tokenStore.file) : null,
  });
}

/** Where a browser of this machine opens the window; null when it was not built. */
function windowUrl({ host, port }: { host: string; port: number }, uiFolder: string): string | null {
  const name = isWildcard(host) ? '127.0.0.1' : host;
  return existsSync(join(uiFolder, 'index.html')) ? `http://${formatHost(name)}:${port}/ui/` : null;
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && !fromHere.startsWith('..') ? fromHere : path;
}
