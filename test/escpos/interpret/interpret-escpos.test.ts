import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createEscposInterpreter } from '../../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent, LineEvent } from '../../../src/main/escpos/interpret/interpret-events.ts';

const options = { columns: 32, dots: 384 };
type Piece = number[] | string;

const toBytes = (pieces: Piece[]): Uint8Array =>
  new Uint8Array(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));

function interpret(...pieces: Piece[]): EscposEvent[] {
  return createEscposInterpreter(options).feed(toBytes(pieces));
}

function lines(events: EscposEvent[]): LineEvent[] {
  return events.filter((event) => event.type === 'line');
}

const textOf = (events: EscposEvent[]) => lines(events).map((line) => line.spans.map((span) => span.text).join(''));

const plain = { bold: false, widthScale: 1, heightScale: 1 };

describe('text', () => {
  it('prints a line at its line feed', () => {
    expect(interpret('Bonjour\n')).toEqual([
      { type: 'line', spans: [{ text: 'Bonjour', ...plain }], align: 'left', overflow: false, spacingDots: 30 },
    ]);
  });

  it('feeds paper at a line feed without text', () => {
    expect(interpret('\n')).toEqual([{ type: 'feed', lines: 1, dots: 30 }]);
  });

  it('keeps text without a line feed in the buffer', () => {
    const interpreter = createEscposInterpreter(options);
    expect(interpreter.feed(toBytes(['abc']))).toEqual([]);
    expect(interpreter.unfinishedText).toBe('abc');
  });

  it.each([
    [0, 'cp437', 'reçu à é'],
    [16, 'cp1252', 'reçu à é € œ'],
    [19, 'cp858', 'reçu à é €'],
  ])('decodes code page %i', (number, page, text) => {
    const encoded = [...iconv.encode(text, page)];
    expect(textOf(interpret([0x1b, 0x74, number], encoded, '\n'))).toEqual([text]);
  });

  it('garbles what a code page of this maker only would hold, and says so', () => {
    const events = interpret([0x1b, 0x74, 33], 'Caf', [0xe9], '\n');
    expect(textOf(events)).toEqual(['Caf▯']);
    expect(events[0]).toMatchObject({ type: 'unknown', bytes: new Uint8Array([0x1b, 0x74, 33]) });
  });

  it('breaks a line of 33 characters where it stands, and reports it', () => {
    const found = lines(interpret(`${'x'.repeat(33)}\n`));
    expect(found.map((line) => [line.spans[0]?.text.length, line.overflow])).toEqual([
      [32, true],
      [1, false],
    ]);
  });

  it('takes 32 characters without a blank line after them', () => {
    expect(interpret(`${'x'.repeat(32)}\n`)).toHaveLength(1);
  });

  it('counts wide characters twice', () => {
    expect(lines(interpret([0x1d, 0x21, 0x10], `${'x'.repeat(17)}\n`)).map((line) => line.overflow)).toEqual([
      true,
      false,
    ]);
  });
});

describe('styles', () => {
  it('gives spans of one style each', () => {
    const [line] = lines(
      interpret('a', [0x1b, 0x45, 1], 'b', [0x1b, 0x45, 0, 0x1d, 0x21, 0x11], 'c', [0x1d, 0x21, 0x01], 'd\n'),
    );
    expect(line?.spans).toEqual([
      { ...plain, text: 'a' },
      { ...plain, text: 'b', bold: true },
      { ...plain, text: 'c', widthScale: 2, heightScale: 2 },
      { ...plain, text: 'd', heightScale: 2 },
    ]);
  });

  it('aligns, by number or by digit', () => {
    expect(lines(interpret([0x1b, 0x61, 1], 'a\n', [0x1b, 0x61, 0x32], 'b\n')).map((line) => line.align)).toEqual([
      'center',
      'right',
    ]);
  });

  it('ignores an alignment inside a line, and reports it', () => {
    const events = interpret('a', [0x1b, 0x61, 1], 'b\n');
    expect(events[0]).toMatchObject({ type: 'unknown', reason: 'alignment changed inside a line' });
    expect(lines(events)[0]?.align).toBe('left');
  });

  it('forgets everything at ESC @, the unprinted text too', () => {
    const events = interpret([0x1b, 0x61, 1, 0x1b, 0x45, 1], 'lost', [0x1b, 0x40], 'x\n');
    expect(events[0]).toEqual({ type: 'init', discardedText: 'lost' });
    expect(lines(events)[0]).toMatchObject({ align: 'left', spans: [{ ...plain, text: 'x' }] });
  });
});

