import { systemClock } from '../../../src/main/base/clock.ts';
import { generic58 } from '../../../src/main/escpos/profiles.ts';
import { createPrinter, type Printer } from '../../../src/main/printers/dialogue/printer.ts';
import type { PrinterTimes } from '../../../src/main/printers/dialogue/printer-times.ts';
import { type Connector, type Link, LinkError, type LinkKind } from '../../../src/main/printers/transport/link.ts';

/** A pipe that never ends, with what the test writes and reads. It knows nothing of closing, nor of one call at a time. */
export function createFakeLink(kind: LinkKind, { write, read }: Pick<Link, 'write' | 'read'>): Link {
  return {
    kind,
    description: 'pipe',
    readable: true,
    ended: new AbortController().signal,
    write,
    read,
    check: async () => {},
    portStatus: async () => null,
    softReset: () => Promise.reject(new LinkError('PRINTER_UNSUPPORTED', 'no reset')),
    close: async () => 'unknown',
  };
}

/** A connector that gives this one link, again and again, and ends nothing. */
export function createFakeConnector(link: Link): Connector {
  const { kind, description } = link;
  return { kind, description, open: async () => link, watch: () => () => {}, end: async () => {} };
}

/** A small printer of no special model at the other end of this link. */
export function createFakePrinter(link: Link, times?: PrinterTimes): Printer {
  return createPrinter({
    connector: createFakeConnector(link),
    profile: generic58,
    onState: () => {},
    clock: systemClock,
    enabled: true,
    sensor: 'unknown',
    ...(times && { times }),
  });
}
