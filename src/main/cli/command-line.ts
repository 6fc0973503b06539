import { parseArgs } from 'node:util';
import { AgentError } from '../base/errors.ts';
import type { Flags } from '../settings/resolve-config.ts';

/** What runs without a window: what the command line says, before any value is checked. */
export type HeadlessCommand =
  | { name: 'help' | 'version' | 'printers' }
  | { name: 'token'; action: 'show' | 'rotate'; flags: Flags }
  | { name: 'service'; action: 'install' | 'remove' | 'status' }
  | { name: 'self-test'; flags: Flags }
  | { name: 'run'; flags: Flags }
  /** `INVALID_ARGUMENT`: one French line. */
  | { name: 'refused'; error: AgentError };

/** The tray application. */
export interface DesktopCommand {
  name: 'desktop';
  /** Empty where one of them is wrong. */
  flags: Flags;
  /** `INVALID_ARGUMENT`, for the window to say: where the agent is started. */
  wrongOption: AgentError | null;
  /** Start without showing the window: at login, and after an update, when nobody has asked for one. */
  hidden: boolean;
}

/** Every option there is; none is known that is not here. */
const options = {
  /** For the agent, with a window or without. */
  agent: {
    host: { type: 'string' },
    port: { type: 'string' },
    token: { type: 'string' },
    'data-dir': { type: 'string' },
    printer: { type: 'string' },
    columns: { type: 'string' },
    'log-level': { type: 'string' },
  },
  /** Without a window only. `service` says just that, and makes no difference where there never is one. */
  headless: {
    service: { type: 'boolean' },
    'self-test': { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
    'grace-hours': { type: 'string' },
  },
  /** The tray application's own; the installer starts it again with `updated`. */
  desktop: ['--hidden', '--updated'],
} as const;

/** What has no window in the packed application: a command or the service, wherever the word stands, unless as a value. */
const headlessWords = new Set([
  ...['service', 'token', 'printers'],
  ...['--service', '--self-test', '--help', '-h', '--version'],
]);

const takeValues = new Set([...Object.keys(options.agent), 'grace-hours'].map((name) => `--${name}`));

/** Chromium's own switches, which the service's command line holds. */
const chromiumSwitches = /^--(no-sandbox|disable-gpu|ozone-platform(=.*)?|enable-logging.*|remote-debugging-.*)$/;

/**
 * The one reader of the command line, and who decides whether there is a window. Never throws: what is wrong is in the
 * command, for the one who can say it.
 *
 * @param entry plain Node has no window and refuses every word that it does not know. The packed application's command
 * line also holds Chromium's, Electron's and whatever a desktop adds: with a window those are not ours to refuse, without
 * one Chromium's known switches are dropped.
 */
export function readCommandLine(args: readonly string[], entry: 'node'): HeadlessCommand;
export function readCommandLine(args: readonly string[], entry: 'electron'): HeadlessCommand | DesktopCommand;
export function readCommandLine(args: readonly string[], entry: 'node' | 'electron'): HeadlessCommand | DesktopCommand {
  if (entry === 'node') return readHeadless(args);
  const isValue = (index: number) => /^[^-]/.test(args[index] ?? '') && takeValues.has(args[index - 1] ?? '');
  return args.some((word, index) => headlessWords.has(word) && !isValue(index))
    ? readHeadless(args.filter((word) => !chromiumSwitches.test(word)))
    : readDesktop(args);
}

function readDesktop(args: readonly string[]): DesktopCommand {
  const hidden = options.desktop.some((word) => args.includes(word));
  const { values } = parseArgs({ args: [...args], options: options.agent, allowPositionals: true, strict: false });
  const flags: Flags = {};
  for (const name of Object.keys(options.agent) as (keyof typeof options.agent)[]) {
    const value = values[name];
    if (typeof value === 'string') {
      flags[name] = value;
    } else if (value !== undefined) {
      const wrongOption = new AgentError('INVALID_ARGUMENT', `L'option --${name} a besoin d'une valeur.`);
      return { name: 'desktop', flags: {}, wrongOption, hidden };
    }
  }
  return { name: 'desktop', flags, wrongOption: null, hidden };
}

function readHeadless(args: readonly string[]): HeadlessCommand {
  try {
    return toCommand(parse(args));
  } catch (error) {
    return { name: 'refused', error: error instanceof AgentError ? error : invalid(toFrench(error, args), error) };
  }
}

function parse(args: readonly string[]) {
  const known = { ...options.agent, ...options.headless };
  return parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true });
}