describe('graphics', () => {
  it('gives one bitmap a slice', () => {
    const slice = [0x1d, 0x76, 0x30, 0, 2, 0, 2, 0, 0xff, 0x00, 0x81, 0x0a];
    const raster = {
      type: 'raster',
      bitmap: { width: 16, height: 2, data: new Uint8Array([0xff, 0x00, 0x81, 0x0a]) },
      align: 'left',
      clipped: false,
    };
    expect(interpret(slice, slice)).toEqual([raster, raster]);
  });

  it('says when an image is wider than the paper', () => {
    expect(interpret([0x1d, 0x76, 0x30, 0, 49, 0, 1, 0], Array(49).fill(0))[0]).toMatchObject({ clipped: true });
  });

  it('does not swallow gigabytes for an impossible size', () => {
    expect(interpret([0x1d, 0x76, 0x30, 0, 0xff, 0xff, 0xff, 0xff], 'ok\n').map((event) => event.type)).toEqual([
      'unknown',
      'line',
    ]);
  });

  it('refuses graphics in the middle of a line', () => {
    expect(interpret('a', [0x1d, 0x76, 0x30, 0, 1, 0, 1, 0, 0xff], '\n').map((event) => event.type)).toEqual([
      'unknown',
      'line',
    ]);
  });

  it('stores and prints a QR code', () => {
    const data = [...Buffer.from('https://café')];
    const events = interpret(
      [0x1d, 0x28, 0x6b, 4, 0, 49, 65, 50, 0],
      [0x1d, 0x28, 0x6b, 3, 0, 49, 67, 6],
      [0x1d, 0x28, 0x6b, 3, 0, 49, 69, 49],
      [0x1d, 0x28, 0x6b, data.length + 3, 0, 49, 80, 48, ...data],
      [0x1d, 0x28, 0x6b, 3, 0, 49, 81, 48],
    );
    expect(events).toEqual([{ type: 'qr', data: 'https://café', moduleDots: 6, errorCorrection: 'M', align: 'left' }]);
  });

  it('refuses to print a QR code that was not stored', () => {
    expect(interpret([0x1d, 0x28, 0x6b, 3, 0, 49, 81, 48])[0]).toMatchObject({ type: 'unknown' });
  });

  it.each<[string, Piece[], string, string]>([
    ['EAN-13, computing its check digit', [[0x1d, 0x6b, 67, 12], '400638133393'], 'ean13', '4006381333931'],
    ['EAN-13, checking it', [[0x1d, 0x6b, 67, 13], '4006381333931'], 'ean13', '4006381333931'],
    ['CODE128 set B', [[0x1d, 0x6b, 73, 6], '{BNo42'], 'code128', 'No42'],
    ['CODE128 with a brace', [[0x1d, 0x6b, 73, 6], '{Bx{{y'], 'code128', 'x{y'],
  ])('reads %s', (_name, pieces, symbology, data) => {
    expect(interpret([0x1d, 0x68, 80, 0x1d, 0x77, 2, 0x1d, 0x48, 2], ...pieces)).toEqual([
      { type: 'barcode', symbology, data, heightDots: 80, moduleDots: 2, text: 'below', align: 'left' },
    ]);
  });

  it.each<[string, Piece[]]>([
    ['CODE128 without a code set', [[0x1d, 0x6b, 73, 3], 'abc']],
    ['EAN-13 with a wrong check digit', [[0x1d, 0x6b, 67, 13], '4006381333930']],
    ['EAN-13 with letters', [[0x1d, 0x6b, 67, 12], '40063813339x']],
    ['EAN-13 in the old form', [[0x1d, 0x6b, 2], '4006381333931', [0]]],
    ['CODE39', [[0x1d, 0x6b, 69, 3], 'A-1']],
    ['CODE128 sets C and B', [[0x1d, 0x6b, 73, 8], '{C', [12, 5], '{Bx{']],
    ['CODE128 that changes its set', [[0x1d, 0x6b, 73, 7], '{Bx{C', [12, 5]]],
    ['CODE128 longer than the agent makes it', [[0x1d, 0x6b, 73, 83], `{B${'x'.repeat(81)}`]],
  ])('refuses %s, whole', (_name, pieces) => {
    expect(interpret(...pieces)).toEqual([
      { type: 'unknown', bytes: toBytes(pieces), reason: expect.stringMatching(/barcode|hold/) },
    ]);
  });
});

