import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeText } from '../../shared/decode-text.ts';
import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../base/errors.ts';
import type { TokenStore } from '../token/token-store.ts';
import { changeSettings } from './change-settings.ts';
import { importPythonSettings, parsePythonArguments } from './import-python-settings.ts';
import type { Settings } from './settings.ts';
import { hasSettings, type LoadedSettings, loadSettings, saveSettings } from './settings-file.ts';
import { withoutPrinting } from './settings-keeper.ts';

export interface InstallOptionsCall {
  /** Where the installer lays them; null: nowhere on this system. */
  directory: string | null;
  dataDir: string;
  tokenStore: Pick<TokenStore, 'replace'>;
  /** Default: the file system's. */
  removeFile?: (file: string) => void;
}

/** `%ProgramData%\SmartPOS Agent` on Windows, what packaging/windows/install-options.nsh writes into. */
export function installOptionsDirectory(environment: Readonly<Record<string, string | undefined>>): string | null {
  const { SMARTPOS_INSTALL_OPTIONS: named, ProgramData: common } = environment;
  if (named !== undefined && named !== '') return named;
  return process.platform === 'win32' && common !== undefined ? join(common, 'SmartPOS Agent') : null;
}

/**
 * The settings for a start of the agent, with what the installer has laid ready; and what a person should know of that.
 *
 * @throws AgentError `SETTINGS_NOT_SAVED`
 */
export function readStartSettings(call: InstallOptionsCall): { loaded: LoadedSettings; notices: Problem[] } {
  const { trouble } = loadSettings(call.dataDir);
  const notices = takeInstallOptions(call);
  const loaded = loadSettings(call.dataDir);
  // What was taken has been saved, over a file that did not serve, too; it may well say which printer there is.
  const before = trouble && { ...trouble, stops: trouble.stops && isPrinterUnknown(loaded.settings) };
  return { loaded: { ...loaded, trouble: loaded.trouble ?? before }, notices };
}

/**
 * Takes what the installer has laid ready for the first start, once: a silent roll-out's options, and the settings of the
 * Python agent that was found. Each good value is taken over into settings and token, each bad one told. The files are
 * deleted (one of them holds the token); one that cannot be deleted is not taken a second time.
 *
 * Gives what a person should know, for the window. Never throws for what is in the files.
 *
 * @throws AgentError `SETTINGS_NOT_SAVED`
 */
export function takeInstallOptions(call: InstallOptionsCall): Problem[] {
  const { directory, dataDir } = call;
  const { removeFile = rmSync } = call;
  if (directory === null) return [];
  const problems: Problem[] = [];
  // A till that has settings of its own has left the Python agent behind long ago.
  const hasToken = ['token', 'token.sealed'].some((name) => existsSync(join(dataDir, name)));
  const isFirstStart = !hasSettings(dataDir) && !hasToken;
  takeOnce(join(directory, 'python-agent.env'), dataDir, removeFile, (bytes) => {
    if (isFirstStart) problems.push(...takePython(decodeText(bytes), call));
  });
  takeOnce(join(directory, 'install-options.txt'), dataDir, removeFile, (bytes) => {
    problems.push(...takeOptions(readLines(bytes), call));
  });
  return problems;
}

function takeOnce(file: string, dataDir: string, remove: (file: string) => void, take: (bytes: Buffer) => void): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    // Not there, as at every start but the first; or of another account, whom it is for.
    return;
  }
  const mark = join(dataDir, 'install-options.taken');
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8').includes(digest)) return;
  take(bytes);
  try {
    remove(file);
  } catch {
    writeFileSync(mark, `${digest}\n`, { flag: 'a', mode: 0o600 });
  }
}

function takePython(text: string, call: InstallOptionsCall): Problem[] {
  const settings = loadSettings(call.dataDir).settings;
  const line = /^SMARTPOS_PYTHON_ARGUMENTS=(.*)$/m.exec(text)?.[1] ?? '';
  try {
    // The Python agent's command line won over its .env: what comes last counts.
    const found = importPythonSettings(`${text}\n${parsePythonArguments(line)}`, settings);
    save(call, found.settings, found.token);
    const taken = `Les réglages de l'ancien agent d'impression sont repris : ${found.taken.join(', ')}.`;
    return [
      ...(found.taken.length === 0 ? [] : [{ code: 'PYTHON_SETTINGS_TAKEN', message: taken }]),
      ...found.refused.map(({ name, problem }) => refusal(name, problem.message)),
    ];
  } catch (error) {
    // No line of it is of this agent: there was nothing to take over.
    if (error instanceof AgentError && error.code === 'INVALID_ENV_FILE') return [];
    throw error;
  }
}

function isPrinterUnknown({ printer }: Settings): boolean {
  return printer.address === 'virtual';
}

function takeOptions(lines: Map<string, string>, call: InstallOptionsCall): Problem[] {
  const loaded = loadSettings(call.dataDir);
  let { settings } = loaded;
  const problems: Problem[] = [];
  const patches: [name: string, patch: unknown][] = [];
  const port = lines.get('port');
  const host = lines.get('host');
  const printer = lines.get('printer');
  if (port !== undefined) patches.push(['--port', { port: Number(port) }]);
  if (host !== undefined) patches.push(['--host', { host }]);
  if (printer !== undefined) patches.push(['--printer', { printer: { address: printer } }]);
  for (const [name, patch] of patches) {
    try {
      settings = changeSettings(settings, patch, { fixed: [], effective: settings });
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      problems.push(refusal(name, error.message));
    }
  }
  const stays = loaded.trouble?.stops === true && isPrinterUnknown(settings);
  save(call, stays ? withoutPrinting(settings) : settings, null);
  const token = lines.get('token');
  try {
    if (token !== undefined) call.tokenStore.replace(token);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    problems.push(refusal('--token-file', error.message));
  }
  return problems;
}

function save({ dataDir, tokenStore }: InstallOptionsCall, settings: Settings, token: string | null): void {
  saveSettings(dataDir, settings);
  if (token !== null) tokenStore.replace(token);
}

function refusal(name: string, reason: string): Problem {
  return { code: 'INSTALL_OPTION_REFUSED', message: `Option d'installation ${name} non reprise. ${reason}` };
}

/** `name=value` lines, UTF-16 with byte-order mark as NSIS writes them, or UTF-8. */
function readLines(bytes: Buffer): Map<string, string> {
  const pairs = decodeText(bytes)
    .split(/\r?\n/)
    .map((line) => /^([a-z-]+)=(.*)$/.exec(line.trim()));
  return new Map(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? '']])));
}
