import { isIPv4, isIPv6, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface NetworkAddress {
  /** `eth0`, « Ethernet » */
  name: string;
  address: string;
}

/** This machine's addresses, those of the LAN first; neither loopback nor IPv6's link-local ones, which need a zone. */
export function readNetworkAddresses(): NetworkAddress[] {
  const all = Object.entries(networkInterfaces()).flatMap(([name, entries]) =>
    (entries ?? []).filter(({ internal }) => !internal).map(({ address }) => ({ name, address })),
  );
  return all
    .filter(({ address }) => !/^fe[89ab]/i.test(address))
    .sort((a, b) => Number(a.address.includes(':')) - Number(b.address.includes(':')));
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Where an agent that listens there can be called: loopback, and each address that others can reach. */
export function urlsOf({ host, port }: { host: string; port: number }, addresses: readonly NetworkAddress[]): string[] {
  const hosts = isWildcard(host)
    ? [
        '127.0.0.1',
        // On 0.0.0.0 nothing listens to IPv6.
        ...addresses.map(({ address }) => address).filter((address) => host === '::' || !address.includes(':')),
      ]
    : [host];
  return hosts.map((name) => `http://${formatHost(name)}:${port}`);
}

/** A host as URLs write it: IPv6 in brackets (RFC 3986, 3.2.2). */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * A name of the DNS (RFC 1123), or an IPv4 address: what looks like one must be one.
 *
 * @param options.localNames also those that a LAN's devices give themselves (`POS_80`), and a last dot
 */
export function isHostName(text: string, { localNames = false }: { localNames?: boolean } = {}): boolean {
  if (/^[\d.]+$/.test(text)) return isIPv4(text);
  const letter = localNames ? '[a-z0-9_]' : '[a-z0-9]';
  const label = `${letter}(?:[a-z0-9${localNames ? '_' : ''}-]{0,61}${letter})?`;
  return text.length <= 253 && new RegExp(`^${label}(?:\\.${label})*${localNames ? '\\.?' : ''}$`, 'i').test(text);
}

/** A host name or an address that means the same on every machine: no zone (`fe80::1%eth0`). */
export function isHost(text: string): boolean {
  return isHostName(text) || (isIPv6(text) && !text.includes('%'));
}

/** Who calls: the connection's other end, IPv4 as such where the socket is IPv6; '' once it is gone. */
export function callerAddress(socket: Socket): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
}

/** Whose share a connection counts in: an IPv4 address; of IPv6 the /64, in which one machine takes any address it likes (RFC 8981). */
export function callerNetwork(address: string): string {
  if (!isIPv6(address)) {
    return address;
  }
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}
