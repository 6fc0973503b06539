import { describe, expect, it } from 'vitest';
import { numberedBytes, until, watchOutcome } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { connectorPlaces, failureOf, openAgain, useEmulator, withBench } from './connector-bench.ts';

const receiptBytes = 6000;

describe.skipIf(whyNoUsbEmulator() !== null).each(connectorPlaces)('a cable that comes out, %s', (place) => {
  const emulator = useEmulator();

  it('at every 500th byte of a receipt: what the printer has lies within what is told', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      for (let at = 500; at <= receiptBytes; at += 500) {
        await printer.replug({ forgetPrinted: true });
        const link = await connector.open();
        await printer.setFaults({ unplugAfterBytes: at });
        const bytes = numberedBytes(receiptBytes, at / 500);
        const error = await failureOf(link.write(bytes));
        const printed = await printer.printed();
        expect(error.code).toBe('PRINTER_OFFLINE');
        expect(printed.length).toBe(at);
        expect(error.sureBytes).toBeLessThanOrEqual(at);
        expect(error.maybeBytes).toBeGreaterThanOrEqual(at);
        expect(error.maybeBytes - error.sureBytes).toBeLessThanOrEqual(4096);
        expect(printed.equals(bytes.subarray(0, at))).toBe(true);
        expect(link.ended.aborted).toBe(true);
      }
      await printer.waitFor('nothing is left open', ({ openHandles }) => openHandles === 0);
    }));

  it.each([{}, { port: '1-9' }, { port: '2-1.4' }])('and goes in again (%o): the next open prints', (options) =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      let link = await connector.open();
      await link.write(Buffer.from('one '));
      await printer.unplug();
      expect((await failureOf(openAgain(connector, link))).code).toBe('PRINTER_OFFLINE');
      await printer.replug(options);
      link = await openAgain(connector, link);
      await link.write(Buffer.from('two'));
      expect((await printer.printed()).toString()).toBe('one two');
    }),
  );

  it('while idle, and goes in again at once: open finds the stale handle, not a byte is in doubt', () =>
    withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        let link = await connector.open();
        await link.write(Buffer.from('one '));
        await printer.replug();
        link = await openAgain(connector, link);
        await link.write(Buffer.from('two'));
        expect((await printer.printed()).toString()).toBe('one two');
      },
      { printer: { oneWay: true } },
    ));

  it('during a status read: the read ends at once', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const link = await connector.open();
      const reading = watchOutcome(link.read(20_000));
      await printer.waitFor('it listens', ({ pendingIn }) => pendingIn === 1);
      await printer.unplug();
      await reading.done;
      expect(reading.error).toMatchObject({ code: 'PRINTER_OFFLINE' });
    }));

  it('and no hot-plug service tells it: everything works by looking', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      await emulator.current.setHotplugEvents(false);
      let link = await connector.open();
      await printer.unplug();
      expect((await failureOf(openAgain(connector, link))).code).toBe('PRINTER_OFFLINE');
      await printer.replug();
      link = await openAgain(connector, link);
      await link.write(Buffer.from('x'));
      expect((await printer.printed()).toString()).toBe('x');
      await emulator.current.setHotplugEvents(true);
    }));

  it('with /sys/bus/usb: offline, said in words, and no crash', () =>
    withBench(emulator.current, place, async ({ connector }) => {
      await emulator.current.setSysfs(false);
      let changes = 0;
      const unwatch = connector.watch(() => {
        changes += 1;
      });
      const error = await failureOf(connector.open());
      expect(error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringContaining('/sys/bus/usb') });
      await emulator.current.setSysfs(true);
      await until('the change was seen', () => changes > 0);
      unwatch();
      await connector.open();
    }));

  it('is told to whoever watches, and so is its return', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      let changes = 0;
      const unwatch = connector.watch(() => {
        changes += 1;
      });
      await printer.unplug();
      await until('the unplug was seen', () => changes === 1);
      await printer.replug();
      await until('the return was seen', () => changes === 2);
      unwatch();
    }));
});
