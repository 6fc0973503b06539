import { expect, test } from 'vitest';
import { systemClock } from '../../../src/main/base/clock.ts';
import { generic58 } from '../../../src/main/escpos/profiles.ts';
import { createDialogue, createPrinterHabits } from '../../../src/main/printers/dialogue/dialogue.ts';
import { createFakeLink } from '../transport/fake-link.ts';

/** A printer at the other end of a pipe that outlives the agent: what it says comes when the test says so. */
function createPipe() {
  const written: string[] = [];
  const incoming: { bytes: number[]; afterMs: number }[] = [];
  const link = createFakeLink('usb', {
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
  });
  const dialogue = createDialogue({
    link,
    habits: createPrinterHabits(systemClock),
    profile: generic58,
    clock: systemClock,
    answerMs: 40,
    stalledMs: 40,
    sensor: 'unknown',
  });
  return { dialogue, link, written, incoming };
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

/** A printer that says this byte without an end, `size` times at each read, `reads` times at most. */
function createTalker(byte: number, size: number, reads = Number.POSITIVE_INFINITY) {
  let count = 0;
  const { dialogue, link } = createPipe();
  link.read = async (timeoutMs) => {
    count += 1;
    // As any link: another task has its turn before.
    await new Promise((resolve) => setTimeout(resolve, count > reads ? timeoutMs : 0));
    return count > reads ? new Uint8Array() : new Uint8Array(size).fill(byte);
  };
  return { dialogue, reads: () => count };
}

const notAPrinter = { code: 'NOT_A_PRINTER' };

test.each([0x00, 0x10, 0x12, 0x37, 0xff])(
  'a stream of %i ends a drain, a question and a wait, and is said',
  async (byte) => {
    for (const act of [
      () => createTalker(byte, 65_536).dialogue.drain(),
      () => createTalker(byte, 65_536).dialogue.exhaustFences(),
      () => createTalker(byte, 4_096).dialogue.exhaustFences(),
    ]) {
      await expect(act()).rejects.toMatchObject(notAPrinter);
    }
  },
);

test('a drain takes what was there, and leaves what goes on coming', async () => {
  const { dialogue, reads } = createTalker(0x12, 1);
  await dialogue.drain();
  expect(reads()).toBeLessThan(100);
  // A drained word is no answer any more.
  expect(await createTalker(0x12, 1, 0).dialogue.readFence(20)).toBeNull();
});

/** So many bytes each so many ms, for ever. */
function createMurmur(size: number, everyMs: number) {
  const { dialogue, link } = createPipe();
  let next = performance.now();
  link.read = async (timeoutMs) => {
    const wait = Math.ceil(next - performance.now()) + 1;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(timeoutMs, wait))));
    if (performance.now() < next) return new Uint8Array();
    next = Math.max(next + everyMs, performance.now());
    return new Uint8Array(size).fill(0x11);
  };
  return dialogue;
}

test.each([
  [70, 200],
  [100, 180],
  [1, 150],
])('%i bytes every %i ms are less than 1 KB/s: no stream, whoever is suspected', async (size, everyMs) => {
  const dialogue = createMurmur(size, everyMs);
  await dialogue.drain();
  await dialogue.hearUnread();
  await dialogue.hearOut(true);
});

test('a stream with pauses clears nobody who is suspected', async () => {
  const dialogue = createMurmur(600, 300);
  await expect(dialogue.hearOut(true)).rejects.toMatchObject(notAPrinter);
});

test('a few words are heard out; one that is suspected must end its stream', async () => {
  const burst = createTalker(0x10, 400, 5);
  await burst.dialogue.drain();
  await burst.dialogue.hearOut(false);
  const silent = createTalker(0x12, 1, 3);
  await silent.dialogue.hearOut(true);
  expect(silent.reads()).toBeGreaterThan(1);
  await expect(createTalker(0x12, 100).dialogue.hearOut(true)).rejects.toMatchObject(notAPrinter);
});
