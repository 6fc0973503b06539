import { expect, it } from 'vitest';
import { LinkError } from '../../src/main/printers/transport/link.ts';
import type { ConnectorSubject } from './connector.ts';
import { type ConnectorHarness, numberedBytes, until, untilStill, watchOutcome } from './connector-harness.ts';

const megabyte = 1_000_000;

/** Fills everything between a link and its stalled peer; resolves when nothing moves any more. */
async function startStalledWrite(harness: ConnectorHarness, signal?: AbortSignal) {
  const bytes = numberedBytes(harness.moreThanBuffersHold ?? megabyte);
  let taken = 0;
  const link = await harness.connector.open();
  await harness.stall();
  const promise = link.write(bytes, {
    ...(signal && { signal }),
    onProgress: (count) => {
      taken = count;
    },
  });
  const outcome = watchOutcome(promise);
  await untilStill(() => taken);
  expect(outcome.settled).toBe(false);
  expect(taken).toBeLessThan(bytes.length);
  return { link, bytes, promise, outcome, taken: () => taken };
}

function expectRange(error: unknown, code: string, length: number): LinkError {
  if (!(error instanceof LinkError)) throw new Error(`not a LinkError: ${String(error)}`);
  expect(error.code).toBe(code);
  expect(error.message).not.toBe('');
  expect(error.sureBytes).toBeGreaterThanOrEqual(0);
  expect(error.maybeBytes).toBeGreaterThanOrEqual(error.sureBytes);
  expect(error.maybeBytes).toBeLessThanOrEqual(length);
  return error;
}

/** What reached the peer must be the beginning of what was written, within the range that the error tells. */
async function expectReceivedWithin(harness: ConnectorHarness, error: LinkError, bytes: Buffer): Promise<void> {
  const received = await harness.received();
  expect(received.length).toBeGreaterThanOrEqual(error.sureBytes);
  expect(received.length).toBeLessThanOrEqual(error.maybeBytes);
  expect(received.equals(bytes.subarray(0, received.length))).toBe(true);
}

/** Stalls, aborts, cuts and closes in mid-write. */
export function describeTroubledConnector(subject: ConnectorSubject): void {
  it('waits for a stalled printer and goes on without loss or repetition', async (context) => {
    subject.need(context, 'stall');
    const { harness } = subject;
    const { bytes, promise } = await startStalledWrite(harness);
    await harness.resume();
    await promise;
    await until('all has come', async () => (await harness.received()).length >= bytes.length);
    expect((await harness.received()).equals(bytes)).toBe(true);
  });

  it('reads beside a stalled write', async (context) => {
    subject.need(context, 'stall', 'answer', 'answer-while-stalled');
    const { harness } = subject;
    const { link, promise, outcome } = await startStalledWrite(harness);
    await harness.answer(Buffer.from([0x1e]));
    expect([...(await link.read(10_000))]).toEqual([0x1e]);
    expect(outcome.settled).toBe(false);
    await harness.resume();
    await promise;
  });

  it('tells what left when a stalled write is aborted', async (context) => {
    subject.need(context, 'stall');
    const { harness } = subject;
    const controller = new AbortController();
    const { link, bytes, outcome } = await startStalledWrite(harness, controller.signal);
    controller.abort();
    await outcome.done;
    const error = expectRange(outcome.error, 'WRITE_ABORTED', bytes.length - 1);
    expect(link.ended.aborted).toBe(!harness.staysOpenAfterAbort);
    const next = harness.staysOpenAfterAbort ? link : await harness.connector.open();

    await harness.resume();
    const tail = Buffer.from('the next job');
    await next.write(tail);
    await until('the next write has come', async () => (await harness.received()).subarray(-tail.length).equals(tail));
    const received = await harness.received();
    const beforeTail = received.subarray(0, received.length - tail.length);
    expect(beforeTail.length).toBeGreaterThanOrEqual(error.sureBytes);
    expect(beforeTail.length).toBeLessThanOrEqual(error.maybeBytes);
    expect(beforeTail.equals(bytes.subarray(0, beforeTail.length))).toBe(true);
  });

  it('rejects a stalled write when the link is cut, and has ended then', async (context) => {
    subject.need(context, 'stall', 'cut');
    const { harness } = subject;
    const { link, bytes, outcome } = await startStalledWrite(harness);
    await harness.cut();
    await outcome.done;
    const error = expectRange(outcome.error, 'PRINTER_OFFLINE', bytes.length);
    expect(error.maybeBytes).toBeGreaterThan(0);
    expect(link.ended.reason).toMatchObject({ code: 'PRINTER_OFFLINE', sureBytes: 0, maybeBytes: 0 });
    await expectReceivedWithin(harness, error, bytes);
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ sureBytes: 0, maybeBytes: 0 });
  });

  it('rejects a pending read when the link is cut', async (context) => {
    subject.need(context, 'answer', 'cut');
    const { harness } = subject;
    const link = await harness.connector.open();
    const outcome = watchOutcome(link.read(20_000));
    await harness.cut();
    await outcome.done;
    expectRange(outcome.error, 'PRINTER_OFFLINE', 0);
    expect(link.ended.aborted).toBe(true);
  });

  it('says offline when it is opened without a printer', async (context) => {
    subject.need(context, 'cut');
    const { harness } = subject;
    await harness.cut();
    const outcome = watchOutcome(harness.connector.open());
    await outcome.done;
    expectRange(outcome.error, 'PRINTER_OFFLINE', 0);
  });

  it('rejects pending calls when closed', async (context) => {
    subject.need(context, 'stall');
    const { harness } = subject;
    const { link, bytes, outcome } = await startStalledWrite(harness);
    const reading = watchOutcome(link.read(20_000));
    await link.close();
    await Promise.all([outcome.done, reading.done]);
    expectRange(reading.error, 'PRINTER_OFFLINE', 0);
    const error = expectRange(outcome.error, 'PRINTER_OFFLINE', bytes.length);
    expect(link.ended.aborted).toBe(true);
    await harness.resume();
    let length = (await harness.received()).length;
    await untilStill(() => {
      void Promise.resolve(harness.received()).then((received) => {
        length = received.length;
      });
      return length;
    });
    await expectReceivedWithin(harness, error, bytes);
  });

  it('rejects a pending read when closed, whether or not the printer can talk', async () => {
    const link = await subject.harness.connector.open();
    const reading = watchOutcome(link.read(20_000));
    await link.close();
    await reading.done;
    expectRange(reading.error, 'PRINTER_OFFLINE', 0);
  });
}
