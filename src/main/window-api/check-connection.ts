import { request } from 'node:http';
import * as z from 'zod';
import type { ConnectionCheck } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { PrinterState } from '../../shared/printer-state.ts';
import { formatHost, isLoopback, isWildcard, type NetworkAddress } from '../base/network.ts';

export interface ConnectionFacts {
  /** Where the agent listens, and the port that the settings want (0: any). */
  listening: { host: string; port: number };
  wishedPort: number;
  token: string;
  /** ISO 8601, as `/status` says it: by it the agent knows itself. */
  startedAt: string;
  addresses: readonly NetworkAddress[];
  /** What is to be said of callers that were refused. */
  refused: Problem | null;
  printer: PrinterState;
  findPortOwner: (port: number) => Promise<string | null>;
  platform: NodeJS.Platform;
}

type Check = Omit<ConnectionCheck, 'ok'>;

const good = (check: Check): ConnectionCheck => ({ ...check, ok: true });
const bad = (check: Check): ConnectionCheck => ({ ...check, ok: false });

/** Calls the agent by each of its addresses, as the ERP would, and says in words what it found, in the order of a search. */
export async function checkConnection(facts: ConnectionFacts): Promise<ConnectionCheck[]> {
  const { host, port } = facts.listening;
  const localHost = isWildcard(host) ? '127.0.0.1' : host;
  const localUrl = `http://${formatHost(localHost)}:${port}`;
  const local = await callOwnAgent(`${localUrl}/status`, facts);
  const listening = await checkListening(facts, localUrl, local);
  const others = await checkNetwork(facts, listening.ok);
  return [
    listening,
    ...checkOwnAddress(facts),
    ...others,
    checkToken(localUrl, local),
    ...checkCallers(facts.refused),
    checkPrinter(facts.printer),
  ];
}

async function checkListening(facts: ConnectionFacts, url: string, answer: OwnAnswer): Promise<ConnectionCheck> {
  const id = 'listening';
  const { wishedPort, listening, findPortOwner } = facts;
  const { port } = listening;
  if (answer.kind !== 'answer') {
    const message =
      answer.kind === 'timeout'
        ? `L'agent ne répond pas sur ${url} : redémarrez-le.`
        : `Rien ne répond sur ${url} (${answer.code}) : redémarrez l'agent.`;
    return bad({ id, code: answer.kind === 'timeout' ? 'NO_ANSWER' : 'NOTHING_LISTENS', message, url });
  }
  if (!answer.isOwn && answer.status !== 401) {
    const owner = await findPortOwner(port);
    return bad({ id, code: 'PORT_TAKEN', url, message: takenMessage(port, owner) });
  }
  if (wishedPort !== 0 && port !== wishedPort) {
    const owner = await findPortOwner(wishedPort);
    const message = `${takenMessage(wishedPort, owner)} En attendant, l'agent écoute sur ${port}.`;
    return bad({ id, code: 'PORT_FALLBACK', url, message });
  }
  return good({ id, code: 'LISTENING', url, message: `L'agent répond sur ${url}.` });
}

function takenMessage(port: number, owner: string | null): string {
  const who = owner === null ? 'un autre programme' : owner;
  return `Le port ${port} est pris par ${who} : arrêtez ce programme, ou choisissez un autre port ici et dans l'ERP.`;
}

/** An address of its own must still be this machine's: DHCP or another cable may have changed it. */
function checkOwnAddress({ listening: { host, port }, addresses }: ConnectionFacts): ConnectionCheck[] {
  const id = 'own-address';
  if (isWildcard(host)) {
    return [];
  }
  const url = `http://${formatHost(host)}:${port}`;
  if (isLoopback(host)) {
    const message =
      "L'agent n'écoute que cette machine : un ERP d'une autre machine ne peut pas l'appeler, sauf par un tunnel. Ouvrez l'accès réseau s'il le faut.";
    return [good({ id, code: 'NETWORK_OFF', url, message })];
  }
  if (addresses.some(({ address }) => address === host) || !/^[\d.]+$|:/.test(host)) {
    return [good({ id, code: 'OWN_ADDRESS', url, message: `${host} est une adresse de cette machine.` })];
  }
  const now = addresses.map(({ address }) => address).join(', ') || 'aucune';
  const message = `L'adresse ${host} n'est plus celle de cette machine (à présent : ${now}) : choisissez-en une autre, ou 0.0.0.0 pour toutes.`;
  return [bad({ id, code: 'WRONG_INTERFACE', url, message })];
}

async function checkNetwork(facts: ConnectionFacts, isListening: boolean): Promise<ConnectionCheck[]> {
  const { listening, addresses } = facts;
  const { host, port } = listening;
  if (!isWildcard(host) || !isListening) {
    return [];
  }
  const reachable = addresses.filter(({ address }) => host === '::' || !address.includes(':'));
  if (reachable.length === 0) {
    const message = "Cette machine n'a pas d'adresse réseau : branchez le câble ou connectez le Wi-Fi.";
    return [bad({ id: 'network-address', code: 'NO_NETWORK', url: null, message })];
  }
  return Promise.all(
    reachable.map(async ({ address }) => {
      const url = `http://${formatHost(address)}:${port}`;
      return checkAddress(facts, url, await callOwnAgent(`${url}/status`, facts));
    }),
  );
}