describe('the machine', () => {
  it.each<[string, number[], unknown]>([
    ['GS V 0', [0x1d, 0x56, 0], { type: 'cut', kind: 'full', feedDots: 0 }],
    ['GS V 1', [0x1d, 0x56, 0x31], { type: 'cut', kind: 'partial', feedDots: 0 }],
    ['GS V 65 n', [0x1d, 0x56, 65, 90], { type: 'cut', kind: 'full', feedDots: 90 }],
    ['GS V 66 n', [0x1d, 0x56, 66, 0], { type: 'cut', kind: 'partial', feedDots: 0 }],
    [
      'ESC p',
      [0x1b, 0x70, 0, 25, 250],
      { type: 'drawer', pin: 2, onMs: 50, offMs: 500, realTime: false, insideData: false },
    ],
    [
      'DLE DC4',
      [0x10, 0x14, 1, 1, 2],
      { type: 'drawer', pin: 5, onMs: 200, offMs: 200, realTime: true, insideData: false },
    ],
    ['DLE EOT', [0x10, 4, 2], { type: 'status-query', n: 2, insideData: false }],
    ['GS r', [0x1d, 0x72, 1], { type: 'fence-query', n: 1 }],
    ['GS ( H', [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x41, 0x42, 0x43, 0x44], { type: 'process-id-query', id: 'ABCD' }],
  ])('%s', (_name, bytes, expected) => {
    expect(interpret(bytes)).toEqual([expected]);
  });

  it.each<[string, number[]]>([
    ['ESC p with a pin that does not exist', [0x1b, 0x70, 9, 25, 250]],
    ['an unknown escape', [0x1b, 0x99]],
    ['a carriage return', [0x0d]],
    ['DLE EOT 9', [0x10, 4, 9]],
    ['DLE DC4 with an impossible time', [0x10, 0x14, 1, 0, 99]],
    ['a bit image', [0x1b, 0x2a, 33, 1, 0, 1, 2, 3]],
    ['font B', [0x1b, 0x4d, 1]],
    ['Chinese mode', [0x1c, 0x26]],
    ['automatic status', [0x1d, 0x61, 0xff]],
    ['upside-down print', [0x1b, 0x7b, 1]],
    ['a print mode', [0x1b, 0x21, 0xb8]],
    ['double strike', [0x1b, 0x47, 1]],
    ['underline', [0x1b, 0x2d, 2]],
    ['a feed of lines', [0x1b, 0x64, 3]],
    ['a feed of dots', [0x1b, 0x4a, 24]],
    ['a line spacing', [0x1b, 0x33, 40]],
    ['an old cut', [0x1b, 0x69]],
  ])('reports %s with its bytes', (_name, bytes) => {
    expect(interpret(bytes)).toEqual([{ type: 'unknown', bytes: new Uint8Array(bytes), reason: expect.any(String) }]);
  });

  it('lets GS V 65 without its parameter eat the next byte', () => {
    expect(textOf(interpret([0x1d, 0x56, 0x41], 'Total\n'))).toEqual(['otal']);
  });

  it('executes real-time commands inside image bytes, and prints the image all the same', () => {
    const data = [0x10, 0x04, 0x01, 0x10, 0x14, 0x01, 0x00, 0x05];
    expect(interpret([0x1d, 0x76, 0x30, 0, 8, 0, 1, 0, ...data])).toEqual([
      { type: 'status-query', n: 1, insideData: true },
      { type: 'drawer', pin: 2, onMs: 500, offMs: 500, realTime: true, insideData: true },
      { type: 'raster', bitmap: { width: 64, height: 1, data: new Uint8Array(data) }, align: 'left', clipped: false },
    ]);
  });

  it('does so as the bytes arrive, before the image is whole', () => {
    const interpreter = createEscposInterpreter(options);
    expect(interpreter.feed(toBytes([[0x1d, 0x76, 0x30, 0, 8, 0, 1, 0, 0x10, 0x04, 0x01]]))).toHaveLength(1);
  });

  it('sees a pulse cut off by the end of the image', () => {
    expect(interpret([0x1d, 0x76, 0x30, 0, 3, 0, 1, 0, 0x10, 0x14, 0x01])[0]).toMatchObject({
      type: 'drawer',
      insideData: true,
    });
  });
});
