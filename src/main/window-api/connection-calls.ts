import type { Connection, FirewallNotice } from '../../shared/bridge.ts';
import type { Calls } from '../../shared/bridge-calls.ts';
import { AgentError } from '../base/errors.ts';
import { whileHeld } from '../base/file-trouble.ts';
import { formatHost, isHost, isLoopback, readNetworkAddresses, urlsOf } from '../base/network.ts';
import { findPortOwner } from '../base/port-owner.ts';
import type { TokenUse } from '../token/token-history.ts';
import { checkConnection } from './check-connection.ts';
import { describeRefused, listRefused } from './describe-refused.ts';
import type { FirewallRule } from './host-features.ts';
import type { WindowApiOptions, WindowEvents } from './window-api-options.ts';

/** What stands between the ERP and this till: addresses, port and token. */
export function createConnectionCalls(options: WindowApiOptions, events: WindowEvents) {
  const { agent, tokens, host } = options;
  return {
    readFirewall: async () =>
      host.readFirewallRules === null ? null : describeFirewall(await host.readFirewallRules(), agent.listening()),
    readConnection: () => readConnection(options),
    revealToken: () => ({ token: tokens.current() }),
    rotateToken: async ({ graceHours }) => {
      await whileHeld(() => tokens.rotate(graceHours));
      events.emit({ type: 'settings-changed' });
      events.touch();
      return readConnection(options);
    },
    readErpSettings: ({ host }) => ({ text: erpSettings(host, agent.listening().port, tokens.current()) }),
    // Its own calls are not uses by the ERP.
    testConnection: () =>
      tokens.withoutUses(() =>
        checkConnection({
          listening: agent.listening(),
          wishedPort: agent.station.settings.port,
          token: tokens.current(),
          startedAt: new Date(agent.startedAt).toISOString(),
          addresses: readNetworkAddresses(),
          refused: describeRefused(options),
          printer: agent.station.printer.state,
          platform: process.platform,
          findPortOwner,
        }),
      ),
  } satisfies Partial<Calls>;
}

function readConnection(options: Pick<WindowApiOptions, 'agent' | 'tokens' | 'clock'>): Connection {
  const { agent, tokens } = options;
  const { host, port } = agent.listening();
  const interfaces = readNetworkAddresses();
  const { source, note, lastUsed, old } = tokens.state();
  return {
    host,
    port,
    network: !isLoopback(host),
    interfaces,
    urls: urlsOf({ host, port }, interfaces),
    tokenSource: source,
    tokenNote: note,
    tokenLastUsed: toView(lastUsed),
    refusedCallers: listRefused(options).map(({ address, count, since, lastAt, hasToken }) => ({
      ...{ address, count, hasToken },
      since: new Date(since).toISOString(),
      lastAt: new Date(lastAt).toISOString(),
    })),
    oldToken:
      old === null ? null : { validUntil: new Date(old.validUntil).toISOString(), lastUsed: toView(old.lastUsed) },
  };
}

function toView(use: TokenUse | null): { at: string; address: string } | null {
  return use === null ? null : { at: new Date(use.at).toISOString(), address: use.address };
}

/**
 * The lines of the ERP server's `.env` for an address that a person has chosen or typed (`parseErpAddress`).
 *
 * @param localPort the agent's, for an address that names none
 * @throws AgentError `INVALID_ARGUMENT`
 */
export function erpSettings(address: string, localPort: number, token: string): string {
  const { host, port } = parseErpAddress(address, localPort);
  return [
    'PRINTER_ENABLED=true',
    'PRINTER_NETWORK_ENABLED=true',
    `PRINTER_AGENT_HOST=${host}`,
    `PRINTER_AGENT_PORT=${port}`,
    `PRINTER_AGENT_TOKEN=${quoteForEnv(token)}`,
    '',
  ].join('\n');
}

/** Generated tokens need no quotes; one that somebody chose may hold what python-dotenv takes for a comment or a quote. */
function quoteForEnv(token: string): string {
  if (/^[\w.~+/=-]+$/.test(token)) {
    return token;
  }
  return token.includes("'") ? `"${token.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` : `'${token}'`;
}

/** What stands in the ERP's settings: `host` as its client wants it, which for https is an address. */
interface ErpAddress {
  host: string;
  port: number;
}

const httpsPort = 443;

/**
 * The address at which the ERP's server reaches this till, as a person types it: an IP address or a name of the network,
 * or what a tunnel has given (`https://till.example`, `127.0.0.1:18080`). The ERP's client makes its URLs like this:
 * a host that contains « ngrok » becomes https://HOST:PORT, one that begins with https:// is taken as it is, any other
 * becomes http://HOST:PORT. So ngrok and https need their own port in the settings, not the agent's.
 *
 * @param localPort the agent's, for an address that names none
 * @throws AgentError `INVALID_ARGUMENT`
 */
function parseErpAddress(typed: string, localPort: number): ErpAddress {
  const text = typed.trim();
  const [, scheme = '', rest = ''] = /^(?:(https?):\/\/)?(.*?)\/?$/i.exec(text) ?? [];
  const { name, port } = splitPort(rest);
  const isEverywhere = name === '0.0.0.0' || /^[0:]+$/.test(name);
  const isValidPort = port === null || (port >= 1 && port <= 65_535);
  if (!isHost(name) || isEverywhere || !isValidPort) {
    throw new AgentError(
      'INVALID_ARGUMENT',
      "Écrivez une adresse IP ou un nom de machine que le serveur de l'ERP connaît, ou l'adresse d'un tunnel, comme « https://caisse.example ».",
    );
  }
  const host = formatHost(name);
  // It looks for these letters as they are.
  if (/ngrok/i.test(host)) return { host: host.toLowerCase(), port: port ?? httpsPort };
  if (scheme.toLowerCase() === 'https') return { host: `https://${host}`, port: port ?? httpsPort };
  return { host, port: port ?? localPort };
}

/** `name`, `name:8080`, `[fd00::2]:8080`; an IPv6 address without brackets has no port. */
function splitPort(text: string): { name: string; port: number | null } {
  const bracketed = /^\[(.*)\](?::(\d{1,5}))?$/.exec(text);
  const plain = bracketed ?? /^([^:]*):(\d{1,5})$/.exec(text);
  if (plain === null) return { name: text, port: null };
  const [, name = '', port] = plain;
  return { name, port: port === undefined ? null : Number(port) };
}

/**
 * What to say of the firewall after a change of address in the window: the installer's rule names the port of then. Null:
 * nothing to mend, or no rule of the installer's (`--no-firewall`): who wanted none looks after it.
 *
 * @param rules active incoming TCP rules for this program
 */
export function describeFirewall(
  rules: readonly FirewallRule[],
  { host, port }: { host: string; port: number },
): FirewallNotice | null {
  const own = rules.find(({ name, allows, ports }) => allows && name === ruleName && ports !== null);
  const isOpen = rules.some(({ allows, ports }) => allows && (ports === null || ports.includes(port)));
  if (isLoopback(host) || isOpen || own === undefined || own.ports === null) return null;
  return {
    problem: {
      code: 'FIREWALL_OTHER_PORT',
      message: `Le pare-feu de Windows laisse passer le port ${own.ports.join(', ')}, et l'agent écoute sur ${port} : l'ERP ne peut pas l'appeler. Lancez la commande ci-dessous, ou relancez l'installateur avec --port=${port}.`,
    },
    command: `netsh advfirewall firewall set rule name="${ruleName}" new protocol=TCP localport=${port}`,
  };
}

/** As packaging/windows/installer.nsh names it. */
const ruleName = 'SmartPOS Agent';
