import { describe, expect, test } from 'vitest';
import { defaultPrinterTimes } from '../../../src/main/printers/dialogue/printer-times.ts';
import type { LinkKind } from '../../../src/main/printers/transport/link.ts';
import { createFakeLink, createFakePrinter } from '../transport/fake-link.ts';

const times = {
  ...defaultPrinterTimes,
  answerMs: 60,
  localAnswerMs: 60,
  networkAnswerMs: 60,
  quietMs: 40,
  debtMs: 300,
  momentMs: 10,
  confirmMs: 80,
  askAgainMs: 20,
  stalledMs: 500,
  silenceMs: 80,
};
const never = new AbortController().signal;

/**
 * A pipe to a printer that answers status at once, and `GS r 1` until the test says `mute`. Before anything is asked, it is
 * still about to answer `stale` fences of an agent that was killed.
 */
function createPipe(kind: LinkKind, stale: number) {
  let isMute = false;
  const incoming: number[] = Array.from({ length: stale }, () => 0x00);
  const link = createFakeLink(kind, {
    write: async (bytes) => {
      for (const [question] of Buffer.from(bytes)
        .toString('hex')
        .matchAll(/1004..|1d7201/g)) {
        if (question.startsWith('1004')) incoming.push(0x12);
        else if (!isMute) incoming.push(0x00);
      }
    },
    // The stale answer is late: what drains the pipe beforehand does not get it.
    read: async (timeoutMs) => {
      if (timeoutMs === 0) return new Uint8Array();
      const next = incoming.shift();
      await new Promise((resolve) => setTimeout(resolve, next === undefined ? timeoutMs : 1));
      return next === undefined ? new Uint8Array() : Uint8Array.of(next);
    },
  });
  const mute = () => {
    isMute = true;
  };
  return { printer: createFakePrinter(link, times), mute };
}

describe('answers that an agent before this one has left', () => {
  test.each([
    ['usb', 1],
    ['usb', 3],
    ['device-file', 1],
  ] as const)('over %s, %i of them do not confirm the first job', async (kind, stale) => {
    const { printer, mute } = createPipe(kind, stale);
    await printer.prepare(never, true);
    mute();
    const { state } = await printer.print(Buffer.from('Bonjour'), never);
    expect(state).toBe('uncertain');
  });

  test('nor do they where the printer answers nothing more', async () => {
    const { printer, mute } = createPipe('usb', 2);
    mute();
    await printer.prepare(never, true);
    expect((await printer.print(Buffer.from('Bonjour'), never)).state).toBe('sent');
  });

  test('and the job whose own answer comes is printed', async () => {
    const { printer } = createPipe('usb', 1);
    await printer.prepare(never, true);
    expect(await printer.print(Buffer.from('Bonjour'), never)).toEqual({ state: 'printed' });
  });
});
