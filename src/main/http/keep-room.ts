import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { callerAddress, callerNetwork } from '../base/network.ts';

/**
 * A request follows its connection by about so long. Of many calls that come at once the last ones would else close the
 * first, before these have said what they want.
 */
const requestMs = 50;

const none: { count: number; oldest: Socket | null } = { count: 0, oldest: null };

/**
 * Keeps at most `limit` connections, twice as many for a moment. A full server closes one on which it is answering nothing rather than refuse the
 * newcomer, who may be the ERP: the caller that holds the most of them loses its oldest. Only where every connection is
 * being answered the newest is closed. So a stranger who opens connections and says nothing, half a header, or a
 * body that never ends, closes his own. (OpenSSH's PerSourceMaxStartups and nginx, which closes idle connections when it
 * runs out of them, spare in the same way who has shown that he is at work.)
 *
 * @param isAnswering whether an answer is due: the request is here as a whole and not answered yet
 */
export function keepRoom(server: Server, limit: number, isAnswering: (socket: Socket) => boolean): void {
  /** With whose they are, in the order in which they came. */
  const sockets = new Map<Socket, string>();
  let planned: NodeJS.Timeout | null = null;

  /** Null: every connection waits for its answer. */
  const chooseVictim = (): Socket | null => {
    const shares = new Map<string, { count: number; oldest: Socket }>();
    for (const [socket, caller] of sockets) {
      if (isAnswering(socket)) continue;
      const share = shares.get(caller) ?? { count: 0, oldest: socket };
      share.count += 1;
      shares.set(caller, share);
    }
    // Of equal ones the first stays: it holds the oldest connection.
    return [...shares.values()].reduce((most, share) => (share.count > most.count ? share : most), none).oldest;
  };

  const makeRoom = (): void => {
    if (planned !== null) clearTimeout(planned);
    planned = null;
    while (sockets.size > limit) {
      const victim = chooseVictim() ?? [...sockets.keys()].at(-1);
      if (victim === undefined) return;
      // Before its `close` event: it is not to be chosen twice.
      sockets.delete(victim);
      victim.destroy();
    }
  };

  server.on('connection', (socket: Socket) => {
    sockets.set(socket, callerNetwork(callerAddress(socket)));
    socket.once('close', () => sockets.delete(socket));
    if (sockets.size > 2 * limit) {
      makeRoom();
    } else if (sockets.size > limit) {
      planned ??= setTimeout(makeRoom, requestMs).unref();
    }
  });
}
