import { describe, expect, it } from 'vitest';
import { epson80, generic58, generic80 } from '../../../src/main/escpos/profiles.ts';
import { VirtualPrinter, type VirtualPrinterOptions } from '../../../src/main/printers/virtual/virtual-printer.ts';
import { askPaper, cut, plugIn, pulse, status } from '../../printer-emulator/plug-in.ts';

const setUp = (options: Partial<VirtualPrinterOptions> = {}) => plugIn((made) => new VirtualPrinter(made), options);

describe('papers', () => {
  it('come out at each cut', () => {
    const printer = setUp();
    printer.send('un\n', cut, 'deux\n', cut);
    expect(printer.texts().map((text) => text.split('\n')[0])).toEqual(['un', 'deux']);
    expect(printer.papers[0]?.atMs).toBe(1_000);
  });

  it('come out at the fence or the next ESC @ where there is no cutter', () => {
    const printer = setUp({ profile: generic58 });
    printer.send([0x1b, 0x40], 'un\n', askPaper);
    expect(printer.texts()).toEqual(['un\n']);
    printer.send([0x1b, 0x40], 'deux\n');
    expect(printer.papers).toHaveLength(1);
    printer.send([0x1b, 0x40]);
    expect(printer.texts()[1]).toBe('deux\n');
    expect(printer.answers).toEqual([[0]]);
  });

  it('come out on request, but never blank', async () => {
    const printer = setUp();
    printer.send('reste\n');
    await printer.device.flush();
    await printer.device.flush();
    printer.send('\n\n');
    await printer.device.flush();
    expect(printer.texts()).toEqual(['reste\n']);
  });

  it('show a drawer pulse as a strip of its own, in the midst of a paper in its place', async () => {
    const printer = setUp();
    printer.send(pulse, 'ticket\n', pulse, 'fin\n', cut);
    expect(printer.texts()[0]).toBe('[tiroir ouvert]\n');
    expect(printer.texts()[1]).toMatch(/^ticket\n\[tiroir ouvert\]\nfin\n/);
    printer.send('x\n', pulse);
    await printer.device.flushDrawerStrip();
    expect(printer.papers).toHaveLength(2);
  });
});

describe('status', () => {
  it('lacks nothing', () => {
    const printer = setUp();
    printer.send(status(1), status(2), status(3), status(4), askPaper, [0x1d, 0x72, 2]);
    expect(printer.answers.flat()).toEqual([0x12, 0x12, 0x12, 0x12, 0, 0]);
  });

  it('answers GS ( H with its four characters on the models that know it', () => {
    const query = [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x30, 0x30, 0x34, 0x32];
    const epson = setUp({ profile: epson80 });
    epson.send(query);
    expect(epson.answers).toEqual([[0x37, 0x22, 0x30, 0x30, 0x34, 0x32, 0x00]]);
    const generic = setUp();
    generic.send(query);
    expect(generic.answers).toEqual([]);
  });

  it('ignores what its profile does not list', () => {
    const printer = setUp({ profile: { ...generic80, statusQueries: [1], fence: 'none' } });
    printer.send(status(2), askPaper, status(1));
    expect(printer.answers).toEqual([[0x12]]);
  });
});

describe('a paper that takes time to keep', () => {
  it('holds back the fence and what follows, not the real-time status', async () => {
    const kept = Promise.withResolvers<void>();
    const printer = setUp({ onPaper: () => kept.promise });
    printer.send('x\n', cut, askPaper, status(1));
    expect(printer.answers).toEqual([[0x12]]);
    kept.resolve();
    await printer.device.flush();
    expect(printer.answers).toEqual([[0x12], [0x00]]);
  });

  it('fills the buffer, and no more than that until it is kept', async () => {
    const kept = Promise.withResolvers<void>();
    const printer = setUp({ onPaper: () => kept.promise });
    printer.send('x\n', cut);
    expect(printer.send('y'.repeat(5000))).toBe(4096);
    expect(printer.room()).toBe(0);
    kept.resolve();
    await printer.device.flush();
    expect(printer.room()).toBe(1);
    expect(printer.device.heldBytes).toBe(0);
    expect(printer.send('y'.repeat(904), '\n')).toBe(905);
  });

  it('takes the link with it when it cannot be kept, and never confirms', async () => {
    const full = new Error('disk full');
    const printer = setUp({ onPaper: () => Promise.reject(full) });
    printer.send('x\n', cut, askPaper, 'la suite\n');
    await printer.device.flush();
    expect(printer.lost).toEqual([full]);
    expect(printer.answers).toEqual([]);
    expect(printer.device.heldBytes).toBe(0);
  });
});
