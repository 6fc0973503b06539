import { once } from 'node:events';
import { createServer } from 'node:net';

const highestPort = 65_535;
/** Whoever has taken a hundred ports in a row has another trouble. */
const triedPorts = 100;

/** The first port above `port` that nobody listens on, really tried; null where there is none. */
export async function findFreePort(host: string, port: number): Promise<number | null> {
  const last = Math.min(port + triedPorts, highestPort);
  for (let candidate = port + 1; candidate <= last; candidate += 1) {
    // On every address, too: Windows lets a program listen on one address of a port that another has on all of them.
    if ((await canListen('0.0.0.0', candidate)) && (await canListen(host, candidate))) return candidate;
  }
  return null;
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  }
}
