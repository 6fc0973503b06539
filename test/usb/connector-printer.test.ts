import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/main/base/clock.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { createAgentEvents } from '../../src/main/jobs/events.ts';
import { createPrinter } from '../../src/main/printers/dialogue/printer.ts';
import { defaultPrinterTimes } from '../../src/main/printers/dialogue/printer-times.ts';
import { numberedBytes, until } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { type ConnectorBench, connectorPlaces, useEmulator, withBench } from './connector-bench.ts';

/** Long where nothing waits for it: a loaded machine is no stalled printer. */
const times = { ...defaultPrinterTimes, answerMs: 1000, confirmMs: 2000, askAgainMs: 50, silenceMs: 5000 };
const never = new AbortController().signal;

function createUsbPrinter({ connector }: ConnectorBench, { interrupted = false, stalledMs = times.stalledMs } = {}) {
  const profile = findProfile('epson-80');
  if (profile === undefined) throw new Error('no profile');
  const events = createAgentEvents();
  return createPrinter({
    connector,
    profile,
    onState: (state) => events.emit('printer-changed', state, 'main'),
    clock: systemClock,
    enabled: true,
    sensor: 'unknown',
    interrupted,
    times: { ...times, stalledMs },
  });
}

describe.skipIf(whyNoUsbEmulator() !== null).each(connectorPlaces)('a printer on USB, %s', (place) => {
  const emulator = useEmulator();

  it('confirms what it printed', () =>
    withBench(emulator.current, place, async (bench) => {
      const printer = createUsbPrinter(bench);
      expect(await printer.prepare(never, true)).toMatchObject({ condition: 'ready' });
      expect(await printer.print(Buffer.from('Bonjour\n\n'), never)).toEqual({ state: 'printed' });
    }));

  it('counts as sent what a one-way printer took', () =>
    withBench(
      emulator.current,
      place,
      async (bench) => {
        const printer = createUsbPrinter(bench);
        await printer.prepare(never, true);
        expect(await printer.print(Buffer.from('Bonjour\n\n'), never)).toMatchObject({ state: 'sent' });
      },
      { printer: { oneWay: true } },
    ));

  it('says that paper is out although it hears no question, and goes on', () =>
    withBench(
      emulator.current,
      place,
      async (bench) => {
        const printer = createUsbPrinter(bench, { stalledMs: 150 });
        await printer.prepare(never, true);
        await bench.printer.setFaults({ paper: 'end' });
        const printing = printer.print(Buffer.alloc(30_000, 'A\n'), never);
        await until('it says so', () => printer.state.code === 'PAPER_OUT');
        expect(printer.state).toMatchObject({ condition: 'blocked', reasons: ['media-empty'] });
        await bench.printer.setFaults({ paper: 'ok' });
        expect((await printing).state).toBe('sent');
      },
      { printer: { oneWay: true } },
    ));

  it('resets the printer once between an interrupted job and the next', () =>
    withBench(emulator.current, place, async (bench) => {
      const printer = createUsbPrinter(bench);
      const softResets = async () => (await bench.printer.state()).counters.softResets;
      await printer.prepare(never, true);
      await bench.printer.setFaults({ unplugAfterBytes: 2500 });
      // The middle of an image, in bold.
      const image = Buffer.concat([
        Buffer.from([0x1b, 0x45, 1, 0x1d, 0x76, 0x30, 0, 72, 0, 100, 0]),
        Buffer.alloc(7200),
      ]);
      expect(await printer.print(image, never)).toMatchObject({ state: 'uncertain' });
      expect(await softResets()).toBe(0);
      await bench.printer.replug();
      expect(await printer.prepare(never, true)).toMatchObject({ condition: 'ready' });
      expect(await softResets()).toBe(1);
      expect(await printer.print(Buffer.from('Suivant\n\n\x1dV\x00', 'latin1'), never)).toEqual({ state: 'printed' });
      expect((await bench.printer.papers()).at(-1)?.text).toContain('Suivant');
      await printer.prepare(never, true);
      expect(await softResets()).toBe(1);
    }));

  it('resets the printer at the start after a crash, and is not harmed where it refuses', async () => {
    await withBench(emulator.current, place, async (bench) => {
      await createUsbPrinter(bench, { interrupted: true }).prepare(never, true);
      expect((await bench.printer.state()).counters.softResets).toBe(1);
    });
    await withBench(
      emulator.current,
      place,
      async (bench) => {
        const printer = createUsbPrinter(bench, { interrupted: true });
        expect(await printer.prepare(never, true)).toMatchObject({ condition: 'ready' });
        expect(await printer.print(numberedBytes(100), never)).toMatchObject({ state: 'printed' });
      },
      { printer: { faults: { refusesClassRequests: true } } },
    );
  });
});
