import { expect, test } from 'vitest';
import { LinkError } from '../../../src/main/printers/transport/link.ts';
import { createFakeLink, createFakePrinter } from '../transport/fake-link.ts';

function createFailing(failure: Error) {
  const link = createFakeLink('tcp', {
    write: async (bytes) => {
      if (bytes.length > 100) throw failure;
    },
    read: async () => new Uint8Array(),
  });
  return createFakePrinter(link);
}

test.each([
  ['that says so', new LinkError('PRINTER_OFFLINE', 'weg'), 'queued'],
  ['that says how much has', new LinkError('PRINTER_OFFLINE', 'weg', { maybeBytes: 7 }), 'uncertain'],
  ['of ours, which says nothing', new TypeError('a bug'), 'uncertain'],
])('a job waits again only if none of its bytes has left: an error %s', async (_, failure, state) => {
  const printer = createFailing(failure);
  expect(await printer.print(Buffer.alloc(200), new AbortController().signal)).toMatchObject({ state });
});
