import type { Connection } from '../../shared/bridge.ts';
import { isLoopback, readNetworkAddresses, urlsOf } from '../base/network.ts';
import type { TokenUse } from '../settings/token-history.ts';
import { checkConnection } from './check-connection.ts';
import type { Calls, ControlEvents, ControlOptions } from './control-options.ts';
import { describeFirewall } from './describe-firewall.ts';
import { describeRefused, listRefused } from './describe-refused.ts';
import { parseErpAddress } from './parse-erp-address.ts';
import { findPortOwner } from './port-owner.ts';

type ConnectionCallName =
  | 'readConnection'
  | 'revealToken'
  | 'rotateToken'
  | 'readErpSettings'
  | 'testConnection'
  | 'readFirewall';

/** What stands between the ERP and this till: addresses, port and token. */
export function createConnectionCalls(options: ControlOptions, events: ControlEvents): Calls<ConnectionCallName> {
  const { agent, tokens, host } = options;
  return {
    readFirewall: async () =>
      host.readFirewallRules === null ? null : describeFirewall(await host.readFirewallRules(), agent.listening()),
    readConnection: () => readConnection(options),
    revealToken: () => ({ token: tokens.current() }),
    rotateToken: ({ graceHours }) => {
      tokens.rotate(graceHours);
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
  };
}

function readConnection(options: Pick<ControlOptions, 'agent' | 'tokens' | 'clock'>): Connection {
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