function checkAddress({ platform }: ConnectionFacts, url: string, answer: OwnAnswer): ConnectionCheck {
  const id = 'network-address';
  if (answer.kind !== 'answer') {
    const message = `${url} ne répond pas (${answer.code}), alors que l'agent répond sur cette machine : un pare-feu le bloque sans doute. ${firewallHints[platform] ?? firewallHints.linux}`;
    return bad({ id, code: 'FIREWALL_SUSPECTED', url, message });
  }
  if (!answer.isOwn && answer.status !== 401) {
    const message = `Un autre programme répond sur ${url} : arrêtez-le, ou choisissez un autre port.`;
    return bad({ id, code: 'PORT_TAKEN', url, message });
  }
  // Windows does not filter what a machine sends to itself: its firewall may still stop the ERP.
  const hint = platform === 'win32' ? ` ${firewallHints.win32}` : '';
  const message = `L'agent répond sur ${url}. Si l'ERP n'y arrive pas, cherchez entre les deux : pare-feu, routeur, VPN.${hint}`;
  return good({ id, code: 'REACHABLE', url, message });
}

const firewallHints: Partial<Record<NodeJS.Platform, string>> & { linux: string } = {
  win32:
    'Dans « Sécurité Windows › Pare-feu › Autoriser une application », cochez SmartPOS Agent pour les réseaux privés.',
  darwin: 'Dans « Réglages Système › Réseau › Coupe-feu › Options », autorisez SmartPOS Agent.',
  linux: 'Autorisez le port dans le pare-feu de cette machine (ufw allow, firewall-cmd --add-port).',
};

function checkToken(url: string, answer: OwnAnswer): ConnectionCheck {
  const id = 'token';
  if (answer.kind !== 'answer') {
    const message = "Le jeton n'a pas pu être essayé : l'agent ne répond pas.";
    return bad({ id, code: 'TOKEN_NOT_TRIED', url, message });
  }
  if (answer.status === 401) {
    const message = `Le jeton de cet agent est refusé sur ${url} : un autre agent y répond. Arrêtez-le, puis redémarrez celui-ci.`;
    return bad({ id, code: 'TOKEN_REFUSED', url, message });
  }
  return good({ id, code: 'TOKEN_ACCEPTED', url, message: "Le jeton est accepté. L'ERP doit envoyer le même." });
}

/** The token is right here, and somebody uses another one: only the till can say so, the ERP tells its people nothing. */
function checkCallers(refused: Problem | null): ConnectionCheck[] {
  // A browser that looked in without one is nothing to be mended.
  return refused?.code === 'CALLERS_REFUSED' ? [bad({ id: 'callers', ...refused, url: null })] : [];
}

function checkPrinter({ condition, code, message }: PrinterState): ConnectionCheck {
  const isGood = condition === 'ready' || condition === 'busy';
  return { id: 'printer', ok: isGood, code, message, url: null };
}

type OwnAnswer =
  /** `isOwn`: it is this agent, started at the same moment. */
  { kind: 'answer'; status: number; isOwn: boolean } | { kind: 'refused' | 'timeout' | 'unreachable'; code: string };

const callTimeoutMs = 3_000;
const largestAnswerBytes = 64 * 1024;

const statusSchema = z.object({ agent: z.object({ stats: z.object({ started_at: z.string() }) }) });

/** Calls a route really over HTTP, as the ERP would; never rejects. */
async function callOwnAgent(url: string, options: { token: string | null; startedAt: string }): Promise<OwnAnswer> {
  const answer = await get(url, options.token);
  if ('code' in answer) {
    const kind = answer.code === 'ECONNREFUSED' ? 'refused' : answer.code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
    return { kind, code: answer.code };
  }
  const status = statusSchema.safeParse(parseJson(answer.text));
  return {
    kind: 'answer',
    status: answer.status,
    isOwn: status.success && status.data.agent.stats.started_at === options.startedAt,
  };
}

function get(url: string, token: string | null): Promise<{ status: number; text: string } | { code: string }> {
  return new Promise((resolve) => {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const timer = setTimeout(
      () => call.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
      callTimeoutMs,
    );
    const finish = (result: { status: number; text: string } | { code: string }) => {
      clearTimeout(timer);
      resolve(result);
    };
    const call = request(url, { agent: false, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > largestAnswerBytes) {
          call.destroy();
        }
      });
      response.once('end', () => finish({ status: response.statusCode ?? 0, text }));
      response.once('error', (error: NodeJS.ErrnoException) => finish({ code: error.code ?? 'ERROR' }));
    });
    call.once('error', (error: NodeJS.ErrnoException) => finish({ code: error.code ?? 'ERROR' }));
    call.end();
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
