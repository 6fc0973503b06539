import { resolve } from 'node:path';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadLogo } from '../drawing/logo.ts';
import type { DriverPort } from '../printers/driver/driver-port.ts';
import { listPrinters } from '../printers/driver/list-printers.ts';
import type { Environment, Flags } from '../settings/resolve-config.ts';
import type { LoadedSettings } from '../settings/settings-file.ts';
import { createSettingsKeeper } from '../settings/settings-keeper.ts';
import type { PrintStation } from '../station/print-station.ts';
import { createTokenKeeper } from '../token/token-keeper.ts';
import type { TokenStore } from '../token/token-store.ts';
import { createUpdates } from '../updates/updates.ts';
import type { HostFeatures } from '../window-api/host-features.ts';
import { createWindowApi, type WindowApi } from '../window-api/window-api.ts';
import type { ReplacedPort } from '../window-api/window-api-options.ts';
import { type Agent, createAgent } from './create-agent.ts';

export interface ControlledAgentOptions {
  /** Absolute. */
  dataDir: string;
  logDirectory: string;
  /** Why nothing is written there; null: it is. */
  logProblem: () => Problem | null;
  version: string;
  clock: Clock;
  log: Log;
  flags: Flags;
  environment: Environment;
  loaded: LoadedSettings;
  tokenStore: TokenStore;
  host: HostFeatures;
  /** The folder of the window's page for `/ui/`; null: not served (the window is Electron's). */
  uiFolder: string | null;
  /** Where a real device's driver process comes from. Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
  /** Whatever else the entry has found at start. */
  notices?: readonly Problem[];
  /** The port that a person has given up, as another program had it. */
  replacedPort?: ReplacedPort | null;
  onPaperDrawn: (paths: { png: string; text: string }) => void;
}

export interface RunningAgent {
  agent: Agent;
  windowApi: WindowApi;
  close(): Promise<void>;
}

/**
 * The agent with its settings, its token and its windows' calls: what both entries (plain Node and Electron) start.
 *
 * @throws AgentError what `resolveConfig`, the token store and `createAgent` throw
 */
export async function createControlledAgent(options: ControlledAgentOptions): Promise<RunningAgent> {
  const { dataDir, version, clock, log, flags, environment, loaded, tokenStore, uiFolder, startDriver } = options;
  const settings = createSettingsKeeper({ dataDir, flags, environment, stored: loaded.settings });
  const config = settings.resolve(settings.stored);
  const tokens = createTokenKeeper({ dataDir, store: tokenStore, fixed: config.token, clock, log });
  logSettings(loaded, log);
  const { logo, problem: logoProblem } = await findLogo(config.settings.logoFile, dataDir, log);
  const startNotices = ({ logo: inUse, settings: applied }: PrintStation) => {
    const logProblem = options.logProblem();
    return [
      ...settingsNotices(loaded),
      ...(options.notices ?? []),
      // Told until another is chosen, or none.
      ...(logoProblem !== null && inUse === null && applied.logoFile !== null ? [logoProblem] : []),
      ...(logProblem === null ? [] : [logProblem]),
    ];
  };
  let windowApi: WindowApi | null = null;
  const agent = await createAgent({
    settings: config.settings,
    dataDir,
    version,
    log,
    clock,
    ...{ logo, notices: startNotices },
    isValidToken: tokens.accepts,
    isOwnCall: () => tokens.isOwnUse,
    onPaperDrawn: options.onPaperDrawn,
    ...(startDriver && { startDriver }),
    ...(uiFolder === null ? {} : { ui: { folder: uiFolder, windowApi: () => windowApi, tokens } }),
  });
  const updates = createUpdates({
    updates: options.host.updates,
    settings: () => settings.stored.updates,
    currentVersion: version,
    unfinished: () => agent.store.count('queued') + agent.store.count('printing'),
    ...{ clock, log },
  });
  agent.events.on('job-changed', updates.jobsChanged);
  windowApi = createWindowApi({
    ...{ agent, settings, tokens, updates, dataDir, version, clock, log },
    logDirectory: options.logDirectory,
    host: options.host,
    startNotices: () => startNotices(agent.station),
    replacedPort: options.replacedPort ?? null,
    listPrinters: () => listPrinters({ platform: process.platform, ...(startDriver && { startDriver }) }),
  });
  return {
    agent,
    windowApi,
    close: async () => {
      updates.close();
      await agent.close();
      tokens.close();
    },
  };
}

/** A logo that cannot be read is said, and stops nothing: a ticket without it is better than none. */
async function findLogo(
  logoFile: string | null,
  dataDir: string,
  log: Log,
): Promise<{ logo: Bitmap | null; problem: Problem | null }> {
  if (logoFile === null) return { logo: null, problem: null };
  try {
    return { logo: await loadLogo(resolve(dataDir, logoFile)), problem: null };
  } catch (error) {
    log.warn({ err: error, file: logoFile }, 'the logo cannot be read: receipts are printed without it');
    const known = error instanceof AgentError && error.code === 'LOGO_UNREADABLE';
    const message = known
      ? error.message
      : "Le logo n'a pas pu être lu : les tickets s'impriment sans logo. Choisissez une autre image dans la rubrique Magasin.";
    return { logo: null, problem: { code: 'LOGO_UNREADABLE', message } };
  }
}

function logSettings({ setAside, unknownKeys, file }: LoadedSettings, log: Log): void {
  if (setAside !== null) {
    log.error({ file: setAside }, 'settings.json was not readable: set aside, defaults are used');
  }
  if (unknownKeys.length > 0) {
    log.warn({ file, keys: unknownKeys }, 'settings.json has keys that no setting has: ignored');
  }
}

function settingsNotices({ setAside, unknownKeys }: LoadedSettings): Problem[] {
  const aside = {
    code: 'SETTINGS_SET_ASIDE',
    message: `Le fichier de réglages n'était pas lisible : il est gardé sous ${setAside}, et les réglages d'usine servent. Vérifiez l'imprimante, le réseau et la boutique.`,
  };
  const unknown = {
    code: 'UNKNOWN_SETTINGS',
    message: `Le fichier de réglages contient des noms inconnus, sans effet : ${unknownKeys.join(', ')}.`,
  };
  return [...(setAside === null ? [] : [aside]), ...(unknownKeys.length === 0 ? [] : [unknown])];
}
