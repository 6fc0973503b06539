import { expect, test } from 'vitest';
import { systemClock } from '../../src/main/clock.ts';
import { generic58 } from '../../src/main/escpos/profiles/generic-58.ts';
import { createDialogue } from '../../src/main/printers/dialogue.ts';
import type { Transport } from '../../src/main/printers/transport.ts';

/** A printer at the other end of a pipe that outlives the agent: what it says comes when the test says so. */
function createPipe() {
  const written: string[] = [];
  const incoming: { bytes: number[]; afterMs: number }[] = [];
  const transport: Transport = {
    kind: 'usb',
    description: 'pipe',
    readable: true,
    isOpen: true,
    open: async () => {},
    close: async () => {},
    write: async (bytes) => {
      written.push(Buffer.from(bytes).toString('hex'));
    },
    read: async (timeoutMs) => {
      const next = incoming[0];
      if (next === undefined || next.afterMs > timeoutMs) {
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        return new Uint8Array();
      }
      incoming.shift();
      await new Promise((resolve) => setTimeout(resolve, next.afterMs));
      return Uint8Array.from(next.bytes);
    },
  };
  const dialogue = createDialogue({
    transport,
    profile: generic58,
    clock: systemClock,
    answerMs: 40,
    stalledMs: 40,
    sensor: 'unknown',
  });
  return { dialogue, written, incoming };
}

test('the fence of an interrupted job, answered late, does not confirm the next job', async () => {
  const { dialogue, written, incoming } = createPipe();
  incoming.push({ bytes: [0x00], afterMs: 100 }, { bytes: [0x00], afterMs: 5 });
  await dialogue.exhaustFences();
  expect(written).toEqual(['1d7201']);
  expect(incoming).toEqual([]);
  expect(await dialogue.readFence(20)).toBeNull();
});

test('without an interrupted job its own answer is the only one', async () => {
  const { dialogue, incoming } = createPipe();
  incoming.push({ bytes: [0x00], afterMs: 1 });
  await dialogue.exhaustFences();
  expect(await dialogue.readFence(20)).toBeNull();
});
