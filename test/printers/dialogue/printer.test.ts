import { expect, test } from 'vitest';
import { defaultPrinterTimes } from '../../../src/main/printers/dialogue/printer-times.ts';
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

test.each([
  ['that answers its status', (question: string) => (question.startsWith('1004') ? [0x12] : []), 'go'],
  ['that answers nothing', () => [], 'wait'],
])('a drawer of a printer %s is asked for with one question', async (_, answer, readiness) => {
  const asked: string[] = [];
  const incoming: number[] = [];
  const link = createFakeLink('tcp', {
    write: async (bytes) => {
      const question = Buffer.from(bytes).toString('hex');
      asked.push(question);
      incoming.push(...answer(question));
    },
    read: async (timeoutMs) => {
      if (incoming.length === 0) await new Promise((resolve) => setTimeout(resolve, timeoutMs));
      return Uint8Array.from(incoming.splice(0));
    },
  });
  const printer = createFakePrinter(link, { ...defaultPrinterTimes, networkAnswerMs: 20 });
  expect(await printer.prepareDrawer(new AbortController().signal)).toBe(readiness);
  expect(asked).toEqual(['100401']);
});
