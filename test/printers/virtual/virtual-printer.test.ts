import { describe, expect, it } from 'vitest';
import { renderPaperText } from '../../../src/main/drawing/paper/render-paper-text.ts';
import type { PrinterProfile } from '../../../src/main/escpos/profile.ts';
import { epson80, generic58, generic80 } from '../../../src/main/escpos/profiles.ts';
import type { VirtualPrinterOptions } from '../../../src/main/printers/virtual/virtual-device.ts';
import type { VirtualPaper } from '../../../src/main/printers/virtual/virtual-paper-roll.ts';
import { createVirtualPrinterDevice } from '../../../src/main/printers/virtual/virtual-printer.ts';

const clock = { now: () => 1_000, monotonic: () => 1_000 };
const bytesOf = (...pieces: (number[] | string)[]) =>
  new Uint8Array(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));

const cut = [0x1d, 0x56, 0x42, 0];
const pulse = [0x1b, 0x70, 0, 25, 250];
const askPaper = [0x1d, 0x72, 1];
const status = (n: number) => [0x10, 0x04, n];

function setUp(options: Partial<VirtualPrinterOptions> = {}) {
  const profile: PrinterProfile = options.profile ?? generic80;
  const papers: VirtualPaper[] = [];
  const answers: number[][] = [];
  const lost: unknown[] = [];
  let room = 0;
  const device = createVirtualPrinterDevice({
    profile,
    clock,
    onPaper: (paper) => void papers.push(paper),
    ...options,
  });
  device.connect({
    onAnswer: (bytes) => answers.push([...bytes]),
    onRoom: () => room++,
    onLost: (cause) => lost.push(cause),
  });
  const send = (...pieces: (number[] | string)[]) => device.accept(bytesOf(...pieces));
  const texts = () => papers.map((paper) => renderPaperText(paper.events, profile));
  return { device, papers, texts, answers, lost, send, room: () => room };
}

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

  it('show a drawer pulse alone as a strip, else in its place', async () => {
    const printer = setUp();
    printer.send(pulse, 'ticket\n', cut, pulse, askPaper);
    expect(printer.texts()[0]).toMatch(/^\[tiroir ouvert\]\nticket\n/);
    expect(printer.texts()[1]).toBe('[tiroir ouvert]\n');
    printer.send('x\n', pulse);
    await printer.device.flushDrawerStrip();
    expect(printer.papers).toHaveLength(2);
  });
});

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
    expect(printer.lost).toEqual([undefined]);
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
