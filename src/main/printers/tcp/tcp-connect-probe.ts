import { systemErrorCode } from '../../base/errors.ts';
import { type ConnectOptions, connectSocket } from './tcp-connect.ts';

/** tcpmux (RFC 1078): assigned, and listened to by nothing that prints. */
const quietPort = 1;

/**
 * Answers whether a printer's host is alive, while its connection is stalled. Never rejects; takes at most twice
 * `timeoutMs`.
 *
 * Any answer proves life, a refusal above all. The probe knocks first on a port where nobody listens: a live host
 * refuses there without its print service noticing. Knocking on 9100 at once would be more direct but can harm the
 * job it asks about: a printer that serves one connection leaves the probe in its backlog, each probe fills a place
 * of it for as long as the job lasts (a Linux listener then drops the next one, which looks like death), and some
 * serial servers throw the older client out. So the print port is asked only when the quiet port is silent
 * (a host that drops instead of refusing), and that connection is reset at once. The price: behind a port forwarder
 * the forwarder's life is taken for the printer's.
 */
export function createConnectProbe(options: Omit<ConnectOptions, 'signal'>): () => Promise<boolean> {
  async function answers(probedPort: number): Promise<boolean> {
    try {
      const socket = await connectSocket({ ...options, port: probedPort });
      socket.on('error', () => {});
      socket.resetAndDestroy();
      return true;
    } catch (error) {
      const code = systemErrorCode(error);
      return code === 'ECONNREFUSED' || code === 'ECONNRESET';
    }
  }
  return async () => (await answers(quietPort)) || (await answers(options.port));
}
