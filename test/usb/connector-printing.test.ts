import { describe, expect, it } from 'vitest';
import { numberedBytes, until, watchOutcome } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { connectorPlaces, failureOf, useEmulator, withBench } from './connector-bench.ts';

const isPlain = whyNoUsbEmulator() !== null;
const status = Buffer.from([0x10, 0x04, 0x01]);

describe.skipIf(isPlain).each(connectorPlaces)('printing on USB, %s', (place) => {
  const emulator = useEmulator();

  it.each([4096, 200_000])('prints %i bytes byte for byte, the cable at rest afterwards', (length) =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      const bytes = numberedBytes(length);
      await link.write(bytes);
      expect((await printer.printed()).equals(bytes)).toBe(true);
      expect(await printer.state()).toMatchObject({ pendingOut: 0, counters: { resets: 0, stolenClaims: 0 } });
    }),
  );

  it('goes on after short writes', () =>
    withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        const link = await connector.open();
        const bytes = numberedBytes(10_000);
        await link.write(bytes);
        expect((await printer.printed()).equals(bytes)).toBe(true);
      },
      { printer: { faults: { shortWriteBytes: 333 } } },
    ));

  it('tells the exact range when the printer takes nothing for too long, and prints on', () =>
    withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        const link = await connector.open();
        await printer.setFaults({ acceptLimit: 5000 });
        const bytes = numberedBytes(10_000);
        const error = await failureOf(link.write(bytes));
        expect(error).toMatchObject({ code: 'PRINTER_STALLED', sureBytes: 4096, maybeBytes: 8192 });
        expect((await printer.printed()).equals(bytes.subarray(0, 5000))).toBe(true);
        expect(link.ended.aborted).toBe(false);
        await printer.clearFaults();
        await link.write(Buffer.from('next'));
        expect((await printer.printed()).subarray(5000).toString()).toBe('next');
      },
      { writeTimeoutMs: 300 },
    ));

  it('clears a stall, tells the range, and prints on', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      await printer.setFaults({ stallAfterBytes: 4196 });
      const error = await failureOf(link.write(numberedBytes(10_000)));
      expect(error).toMatchObject({ code: 'PRINTER_ERROR', sureBytes: 4096, maybeBytes: 8192 });
      expect(await printer.state()).toMatchObject({ haltedEndpoints: [], takenBytes: 4196 });
      await link.write(Buffer.from('next'));
      expect((await printer.printed()).subarray(4196).toString()).toBe('next');
    }));

  it('tells the range of a protocol error, closes, and prints once opened again', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      let link = await connector.open();
      await printer.setFaults({ protocolErrorAfterBytes: 9000 });
      const error = await failureOf(link.write(numberedBytes(10_000)));
      expect(error).toMatchObject({ code: 'PRINTER_ERROR', sureBytes: 8192, maybeBytes: 10_000 });
      expect(link.ended.aborted).toBe(true);
      link = await connector.open();
      await link.write(Buffer.from('next'));
      expect((await printer.printed()).subarray(9000).toString()).toBe('next');
    }));

  it('answers: status, late ones by one, none from a mute printer', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      expect(link.readable).toBe(true);
      await link.write(status);
      expect((await link.read(2000)).length).toBe(1);
      await printer.setFaults({ lateAnswers: true });
      await link.write(status);
      expect((await link.read(30)).length).toBe(0);
      await link.write(status);
      expect((await link.read(2000)).length).toBe(1);
      await printer.setFaults({ lateAnswers: false, mute: true });
      await link.write(status);
      expect((await link.read(30)).length).toBe(0);
    }));

  it('sees the paper end while bulk OUT is blocked', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      expect(await link.portStatus()).toEqual({ paperEmpty: false, selected: true, error: false });
      await printer.setFaults({ paper: 'end' });
      const bytes = numberedBytes(50_000);
      const writing = watchOutcome(link.write(bytes));
      await printer.waitFor('bulk OUT is blocked', ({ pendingOut, takenBytes }) => pendingOut === 1 && takenBytes > 0);
      expect(await link.portStatus()).toMatchObject({ paperEmpty: true });
      expect(writing.settled).toBe(false);
      await printer.setFaults({ paper: 'ok' });
      await writing.done;
      expect(writing.error).toBeUndefined();
      expect((await printer.printed()).equals(bytes)).toBe(true);
    }));

  it('sees an open cover while bulk OUT is blocked', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      await printer.setFaults({ coverOpen: true });
      const writing = watchOutcome(link.write(numberedBytes(50_000)));
      await printer.waitFor('bulk OUT is blocked', ({ pendingOut }) => pendingOut === 1);
      expect(await link.portStatus()).toMatchObject({ error: true });
      await printer.setFaults({ coverOpen: false });
      await writing.done;
      expect(writing.error).toBeUndefined();
    }));

  it('says nothing of the port where the printer refuses, and is not asked for ever', () =>
    withBench(
      emulator.current,
      place,
      async ({ connector }) => {
        const link = await connector.open();
        expect(await link.portStatus()).toBeNull();
        await expect(link.softReset()).rejects.toThrow();
        await link.write(Buffer.from('works'));
      },
      { printer: { faults: { refusesClassRequests: true } } },
    ));

  it('resets the printer softly beside a waiting read, and is answered afterwards', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      const reading = watchOutcome(link.read(10_000));
      await printer.waitFor('it listens', ({ pendingIn }) => pendingIn === 1);
      await link.softReset();
      expect((await printer.state()).counters.softResets).toBe(1);
      await link.write(status);
      await reading.done;
      expect(reading.error).toBeUndefined();
    }));

  it('uses the setting that talks back, and the right interface of a composite device', async () => {
    await withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        const link = await connector.open();
        expect(link.readable).toBe(true);
        expect((await printer.state()).alternateSetting).toBe(1);
        await link.write(Buffer.from('one'));
        expect((await printer.printed()).toString()).toBe('one');
      },
      { printer: { alternateSettings: true } },
    );
    await withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        const link = await connector.open();
        await link.write(Buffer.from('two'));
        expect((await printer.printed()).toString()).toBe('two');
      },
      { printer: { kind: 'composite' } },
    );
  });

  it('ends an abort exactly: nothing of the piece under way comes out later', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      await printer.setFaults({ acceptLimit: 100 });
      const stop = new AbortController();
      const writing = failureOf(link.write(numberedBytes(3000), { signal: stop.signal }));
      await until('it is stuck', async () => (await printer.state()).takenBytes === 100);
      stop.abort();
      expect(await writing).toMatchObject({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 3000 });
      await printer.clearFaults();
      await link.write(Buffer.from('!'));
      expect((await printer.printed()).subarray(100).toString()).toBe('!');
    }));
});
