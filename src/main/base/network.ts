import { networkInterfaces } from 'node:os';
import { formatHost } from '../format-host.ts';

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
