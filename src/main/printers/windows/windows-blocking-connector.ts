import { createConnector } from '../transport/connector.ts';
import type { Connector, LinkError, LinkKind } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { type BlockingCalls, BlockingLink, type BlockingLinkOptions } from './windows-blocking-link.ts';

export interface BlockingConnectorOptions extends BlockingLinkOptions {
  kind: LinkKind;
  description: string;
  /** Gives up when the signal aborts. Rejects with a LinkError. */
  openCalls: (signal: AbortSignal) => Promise<BlockingCalls>;
  /** Opening took longer than `openTimeoutMs`. */
  silent: LinkError;
  /** A call of the link before has not come back. */
  held: LinkError;
  openTimeoutMs: number;
}

/**
 * A one-way connector over system calls that wait for the printer and cannot be called back (the usbprint device path,
 * the spooler). Promises never wait for such a call longer than asked: they reject, the call is given up, and
 * `onHung` is told when it has not come back `closeTimeoutMs` later. Until it has, `open` rejects with `PRINTER_BUSY`:
 * bytes that the old call still holds would come out inside the next ticket.
 */
export function createBlockingConnector(options: BlockingConnectorOptions): Connector {
  const { kind, description, openCalls, closed, silent, held, openTimeoutMs } = options;
  let link: BlockingLink | null = null;
  return createConnector({
    kind,
    description,
    closed,
    open: async (signal) => {
      const tooLate = new AbortController();
      const timer = setTimeout(() => tooLate.abort(), openTimeoutMs);
      // Not AbortSignal.timeout: in Node 22.13 nothing keeps that alive inside of `any`, and it never comes.
      const inTime = AbortSignal.any([signal, tooLate.signal]);
      try {
        const ends = { signals: [inTime] };
        if (link !== null && (await raceEnd(link.released, ends)) === null) throw held;
        const opening = openCalls(inTime);
        const calls = await raceEnd(opening, ends);
        if (calls === null) {
          // Too late to be wanted: let go of the device as soon as the system hands it over.
          opening.then((late) => late.close()).catch(() => {});
          throw silent;
        }
        link = new BlockingLink(calls, options);
        return link;
      } finally {
        clearTimeout(timer);
      }
    },
  });
}
