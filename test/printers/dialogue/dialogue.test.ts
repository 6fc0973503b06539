import { expect, test } from 'vitest';
import { systemClock } from '../../../src/main/base/clock.ts';
import { createDialogue } from '../../../src/main/printers/dialogue/dialogue.ts';
import { createPrinterHabits } from '../../../src/main/printers/dialogue/printer-habits.ts';
import { createPrinterRecords } from '../../../src/main/printers/dialogue/printer-record.ts';
import { defaultPrinterTimes } from '../../../src/main/printers/dialogue/printer-times.ts';
import type { LinkKind } from '../../../src/main/printers/transport/link.ts';
import { createFakeLink } from '../transport/fake-link.ts';

const times = {
  ...defaultPrinterTimes,
  answerMs: 40,
  localAnswerMs: 80,
  networkAnswerMs: 80,
  quietMs: 20,
  stalledMs: 40,
};

/** A printer at the other end of a pipe: what it says comes when the test says so, in order, each so long after the one before. */
function createPipe(kind: LinkKind = 'usb') {
  const written: string[] = [];
  const incoming: { bytes: number[]; afterMs: number }[] = [];
  const link = createFakeLink(kind, {
    write: async (bytes) => {
      written.push(Buffer.from(bytes).toString('hex'));
    },
    read: async (timeoutMs) => {
      const next = incoming[0];
      if (next === undefined || next.afterMs > timeoutMs) {
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        if (next !== undefined) next.afterMs -= timeoutMs;
        return new Uint8Array();
      }
      incoming.shift();
      await new Promise((resolve) => setTimeout(resolve, next.afterMs));
      return Uint8Array.from(next.bytes);
    },
  });
  const habits = createPrinterHabits(systemClock, createPrinterRecords());
  habits.meet('pipe', kind);
  const dialogue = createDialogue({ link, habits, clock: systemClock, times });
  return { dialogue, habits, link, written, incoming };
}

test('the answer of an earlier job is not this question’s, when old ones may come', async () => {
  const { dialogue, incoming } = createPipe();
  incoming.push({ bytes: [0x03], afterMs: 10 }, { bytes: [0x00], afterMs: 5 });
  const answers = await dialogue.askInLine(['paper'], 80, true);
  expect(answers?.map(({ byte }) => byte)).toEqual([0x00]);
  expect(incoming).toEqual([]);
});

test('without an old one its own answer is the only one', async () => {
  const { dialogue, written, incoming } = createPipe();
  incoming.push({ bytes: [0x00], afterMs: 1 });
  expect((await dialogue.askInLine(['paper'], 80, true))?.length).toBe(1);
  expect(written).toEqual(['1d7201']);
});

test('one byte too many is no answer, and makes the link noisy', async () => {
  const { dialogue, incoming } = createPipe('tcp');
  incoming.push({ bytes: [0x00, 0x00], afterMs: 1 });
  expect(await dialogue.askInLine(['paper'], 40)).toBeNull();
  expect(dialogue.isNoisy).toBe(true);
});

test('a byte that nobody asked for makes the link noisy; automatic status and flow control do not', async () => {
  const { dialogue, incoming } = createPipe('tcp');
  incoming.push({ bytes: [0x11, 0x10, 0x00, 0x00, 0x00, 0x13], afterMs: 0 });
  await dialogue.drain();
  expect(dialogue.isNoisy).toBe(false);
  // Cut in two by the network, with a drain in between.
  incoming.push({ bytes: [0x10], afterMs: 0 });
  await dialogue.drain();
  incoming.push({ bytes: [0x00, 0x00, 0x00], afterMs: 0 });
  await dialogue.drain();
  expect(dialogue.isNoisy).toBe(false);
  incoming.push({ bytes: [0x00], afterMs: 0 });
  await dialogue.drain();
  expect(dialogue.isNoisy).toBe(true);
});

test('no status question goes out while an answer is owed: late, it would be taken for the next one’s', async () => {
  const { dialogue, written, incoming } = createPipe('tcp');
  incoming.push({ bytes: [0x16], afterMs: 70 });
  expect(await dialogue.askStatus(1, 40)).toBeNull();
  incoming.push({ bytes: [0x12], afterMs: 10 });
  expect(await dialogue.askStatus(2, 60)).toBe(0x12);
  expect(written).toEqual(['100401', '100402']);
  expect(await dialogue.askStatus(3, 20)).toBeNull();
  expect(await dialogue.askStatus(4, 20)).toBeNull();
  expect(written).toEqual(['100401', '100402', '100403']);
});

test('the waiting time grows with what the printer has taken', async () => {
  const { dialogue, habits } = createPipe('tcp');
  expect(dialogue.usualMs()).toBe(80);
  habits.answered(4, true);
  expect(dialogue.usualMs()).toBe(80);
  expect(habits.record.longestDelayMs).toBe(100);
});

test.each([
  ['a web server', 'HTTP/1.1 400 Bad Request\r\n'],
  ['one that leaves its first line out', '<!DOCTYPE HTML>\n<html lang="en">'],
  ['remote access', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['a mail server', '220 mail.example.org ESMTP\r\n'],
])('%s is no printer, unless a person says that it is one', async (_, words) => {
  const say = () => {
    const pipe = createPipe('tcp');
    pipe.incoming.push({ bytes: [...Buffer.from(words)], afterMs: 0 });
    return pipe;
  };
  await expect(say().dialogue.drain()).rejects.toMatchObject({ code: 'NOT_A_PRINTER' });
  const { dialogue, habits } = say();
  habits.learn({ trusted: true });
  await dialogue.drain();
  expect(dialogue.isNoisy).toBe(true);
});

test('what repeats our own question is no printer', async () => {
  const { dialogue, incoming } = createPipe('tcp');
  incoming.push({ bytes: [0x10, 0x04, 0x01], afterMs: 1 });
  await expect(dialogue.askStatus(1, 40)).rejects.toMatchObject({ code: 'NOT_A_PRINTER' });
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
      () => createTalker(byte, 65_536).dialogue.askInLine(['paper'], 500, true),
      () => createTalker(byte, 4_096).dialogue.listen(60_000),
    ]) {
      await expect(act()).rejects.toMatchObject(notAPrinter);
    }
  },
);

test('a drain takes what was there, and leaves what goes on coming', async () => {
  const { dialogue, reads } = createTalker(0x12, 1);
  await dialogue.drain();
  expect(reads()).toBeLessThan(100);
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
