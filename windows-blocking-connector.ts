import { createConnector } from '../transport/connector.ts';
import { type Connector, LinkError, type LinkKind } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { type BlockingCalls, BlockingLink, type BlockingLinkOptions } from './windows-blocking-link.ts';

export interface BlockingConnectorOptions extends BlockingLinkOptions {
  kind: LinkKind;
  description: string;
  /** Gives up when the signal aborts. Rejects with a LinkError, or with what `lost` explains. */
  openCalls: (signal: AbortSignal) => Promise<BlockingCalls>;
  failures: BlockingLinkOptions['failures'] & {
    /** Opening took longer than `openTimeoutMs`. */
    silent: LinkError;
    /** A call of the link before has not come back. */
    held: LinkError;
  };
  openTimeoutMs: number;
}

/**
 * A one-way printer over system calls that wait for it and cannot be called back (the usbprint device path, the
 * spooler). Promises never wait for such a call longer than asked: they reject, the call is given up, and `onHung` is
 * told when it has not come back `closeTimeoutMs` later. Until it has, `open` rejects with `PRINTER_BUSY`: bytes that
 * the old call still holds would come out inside the next ticket.
 */
export function createBlockingConnector(options: BlockingConnectorOptions): Connector {
  const { kind, description, openCalls, failures, openTimeoutMs } = options;
  let before: BlockingLink | null = null;
  return createConnector({
    kind,
    description,
    closed: failures.closed,
    open: async (cancelled) => {
      const signals = [AbortSignal.any([cancelled, AbortSignal.timeout(openTimeoutMs)])] as const;
      const isFree = await raceEnd(Promise.resolve(before?.givenBack).then(() => true), { signals });
      if (isFree === null) throw failures.held;
      const opening = openCalls(signals[0]);
      const calls = await raceEnd(opening, { signals }).catch((error: unknown) => {
        throw error instanceof LinkError ? error : failures.lost(error);
      });
      if (calls === null) {
        // Too late to be wanted: let go of the device as soon as the system hands it over.
        opening.then((late) => late.close()).catch(() => {});
        throw failures.silent;
      }
      before = new BlockingLink(calls, options);
      return before;
    },
  });
}
