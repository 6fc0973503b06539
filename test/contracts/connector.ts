import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { LinkError } from '../../src/main/printers/transport/link.ts';
import { type ConnectorAbility, type ConnectorHarness, numberedBytes, until } from './connector-harness.ts';
import { describeTroubledConnector } from './connector-troubles.ts';

export type { ConnectorAbility, ConnectorHarness } from './connector-harness.ts';

/** What the suites get: the harness of the running test, and a way to skip with a reason. */
export interface ConnectorSubject {
  readonly harness: ConnectorHarness;
  /** Skips the running test, saying why, when the stand-in lacks one of the abilities. */
  need(context: TestContext, ...abilities: ConnectorAbility[]): void;
}

/** Every sentence of src/main/printers/transport/link.ts, as tests; to be run on every way to a printer. */
export function describeConnector(name: string, setUp: () => Promise<ConnectorHarness>): void {
  describe(`connector contract: ${name}`, () => {
    let current: ConnectorHarness | undefined;
    const subject: ConnectorSubject = {
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
    describeEnd(subject);
    describeWriting(subject);
    describeReading(subject);
    describeTroubledConnector(subject);
  });
}

async function receivedLength({ harness }: ConnectorSubject): Promise<number> {
  return (await harness.received()).length;
}

function describeOpening(subject: ConnectorSubject): void {
  it('gives a link that is alive', async () => {
    const { connector, readable } = subject.harness;
    const link = await connector.open();
    expect(link.ended.aborted).toBe(false);
    expect(link.readable).toBe(readable);
    expect(link.description).not.toBe('');
    expect(connector.description).not.toBe('');
    await expect(link.check()).resolves.toBeUndefined();
  });

  it('opens one link at a time', async () => {
    const { connector } = subject.harness;
    const opening = connector.open();
    await expect(connector.open()).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
    const link = await opening;
    await expect(connector.open()).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
    expect(link.ended.aborted).toBe(false);
  });

  it('closes once, however often it is asked, and is not revived', async () => {
    const { connector } = subject.harness;
    const link = await connector.open();
    await Promise.all([link.close(), link.close()]);
    await link.close();
    expect(link.ended.reason).toBeInstanceOf(LinkError);
    expect(link.ended.reason).toMatchObject({ code: 'PRINTER_OFFLINE' });
    await (await connector.open()).write(Buffer.from('new'));
    for (const call of [link.write(Buffer.from('x')), link.check(), link.portStatus(), link.softReset()]) {
      await expect(call).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', sureBytes: 0, maybeBytes: 0 });
    }
    await until('the new link has carried', async () => (await receivedLength(subject)) >= 3);
    expect((await subject.harness.received()).toString()).toBe('new');
  });

  it('delivers what was written before close, and opens again while it closes', async () => {
    const { harness } = subject;
    const first = await harness.connector.open();
    await first.write(Buffer.from('one '));
    const closing = first.close();
    const second = await harness.connector.open();
    await closing;
    await second.write(Buffer.from('two'));
    await until('both writes have come', async () => (await receivedLength(subject)) >= 7);
    expect((await harness.received()).toString()).toBe('one two');
  });

  it('gives an opening up when its signal aborts, and opens again', async () => {
    const { connector } = subject.harness;
    const aborted = connector.open(AbortSignal.abort());
    await expect(aborted).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    const controller = new AbortController();
    const opening = connector.open(controller.signal);
    controller.abort();
    await expect(opening).rejects.toBeInstanceOf(LinkError);
    await expect(opening).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    const link = await connector.open();
    expect(link.ended.aborted).toBe(false);
  });

  it('does not care for an abort after the opening', async () => {
    const controller = new AbortController();
    const link = await subject.harness.connector.open(controller.signal);
    controller.abort();
    await link.write(Buffer.from('there'));
    await until('it has come', async () => (await receivedLength(subject)) >= 5);
  });
}

function describeEnd(subject: ConnectorSubject): void {
  const untilNothingIsHeld = () => until('nothing is held', async () => (await subject.harness.held()) === 0);

  it('holds something while it is open, and nothing after its end', async () => {
    const { connector, held } = subject.harness;
    const link = await connector.open();
    await link.write(Buffer.from('delivered'));
    expect(await held()).toBeGreaterThan(0);
    const reading = expect(link.read(20_000)).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    await Promise.all([connector.end(), connector.end()]);
    await connector.end();
    await reading;
    expect(link.ended.aborted).toBe(true);
    await untilNothingIsHeld();
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    await until('it has come', async () => (await receivedLength(subject)) >= 9);
  });

  it('ends in the middle of an opening', async () => {
    const { connector } = subject.harness;
    const opening = expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    await connector.end();
    await opening;
    await untilNothingIsHeld();
  });

  it('ends without ever having been opened, or after a link is closed', async () => {
    const { connector } = subject.harness;
    await (await connector.open()).close();
    await connector.end();
    await untilNothingIsHeld();
  });

  it('ends in the middle of a stalled write', async (context) => {
    subject.need(context, 'stall');
    const { harness } = subject;
    const link = await harness.connector.open();
    await harness.stall();
    const bytes = numberedBytes(harness.moreThanBuffersHold ?? 1_000_000);
    const writing = expect(link.write(bytes)).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    await harness.connector.end();
    await writing;
    await harness.resume();
    await untilNothingIsHeld();
  });

  it('ends when the printer is gone', async (context) => {
    subject.need(context, 'cut');
    const { connector, cut } = subject.harness;
    await connector.open();
    await cut();
    await connector.end();
    await untilNothingIsHeld();
  });

  it('tells nobody any more who has stopped to watch', () => {
    const unwatch = subject.harness.connector.watch(() => {});
    unwatch();
    unwatch();
  });
}

function describeWriting(subject: ConnectorSubject): void {
  it('carries 200 KB byte for byte, in order, in pieces of at most 4096', async () => {
    const { harness } = subject;
    const bytes = numberedBytes(200_003);
    const taken: number[] = [];
    const link = await harness.connector.open();
    await link.write(bytes, { onProgress: (count) => taken.push(count) });
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
    const link = await harness.connector.open();
    for (const part of parts) await link.write(part);
    const all = Buffer.concat(parts);
    await until('all has come', async () => (await receivedLength(subject)) >= all.length);
    expect((await harness.received()).equals(all)).toBe(true);
  });

  it('refuses a second write beside a pending one, which is not disturbed', async () => {
    const { harness } = subject;
    const bytes = numberedBytes(10_000);
    const link = await harness.connector.open();
    const first = link.write(bytes);
    const second = link.write(Buffer.from('intruder'));
    await expect(second).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE', maybeBytes: 0 });
    await expect(link.softReset()).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
    await first;
    await link.write(Buffer.from('!'));
    await until('all has come', async () => (await receivedLength(subject)) >= bytes.length + 1);
    expect((await harness.received()).equals(Buffer.concat([bytes, Buffer.from('!')]))).toBe(true);
  });

  it('takes an empty write', async () => {
    const { harness } = subject;
    const link = await harness.connector.open();
    await link.write(new Uint8Array(0));
    expect(await receivedLength(subject)).toBe(0);
  });

  it('sends nothing when aborted beforehand', async () => {
    const { harness } = subject;
    const link = await harness.connector.open();
    const write = link.write(Buffer.from('never'), { signal: AbortSignal.abort() });
    await expect(write).rejects.toMatchObject({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 0 });
    await expect(write).rejects.toBeInstanceOf(LinkError);
    expect(await receivedLength(subject)).toBe(0);
  });

  it('does not care for an abort after the end', async () => {
    const { harness } = subject;
    const controller = new AbortController();
    const link = await harness.connector.open();
    await link.write(Buffer.from('done '), { signal: controller.signal });
    controller.abort();
    await link.write(Buffer.from('more'));
    await until('all has come', async () => (await receivedLength(subject)) >= 9);
    expect((await harness.received()).toString()).toBe('done more');
  });
}

function describeReading(subject: ConnectorSubject): void {
  it('reads nothing when nothing comes', async () => {
    const link = await subject.harness.connector.open();
    for (const timeoutMs of [30, 0]) {
      const bytes = await link.read(timeoutMs);
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(bytes.length).toBe(0);
    }
  });

  it('reads an answer while waiting for it, and one that was there before', async (context) => {
    subject.need(context, 'answer');
    const { harness } = subject;
    const link = await harness.connector.open();
    const waiting = link.read(10_000);
    await harness.answer(Buffer.from([0x16]));
    expect([...(await waiting)]).toEqual([0x16]);
    await harness.answer(Buffer.from([0x12, 0x00, 0xff]));
    const drained: number[] = [];
    await until('the answer was drained', async () => drained.push(...(await link.read(0))) >= 3);
    expect(drained).toEqual([0x12, 0x00, 0xff]);
    expect((await link.read(0)).length).toBe(0);
  });

  it('gives the answers of a link to nobody who asks the one before', async (context) => {
    subject.need(context, 'answer');
    const { connector, answer } = subject.harness;
    const first = await connector.open();
    await first.close();
    const second = await connector.open();
    const waiting = second.read(10_000);
    await expect(first.read(50)).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    await answer(Buffer.from('for the second'));
    let heard = Buffer.from(await waiting);
    await until('all of it has come', async () => {
      heard = Buffer.concat([heard, await second.read(0)]);
      return heard.toString() === 'for the second';
    });
  });

  it('refuses a second read beside a pending one, which is not disturbed', async (context) => {
    subject.need(context, 'answer');
    const { harness } = subject;
    const link = await harness.connector.open();
    const first = link.read(10_000);
    await expect(link.read(0)).rejects.toMatchObject({ code: 'TRANSPORT_MISUSE' });
    await harness.answer(Buffer.from('A'));
    expect(Buffer.from(await first).toString()).toBe('A');
  });
}
