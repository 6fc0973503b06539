import type { Clock } from '../base/clock.ts';
import { AgentError, systemErrorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { AgentCounters } from '../station/counters.ts';
import { createHttpServer, type HttpServerOptions } from './http-server.ts';

/** A server that is given up answers what it has taken: `?wait=` waits for at most 8 s. */
const retiringMs = 10_000;

export interface ListeningAddress {
  host: string;
  /** The real one, also where a free one was asked for. */
  port: number;
}

/** What answers at an address. */
export interface Answering {
  handler: HttpServerOptions['handler'];
  /** Ends the answers that would never end by themselves: their readers come back, at the new address. */
  endStreams: () => void;
}

/** The agent's HTTP server, which may go to another address while requests come in. */
export interface MovableServer {
  /** @throws AgentError as `HttpServer.listen` */
  listen(host: string, port: number, answering: Answering): Promise<void>;
  /**
   * Listens on the new address, then gives the old one up; requests that it has taken are still answered.
   *
   * @throws AgentError as `HttpServer.listen`: it still listens where it did
   */
  move(host: string, port: number): Promise<void>;
  /** Where it listens; only after `listen`. */
  listening(): ListeningAddress;
  /** As `HttpServer.close`; those that are given up, too. */
  close(graceMs?: number): Promise<void>;
}

type Server = ReturnType<typeof createHttpServer>;

/** One at a time: `listen`, then `move` as often as need be, then `close`. */
export function createMovableServer({ onAcceptError }: Pick<HttpServerOptions, 'onAcceptError'>): MovableServer {
  let current: { server: Server; address: ListeningAddress } | null = null;
  let answering: Answering | null = null;
  let isClosed = false;
  const retiring = new Set<Server>();

  const start = async (host: string, port: number): Promise<void> => {
    if (answering === null) throw notListening();
    const server = createHttpServer({ handler: answering.handler, onAcceptError });
    const address = { host, port: await server.listen(host, port) };
    if (isClosed) {
      await server.close();
      throw new AgentError('STOPPING', "L'agent s'arrête.");
    }
    current = { server, address };
  };

  const retire = (server: Server): void => {
    retiring.add(server);
    server.close(retiringMs).finally(() => retiring.delete(server));
    answering?.endStreams();
  };

  /**
   * `127.0.0.1:8080` and `0.0.0.0:8080` cannot be listened on together: the old one is given up first, and taken back
   * if the new one is refused all the same. In between callers are refused, for less than a millisecond.
   */
  const moveOnSamePort = async (old: { server: Server; address: ListeningAddress }, host: string): Promise<void> => {
    const { address } = old;
    retire(old.server);
    try {
      await start(host, address.port);
    } catch (error) {
      await start(address.host, address.port);
      throw error;
    }
  };

  const listening = (): ListeningAddress => {
    if (current === null) throw notListening();
    return current.address;
  };

  return {
    listen: (host, port, answers) => {
      answering = answers;
      return start(host, port);
    },
    listening,
    move: async (host, port) => {
      const old = current;
      if (old?.address.host === host && old.address.port === port) {
        return;
      }
      try {
        await start(host, port);
      } catch (error) {
        const isOwnPort = error instanceof AgentError && error.code === 'PORT_IN_USE' && port === old?.address.port;
        if (old === null || !isOwnPort) {
          throw error;
        }
        await moveOnSamePort(old, host);
        return;
      }
      if (old !== null) {
        retire(old.server);
      }
    },
    close: async (graceMs) => {
      isClosed = true;
      answering?.endStreams();
      await Promise.all([current?.server, ...retiring].map((server) => server?.close(graceMs)));
    },
  };
}

function notListening(): TypeError {
  return new TypeError('The server does not listen yet');
}

/**
 * Gives what is called when the listening socket could not take a connection (no file descriptors left, a network card
 * that went to sleep): the server goes on. The system may say so thousands of times a second; one log line a minute.
 */
export function recordAcceptErrors(options: {
  counters: AgentCounters;
  clock: Clock;
  log: Log;
}): (error: Error) => void {
  const { counters, clock, log } = options;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    counters.errors += 1;
    const code = systemErrorCode(error) || error.message;
    counters.lastError = {
      code: 'CONNECTION_NOT_ACCEPTED',
      message: `Un appel n'a pas pu être reçu (${code}). Si cela se répète, fermez des programmes ou redémarrez la caisse.`,
      jobId: null,
      at: clock.now(),
    };
    if (clock.monotonic() - loggedAt >= 60_000) {
      loggedAt = clock.monotonic();
      log.error({ err: error }, 'a connection could not be accepted');
    }
  };
}
