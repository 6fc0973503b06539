import { expect, test } from 'vitest';
import { systemClock } from '../../../src/main/base/clock.ts';
import { generic58 } from '../../../src/main/escpos/profiles.ts';
import { createPrinter } from '../../../src/main/printers/dialogue/printer.ts';
import { LinkError } from '../../../src/main/printers/transport/link.ts';
import { createFakeConnector, createFakeLink } from '../transport/fake-link.ts';

function createFailing(failure: Error) {
  const link = createFakeLink('tcp', {
    write: async (bytes) => {
      if (bytes.length > 100) throw failure;
    },
    read: async () => new Uint8Array(),
  });
  return createPrinter({
    connector: createFakeConnector(link),
    profile: generic58,
    onState: () => {},
    clock: systemClock,
    enabled: true,
    sensor: 'unknown',
  });
}

test.each([
  ['that says so', new LinkError('PRINTER_OFFLINE', 'weg'), 'queued'],
  ['that says how much has', new LinkError('PRINTER_OFFLINE', 'weg', { maybeBytes: 7 }), 'uncertain'],
  ['of ours, which says nothing', new TypeError('a bug'), 'uncertain'],
])('a job waits again only if none of its bytes has left: an error %s', async (_, failure, state) => {
  const printer = createFailing(failure);
  expect(await printer.print(Buffer.alloc(200), new AbortController().signal)).toMatchObject({ state });
});
