import net, { type LookupFunction, type Socket } from 'node:net';
import { createConnector } from '../transport/connector.ts';
import type { Connector } from '../transport/link.ts';
import { connectSocket, createConnectProbe, type TcpTarget } from './tcp-connect.ts';
import { explainClosed, explainConnectFailure, formatTcpTarget } from './tcp-errors.ts';
import { TcpLink } from './tcp-link.ts';

export interface TcpConnectorOptions {
  host: string;
  port: number;
  /** Name resolution included. Default 3000. */
  connectTimeoutMs?: number;
  /** Without progress for so long, ask whether the printer's host is alive. Default 5000. */
  stallProbeAfterMs?: number;
  /** From the start of an unanswered probe to the next. Default 4000. */
  probeRetryMs?: number;
  /** Unanswered probes in a row that mean the printer is dead. Default 3. */
  deadAfterProbes?: number;
  /** Whether the printer's host is alive. Default: a second, short-lived connection (createConnectProbe). */
  connectProbe?: () => Promise<boolean>;
  /** Finds where the host's name points to. Default: this process asks the system, and cannot end while it waits. */
  names?: { lookup: LookupFunction; doubt(): void; end(): Promise<void> };
  /** Starts a connection; for tests. Default `net.connect`. */
  connect?: (target: TcpTarget) => Socket;
}

/**
 * A printer on the network, raw port 9100.
 *
 * A resolved write means that this machine's kernel has taken the bytes (some hundred kilobytes fit there), so a
 * short ticket never seems stalled: only the printer's own answer tells more. For the same reason `sureBytes` is
 * always 0. After an abort the link stays open; the piece on its way (at most 4096 bytes) goes out before the next
 * write. When the printer is found dead the connection is reset, so that what is still queued here cannot come out
 * of the printer later, when a person has already decided about the job.
 */
export function createTcpConnector(options: TcpConnectorOptions): Connector {
  const { host, port, connectTimeoutMs = 3000, names } = options;
  const byName = names && ((target: TcpTarget) => net.connect({ ...target, lookup: names.lookup }));
  const connect = options.connect ?? byName;
  const { stallProbeAfterMs = 5000, probeRetryMs = 4000, deadAfterProbes = 3, connectProbe } = options;
  return createConnector({
    kind: 'tcp',
    description: `tcp://${formatTcpTarget(options)}`,
    closed: explainClosed(options),
    ...(names && { end: names.end }),
    open: async (signal) => {
      let socket: Socket;
      try {
        socket = await connectSocket({ host, port, timeoutMs: connectTimeoutMs, signal, ...(connect && { connect }) });
      } catch (cause) {
        names?.doubt();
        throw explainConnectFailure(options, cause);
      }
      // The address in use, not the name: a probe must not depend on a name server.
      const probe = connectProbe ?? createConnectProbe({ host: socket.remoteAddress ?? host, port, timeoutMs: 2000 });
      return new TcpLink(socket, options, { probe, stallProbeAfterMs, probeRetryMs, deadAfterProbes });
    },
  });
}
