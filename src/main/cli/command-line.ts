import { parseArgs } from 'node:util';
import { AgentError } from '../base/errors.ts';
import type { Flags } from '../settings/resolve-config.ts';

/** What the command line says, before any value is checked. */
export type Command =
  | { name: 'help' | 'version' | 'printers' }
  | { name: 'token'; action: 'show' | 'rotate'; flags: Flags }
  | { name: 'service'; action: 'install' | 'remove' | 'status' }
  | { name: 'self-test'; flags: Flags }
  | { name: 'run'; flags: Flags };

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  token: { type: 'string' },
  'data-dir': { type: 'string' },
  printer: { type: 'string' },
  columns: { type: 'string' },
  'log-level': { type: 'string' },
  'grace-hours': { type: 'string' },
  /** Of the packed application: no window. Here there never is one. */
  service: { type: 'boolean' },
  'self-test': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const;

/** @throws AgentError `INVALID_ARGUMENT`: one French line */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const { help, version, service: _, 'self-test': selfTest, ...flags } = values;
  if (help) {
    return { name: 'help' };
  }
  if (version) {
    return { name: 'version' };
  }
  const [word, action, ...rest] = positionals;
  if (flags['grace-hours'] !== undefined && action !== 'rotate') {
    throw new AgentError('INVALID_ARGUMENT', "--grace-hours ne va qu'avec « smartpos-agent token rotate ».");
  }
  if (selfTest && word === undefined) {
    return { name: 'self-test', flags };
  }
  if (word === undefined) {
    return { name: 'run', flags };
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
  const shown = positionals.join(' ');
  throw new AgentError('INVALID_ARGUMENT', `Commande inconnue « ${shown} ». Voir smartpos-agent --help.`);
}

function isServiceAction(text: string | undefined): text is 'install' | 'remove' | 'status' {
  return text === 'install' || text === 'remove' || text === 'status';
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new AgentError('INVALID_ARGUMENT', toFrench(error, args), { cause: error });
  }
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
