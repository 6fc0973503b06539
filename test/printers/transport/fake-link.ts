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
    close: async () => {},
  };
}

/** A connector that gives this one link, again and again, and ends nothing. */
export function createFakeConnector(link: Link): Connector {
  const { kind, description } = link;
  return { kind, description, open: async () => link, watch: () => () => {}, end: async () => {} };
}
