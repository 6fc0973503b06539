import { AgentError } from '../base/errors.ts';
import { isHostName } from '../settings/change-settings.ts';

/** What stands in the ERP's settings: `host` as its client wants it, which for https is an address. */
export interface ErpAddress {
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
export function parseErpAddress(typed: string, localPort: number): ErpAddress {
  const text = typed.trim();
  const [, scheme = '', rest = ''] = /^(?:(https?):\/\/)?(.*?)\/?$/i.exec(text) ?? [];
  const { name, port } = splitPort(rest);
  const isEverywhere = name === '0.0.0.0' || /^[0:]+$/.test(name);
  const isValidPort = port === null || (port >= 1 && port <= 65_535);
  if (!isHostName(name) || isEverywhere || !isValidPort) {
    throw new AgentError(
      'INVALID_ARGUMENT',
      "Écrivez une adresse IP ou un nom de machine que le serveur de l'ERP connaît, ou l'adresse d'un tunnel, comme « https://caisse.example ».",
    );
  }
  const host = name.includes(':') ? `[${name}]` : name;
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
