import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { TransportError } from '../../src/main/printers/transport/transport.ts';
import { numberedBytes, type TransportAbility, type TransportHarness, until } from './transport-harness.ts';
import { describeTroubledTransport } from './transport-troubles.ts';

export type { TransportAbility, TransportHarness } from './transport-harness.ts';

/** What the suites get: the harness of the running test, and a way to skip with a reason. */
export interface TransportSubject {
  readonly harness: TransportHarness;
  /** Skips the running test, saying why, when the stand-in lacks one of the abilities. */
  need(context: TestContext, ...abilities: TransportAbility[]): void;
}

/** Every sentence of src/main/printers/transport/transport.ts, as tests; to be run on every implementation. */
export function describeTransport(name: string, setUp: () => Promise<TransportHarness>): void {
  describe(`transport contract: ${name}`, () => {
    let current: TransportHarness | undefined;
    const subject: TransportSubject = {
      get harness() {
        if (current === undefined) throw new Error('no harness outside a test');
        return current;
      },
      need(context, ...abilities) {
        for (const ability of abilities) {
          const reason = subject.harness.cannot?.[ability];
          if (reason === undefined) continue;
          console.info(`skipped: ${name}: ${context.task.name} (${reason})`);
          context.skip(reason);
        }
      },
    };
    beforeEach(async () => {
      current = await setUp();
    });
    afterEach(async () => {
      await current?.dispose();
      current = undefined;
    });

    describeOpening(subject);
    describeWriting(subject);
    describeReading(subject);
    describeTroubledTransport(subject);
  });
}

async function receivedLength({ harness }: TransportSubject): Promise<number> {
  return (await harness.received()).length;
}

function describeOpening(subject: TransportSubject): void {
  it('opens once, however often it is asked', async () => {
    const { transport, readable } = subject.harness;
    expect(transport.isOpen).toBe(false);
    await Promise.all([transport.open(), transport.open()]);
    await transport.open();
    expect(transport.isOpen).toBe(true);
    expect(transport.readable).toBe(readable);
    expect(transport.description).not.toBe('');
  });

  it('refuses a write before open', async () => {
    const { transport } = subject.harness;
    const error = await transport.write(Buffer.from('x')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: 'TRANSPORT_MISUSE', sureBytes: 0, maybeBytes: 0 });
    expect(await receivedLength(subject)).toBe(0);
  });

  it('closes once, however often it is asked, even unopened', async () => {
    const { transport } = subject.harness;
    await transport.close();
    await transport.open();
    await Promise.all([transport.close(), transport.close()]);
    await transport.close();
    expect(transport.isOpen).toBe(false);
    await expect(transport.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
  });

  it('delivers what was written before close, and opens again', async () => {
    const { harness } = subject;
    await harness.transport.open();
    await harness.transport.write(Buffer.from('one '));
    await harness.transport.close();
    await harness.transport.open();
    expect(harness.transport.isOpen).toBe(true);
    await harness.transport.write(Buffer.from('two'));
    await until('both writes have come', async () => (await receivedLength(subject)) >= 7);
    expect((await harness.received()).toString()).toBe('one two');
  });
}

function describeWriting(subject: TransportSubject): void {
  it('carries 200 KB byte for byte, in order, in pieces of at most 4096', async () => {
    const { harness } = subject;
    const bytes = numberedBytes(200_003);
    const taken: number[] = [];
    await harness.transport.open();
    await harness.transport.write(bytes, { onProgress: (count) => taken.push(count) });
    await until('all has come', async () => (await receivedLength(subject)) >= bytes.length);
    expect((await harness.received()).equals(bytes)).toBe(true);
    const pieces = taken.map((count, index) => count - (taken[index - 1] ?? 0));
    expect(Math.min(...pieces)).toBeGreaterThan(0);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(4096);
    expect(taken.at(-1)).toBe(bytes.length);
  });

  it('keeps the order of successive writes', async () => {
    const { harness } = subject;
    const parts = Array.from({ length: 20 }, (_, index) => numberedBytes(1 + index * 397, index));
    await harness.transport.open();
    for (const part of parts) await harness.transport.write(part);
    const all = Buffer.concat(parts);
    await until('all has come', async () => (await receivedLength(subject)) >= all.length);
    expect((await harness.received()).equals(all)).toBe(true);
  });

  it('refuses a second write beside a pending one, which is not disturbed', async () => {
    const { harness } = subject;
    const bytes = numberedBytes(10_000);
    await harness.transport.open();
    const first = harness.transport.write(bytes);
    await expect(harness.transport.write(Buffer.from('intruder'))).rejects.toMatchObject({
      code: 'TRANSPORT_MISUSE',
      maybeBytes: 0,
    });
    await first;
    await harness.transport.write(Buffer.from('!'));
    await until('all has come', async () => (await receivedLength(subject)) >= bytes.length + 1);
    expect((await harness.received()).equals(Buffer.concat([bytes, Buffer.from('!')]))).toBe(true);
  });

  it('takes an empty write', async () => {
    const { harness } = subject;
    await harness.transport.open();
    await harness.transport.write(new Uint8Array(0));
    expect(await receivedLength(subject)).toBe(0);
  });

  it('sends nothing when aborted beforehand', async () => {
    const { harness } = subject;
    await harness.transport.open();
    const write = harness.transport.write(Buffer.from('never'), { signal: AbortSignal.abort() });
    await expect(write).rejects.toMatchObject({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 0 });
    await expect(write).rejects.toBeInstanceOf(TransportError);
    expect(await receivedLength(subject)).toBe(0);
  });

  it('does not care for an abort after the end', async () => {
    const { harness } = subject;
    const controller = new AbortController();
    await harness.transport.open();
    await harness.transport.write(Buffer.from('done '), { signal: controller.signal });
    controller.abort();
    await harness.transport.write(Buffer.from('more'));
    await until('all has come', async () => (await receivedLength(subject)) >= 9);
    expect((await harness.received()).toString()).toBe('done more');
  });
}

function describeReading(subject: TransportSubject): void {
  it('reads nothing when nothing comes', async () => {
    const { transport } = subject.harness;
    await transport.open();
    for (const timeoutMs of [30, 0]) {
      const bytes = await transport.read(timeoutMs);
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(bytes.length).toBe(0);
    }
  });

  it('reads an answer while waiting for it, and one that was there before', async (context) => {
    subject.need(context, 'answer');
    const { harness } = subject;
    await harness.transport.open();
    const waiting = harness.transport.read(10_000);
    await harness.answer(Buffer.from([0x16]));
    expect([...(await waiting)]).toEqual([0x16]);
    await harness.answer(Buffer.from([0x12, 0x00, 0xff]));
    const drained: number[] = [];
    await until('the answer was drained', async () => drained.push(...(await harness.transport.read(0))) >= 3);
    expect(drained).toEqual([0x12, 0x00, 0xff]);
    expect((await harness.transport.read(0)).length).toBe(0);
  });

  it('refuses a second read beside a pending one, which is not disturbed', async (context) => {
    subject.need(context, 'answer');
    const { harness } = subject;
    await harness.transport.open();
    const first = harness.transport.read(10_000);
    await expect(harness.transport.read(0)).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
    await harness.answer(Buffer.from('A'));
    expect(Buffer.from(await first).toString()).toBe('A');
  });
}
