import { describe, expect, it } from 'vitest';
import { epson80 } from '../../src/main/escpos/profiles.ts';
import { FaultyPrinter, type FaultyPrinterOptions, unpluggedError } from './faulty-printer.ts';
import { askPaper, cut, plugIn, pulse, status } from './plug-in.ts';

const setUp = (options: Partial<FaultyPrinterOptions> = {}) => plugIn((made) => new FaultyPrinter(made), options);

describe('status', () => {
  it.each([
    [{}, [0x12, 0x12, 0x12, 0x12]],
    [{ drawer: 'open' as const }, [0x16, 0x12, 0x12, 0x12]],
    [{ paper: 'near-end' as const }, [0x12, 0x12, 0x12, 0x1e]],
    [{ paper: 'end' as const }, [0x1a, 0x32, 0x12, 0x7e]],
    [{ coverOpen: true }, [0x1a, 0x16, 0x12, 0x12]],
    [{ cutterError: true }, [0x1a, 0x52, 0x1a, 0x12]],
    [{ overheated: true }, [0x1a, 0x52, 0x52, 0x12]],
    [{ offline: true }, [0x1a, 0x12, 0x12, 0x12]],
  ])('of %o answers DLE EOT 1 to 4 with %o', (faults, expected) => {
    const printer = setUp({ faults });
    printer.send(status(1), status(2), status(3), status(4));
    expect(printer.answers.flat()).toEqual(expected);
    for (const byte of expected) expect(byte & 0x93).toBe(0x12);
  });

  it('takes the drawer level from the drawer', () => {
    const printer = setUp({ faults: { openDrawerLevel: 'low', drawer: 'closed' } });
    printer.send(status(1), [0x1d, 0x72, 2]);
    expect(printer.answers).toEqual([[0x16], [1]]);
  });

  it('answers GS r with the paper and the drawer', () => {
    const printer = setUp({ faults: { paper: 'near-end', drawer: 'open' } });
    printer.send(askPaper, [0x1d, 0x72, 2]);
    expect(printer.answers).toEqual([[0x03], [0x01]]);
  });

  it('speaks up by itself when asked to by GS a, or by its switch', () => {
    const printer = setUp();
    printer.send([0x1d, 0x61, 0xff]);
    printer.device.setFaults({ coverOpen: true });
    printer.device.setFaults({ coverOpen: true });
    expect(printer.answers).toEqual([
      [0x10, 0, 0, 0],
      [0x38, 0, 0, 0],
    ]);
    const switched = setUp({ automaticStatus: true });
    switched.device.setFaults({ paper: 'end' });
    expect(switched.answers).toEqual([[0x18, 0, 0x0f, 0]]);
  });

  it('comes late by one on some clones', () => {
    const printer = setUp({ faults: { lateAnswers: true } });
    printer.send(status(1));
    expect(printer.answers).toEqual([]);
    printer.send(status(4));
    expect(printer.answers).toEqual([[0x12]]);
  });

  it.each(['mute', 'oneWay'])('never comes from a %s printer', (kind) => {
    const printer = setUp(kind === 'mute' ? { faults: { mute: true } } : { oneWay: true });
    printer.send(status(1), 'x\n', cut, askPaper);
    expect(printer.answers).toEqual([]);
    expect(printer.papers).toHaveLength(1);
  });
});

describe('a blocked printer', () => {
  it('keeps what it has taken, answers in real time, and goes on by itself', () => {
    const printer = setUp({ faults: { paper: 'end' } });
    printer.send('ticket\n', cut, askPaper, status(4));
    expect(printer.papers).toHaveLength(0);
    expect(printer.answers).toEqual([[0x7e]]);
    expect(printer.device.heldBytes).toBe(14);
    printer.device.setFaults({ paper: 'ok' });
    expect(printer.texts()[0]).toMatch(/^ticket\n/);
    expect(printer.answers).toEqual([[0x7e], [0x00]]);
    expect(printer.device.heldBytes).toBe(0);
  });

  it('takes no more than its buffer holds, and says when it does again', () => {
    const printer = setUp({ faults: { coverOpen: true }, bufferBytes: 100 });
    expect(printer.send('x'.repeat(150))).toBe(100);
    expect(printer.send('x')).toBe(0);
    expect(printer.send(status(2))).toBe(0);
    expect(printer.room()).toBe(0);
    printer.device.setFaults({ coverOpen: false });
    expect(printer.room()).toBe(1);
    expect(printer.send('x'.repeat(10_000))).toBe(10_000);
  });

  it('does not open the drawer by ESC p, but by DLE DC4 where the model knows it', () => {
    const printer = setUp({ profile: epson80, faults: { paper: 'end' } });
    printer.send(pulse);
    expect(printer.device.drawerPulses).toEqual([]);
    printer.send([0x10, 0x14, 1, 0, 2]);
    expect(printer.device.drawerPulses).toEqual([
      { pin: 2, onMs: 200, offMs: 200, realTime: true, insideData: false, atMs: 1_000 },
    ]);
    expect(printer.texts()).toEqual(['[tiroir ouvert]\n']);
    const generic = setUp({ faults: { paper: 'end' } });
    generic.send([0x10, 0x14, 1, 0, 2]);
    expect(generic.device.drawerPulses).toEqual([]);
  });
});

describe('the link', () => {
  it('stalls after a number of bytes', () => {
    const printer = setUp({ faults: { acceptLimit: 70 } });
    expect(printer.send('x'.repeat(100))).toBe(70);
    printer.device.setFaults({ acceptLimit: null });
    expect(printer.room()).toBe(1);
    expect(printer.send('x'.repeat(30))).toBe(30);
  });

  it('takes and says nothing while frozen; switching it off and on loses what it held', () => {
    const printer = setUp({ faults: { paper: 'end' } });
    printer.send('perdu\n');
    printer.device.setFaults({ frozen: true });
    expect(printer.send(status(1))).toBe(0);
    printer.device.setFaults({ paper: 'ok' });
    printer.device.powerCycle();
    expect(printer.room()).toBe(1);
    printer.send('neuf\n', cut);
    expect(printer.answers).toEqual([]);
    expect(printer.texts()[0]).toMatch(/^neuf\n/);
  });

  it('is lost when unplugged, with a command that came only in part', () => {
    const printer = setUp();
    printer.send('avant\n', [0x1d, 0x76, 0x30, 0, 48, 0, 100, 0, 1, 2, 3]);
    printer.device.setFaults({ unplugged: true });
    expect(printer.lost).toEqual([unpluggedError]);
    expect(printer.send('x')).toBe(0);
    printer.device.setFaults({ unplugged: false });
    printer.send([0x1b, 0x40], 'après\n', cut);
    expect(printer.papers[0]?.events.map((event) => event.type)).toEqual(['line', 'line', 'cut']);
  });

  it('executes real-time commands inside image bytes, drawer included', () => {
    const printer = setUp();
    printer.send([0x1d, 0x76, 0x30, 0, 8, 0, 1, 0, 0x10, 0x04, 0x01, 0x10, 0x14, 0x01, 0x00, 0x05]);
    expect(printer.answers).toEqual([[0x12]]);
    expect(printer.device.drawerPulses).toMatchObject([{ insideData: true }]);
  });
});
