import { describe, expect, test } from 'vitest';
import type { LinkKind } from '../../../src/main/printers/transport/link.ts';
import { createFakeLink, createFakePrinter } from '../transport/fake-link.ts';

const fence = '1d7201';
const times = { answerMs: 60, confirmMs: 80, askAgainMs: 20, stalledMs: 500, silenceMs: 80, muteConfirmMs: 80 };

/**
 * A pipe to a printer that answers status at once, and fences as the test says: `null`, not at all. Before anything is
 * asked, it is still about to answer `stale` fences of an agent that was killed.
 */
function createPipe(kind: LinkKind, { stale, fences }: { stale: number; fences: ('answered' | null)[] }) {
  const written: string[] = [];
  const incoming: number[] = Array.from({ length: stale }, () => 0x00);
  const link = createFakeLink(kind, {
    write: async (bytes) => {
      const hex = Buffer.from(bytes).toString('hex');
      written.push(hex);
      if (hex.startsWith('1004')) incoming.push(0x12);
      if (hex.endsWith(fence) && fences.shift() === 'answered') incoming.push(0x00);
    },
    // The stale answer is late: what drains the pipe beforehand does not get it.
    read: async (timeoutMs) => {
      if (timeoutMs === 0) return new Uint8Array();
      const next = incoming.shift();
      await new Promise((resolve) => setTimeout(resolve, next === undefined ? timeoutMs : 1));
      return next === undefined ? new Uint8Array() : Uint8Array.of(next);
    },
  });
  return { printer: createFakePrinter(link, times), written };
}

describe('an answer that an agent before this one has left', () => {
  test.each(['usb', 'device-file'] as const)('over %s it does not confirm the first job', async (kind) => {
    const { printer } = createPipe(kind, { stale: 1, fences: ['answered', null] });
    await printer.prepare();
    const { state } = await printer.print(Buffer.from('Bonjour'), new AbortController().signal);
    expect(state).not.toBe('printed');
  });

  test('several of them neither', async () => {
    const { printer } = createPipe('usb', { stale: 3, fences: ['answered', null] });
    await printer.prepare();
    const { state } = await printer.print(Buffer.from('Bonjour'), new AbortController().signal);
    expect(state).not.toBe('printed');
  });

  test('and the job whose own answer comes is printed', async () => {
    const { printer } = createPipe('usb', { stale: 1, fences: ['answered', 'answered'] });
    await printer.prepare();
    expect(await printer.print(Buffer.from('Bonjour'), new AbortController().signal)).toEqual({ state: 'printed' });
  });

  test('over tcp it dies with its connection: nothing is waited for', async () => {
    const { printer, written } = createPipe('tcp', { stale: 0, fences: ['answered'] });
    await printer.prepare();
    expect(written).not.toContain(fence);
  });
});
