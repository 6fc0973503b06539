import { isIPv6, type Socket } from 'node:net';

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
