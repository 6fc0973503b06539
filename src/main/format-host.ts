/** A host as URLs write it: IPv6 in brackets (RFC 3986, 3.2.2). */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