/** @throws AgentError `INVALID_ARGUMENT` */
function toCommand({ values, positionals }: ReturnType<typeof parse>): HeadlessCommand {
  const { help, version, service: _, 'self-test': selfTest, ...flags } = values;
  if (help) {
    return { name: 'help' };
  }
  if (version) {
    return { name: 'version' };
  }
  const [word, action, ...rest] = positionals;
  if (flags['grace-hours'] !== undefined && action !== 'rotate') {
    throw invalid("--grace-hours ne va qu'avec « smartpos-agent token rotate ».");
  }
  if (word === undefined) {
    return { name: selfTest ? 'self-test' : 'run', flags };
  }
  if (word === 'printers' && action === undefined) {
    return { name: 'printers' };
  }
  if (word === 'token' && (action === 'show' || action === 'rotate') && rest.length === 0) {
    return { name: 'token', action, flags };
  }
  if (word === 'service' && isServiceAction(action) && rest.length === 0) {
    return { name: 'service', action };
  }
  throw invalid(`Commande inconnue « ${positionals.join(' ')} ». Voir smartpos-agent --help.`);
}

function isServiceAction(text: string | undefined): text is 'install' | 'remove' | 'status' {
  return text === 'install' || text === 'remove' || text === 'status';
}

function invalid(message: string, cause?: unknown): AgentError {
  return new AgentError('INVALID_ARGUMENT', message, { cause });
}

/** Node explains in English, in several sentences, and would repeat a token's value. */
function toFrench(error: unknown, args: readonly string[]): string {
  const text = error instanceof Error ? error.message : '';
  const name = /'(?:-\w, )?(--?[^ '=]+)/.exec(text)?.[1] ?? args[0] ?? '';
  if (/Unknown option/.test(text)) {
    return `Option inconnue ${name}. Voir smartpos-agent --help.`;
  }
  if (/does not take an argument/.test(text)) {
    return `L'option ${name} ne prend pas de valeur.`;
  }
  return `L'option ${name} a besoin d'une valeur. Voir smartpos-agent --help.`;
}

export const helpText = `SmartPOS Agent : imprime les tickets de l'ERP et ouvre le tiroir-caisse.

Utilisation :
  smartpos-agent [options]              démarre l'agent
  smartpos-agent token show             affiche le jeton que l'ERP doit envoyer
  smartpos-agent token rotate           remplace le jeton (l'ancien est refusé aussitôt)
  smartpos-agent printers               montre les imprimantes branchées et quoi écrire après --printer
  smartpos-agent service install        démarre l'agent avec la machine (Linux : avec sudo ; macOS : à l'ouverture de session)
  smartpos-agent service remove         n'y démarre plus ; journal et réglages restent
  smartpos-agent service status         dit si le service est installé et s'il tourne
  smartpos-agent --self-test            essaie l'installation sans imprimer et dit ce qui manque

Options :
  --host ADRESSE       adresse d'écoute (127.0.0.1)
  --port PORT          port d'écoute (8080 ; 0 prend un port libre)
  --token JETON        jeton attendu ; sinon celui du dossier de données
  --data-dir DOSSIER   journal, réglages, jeton, papier de l'imprimante virtuelle
  --printer CIBLE      virtual | usb | usb:0471:0055 | tcp://HOTE[:9100] | file:CHEMIN
  --columns N          32 | 42 | 48
  --log-level NIVEAU   debug | info | warn | error
  --grace-hours N      avec token rotate : l'ancien jeton reste accepté N heures (0)
  --help, --version

Variables d'environnement (celles de l'agent Python) : PRINTER_ENABLED, PRINTER_VENDOR_ID, PRINTER_PRODUCT_ID,
PRINTER_INTERFACE, PRINTER_TIMEOUT, PRINTER_AGENT_HOST, PRINTER_AGENT_PORT, PRINTER_AGENT_TOKEN, PRINTER_LOG_LEVEL.
Les options l'emportent sur l'environnement, qui l'emporte sur DOSSIER/settings.json.

Une fois prêt, l'agent écrit sur la sortie standard la seule ligne « ready http://ADRESSE:PORT ».
Codes de sortie : 0 arrêt demandé, 1 démarrage impossible, 2 option ou réglage incorrect.
`;
