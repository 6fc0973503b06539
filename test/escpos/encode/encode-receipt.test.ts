import { describe, expect, it } from 'vitest';
import type { ReceiptElement } from '../../../src/main/documents/receipt.ts';
import { encodeReceipt } from '../../../src/main/escpos/encode/encode-receipt.ts';
import { createBitmap } from '../../../src/main/escpos/encode/raster.ts';
import type { PrinterProfile } from '../../../src/main/escpos/profile.ts';
import { epson80, generic58 } from '../../../src/main/escpos/profiles.ts';
import { drawerOptions, fakeRasterizer, readBack } from './encode-read-back.ts';

function encode(elements: ReceiptElement[], profile: PrinterProfile = generic58) {
  const rasterizer = fakeRasterizer();
  const bytes = encodeReceipt({ elements }, profile, { drawer: drawerOptions, rasterizer });
  return { ...readBack(bytes), bytes, drawn: rasterizer.drawn };
}

const linesOf = (elements: ReceiptElement[], profile?: PrinterProfile): string[] =>
  encode(elements, profile).lines.map(({ text }) => text);

const start = ['1b40', '1c2e', '1b7413'];

describe('text', () => {
  it('starts with ESC @, FS . and ESC t, and sends style changes only', () => {
    const { bytes, commands } = encode([
      { type: 'text', text: 'A', align: 'center', bold: true, size: 'double-height' },
      { type: 'text', text: 'B', align: 'center', bold: true, size: 'double-height' },
      { type: 'text', text: 'C' },
    ]);
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      '\x1b@\x1c.\x1bt\x13' + '\x1bE\x01\x1d!\x01\x1ba\x01A\nB\n' + '\x1bE\x00\x1d!\x00\x1ba\x00C\n',
    );
    expect(commands.slice(0, 3)).toEqual(start);
  });

  it('ends in plain style', () => {
    const { bytes } = encode([{ type: 'text', text: 'A', bold: true, size: 'double', align: 'right' }]);
    expect(Buffer.from(bytes).toString('latin1')).toContain('A\n\x1bE\x00\x1d!\x00\x1ba\x00');
  });

  it('wraps by words, hangs by the indentation, breaks words that are too long', () => {
    expect(linesOf([{ type: 'text', text: '  Gâteau aux amandes et au miel de montagne' }])).toEqual([
      '  Gâteau aux amandes et au miel',
      '  de montagne',
    ]);
    expect(linesOf([{ type: 'text', text: `a ${'x'.repeat(40)} b` }])).toEqual([
      'a',
      'x'.repeat(32),
      `${'x'.repeat(8)} b`,
    ]);
    expect(linesOf([{ type: 'text', text: 'un deux trois quatre', size: 'double' }])).toEqual([
      'un deux trois',
      'quatre',
    ]);
    expect(linesOf([{ type: 'text', text: 'a\n\nb' }])).toEqual(['a', '', 'b']);
    expect(linesOf([{ type: 'text', text: '' }])).toEqual(['']);
  });

  it('does not break at a no-break space, and sends it as a space', () => {
    expect(linesOf([{ type: 'text', text: 'Le montant total en est de 1\u202f234\u00a0DA' }])).toEqual([
      'Le montant total en est de',
      '1 234 DA',
    ]);
  });

  it('changes the code page only when the current one lacks a character', () => {
    const { commands, lines } = encode([
      { type: 'text', text: 'Éclair à 3 €' },
      { type: 'text', text: 'L’œuf' },
      { type: 'text', text: 'Éclair à 3 €' },
      { type: 'text', text: '≥ 5' },
    ]);
    expect(commands).toEqual([...start, '1b7410', '1b7400']);
    expect(lines.map(({ text }) => text)).toEqual(['Éclair à 3 €', 'L’œuf', 'Éclair à 3 €', '≥ 5']);
  });

  it('lets no control character of the data through', () => {
    // What is left of a forged drawer pulse: « p », and « ú » by its CP858 byte.
    const { bytes } = encode([{ type: 'text', text: 'a\x1bp\x00\x19\xfa\x10\x04\x01\x1d\x1cb' }], epson80);
    expect(Buffer.from(bytes.subarray(7)).toString('latin1')).toBe('ap\xa3b\n');
  });
});

describe('columns', () => {
  it('keeps the amount at the right edge of the last line of the label', () => {
    expect(linesOf([{ type: 'columns', left: '  2 x 150,00 DA', right: '300,00 DA' }])).toEqual([
      '  2 x 150,00 DA        300,00 DA',
    ]);
    expect(linesOf([{ type: 'columns', left: 'Frais de livraison vers Tizi Ouzou', right: '300,00 DA' }])).toEqual([
      'Frais de livraison vers Tizi',
      'Ouzou                  300,00 DA',
    ]);
  });

  it('puts the amount on its own line when there is no space left', () => {
    expect(linesOf([{ type: 'columns', left: 'Remise exceptionnelle de', right: '300,00 DA' }])).toEqual([
      'Remise exceptionnelle de',
      '                       300,00 DA',
    ]);
  });

  it('prints an amount too wide for double size in double height, and breaks it only when nothing else fits', () => {
    const wide = encode([{ type: 'columns', left: 'TOTAL', right: '1 234 567 890,00 DA', size: 'double' }]);
    expect(wide.lines).toEqual([{ text: `TOTAL${'1 234 567 890,00 DA'.padStart(27)}`, cellsPerCharacter: 1 }]);
    expect(wide.commands).toContain('1d2101');
    expect(linesOf([{ type: 'columns', left: 'T', right: '9'.repeat(40) }])).toEqual([
      'T',
      '9'.repeat(32),
      '9'.repeat(8).padStart(32),
    ]);
  });

  it('fills exactly the columns of each paper', () => {
    for (const columns of [32, 42, 48] as const) {
      const [line] = linesOf([{ type: 'columns', left: 'a', right: '1' }], { ...generic58, columns });
      expect(line).toHaveLength(columns);
    }
  });
});

describe('text that no code page holds', () => {
  it('is drawn on the full width, from the right when it is right-to-left', () => {
    const { drawn, rasters, lines } = encode([
      { type: 'text', text: 'بقلاوة' },
      { type: 'text', text: 'بقلاوة', align: 'center' },
      { type: 'text', text: 'Łódź' },
    ]);
    expect(lines).toEqual([]);
    expect(rasters.map(({ width }) => width)).toEqual([384, 384, 384]);
    expect(drawn.map(({ runs }) => [runs[0]?.align, runs[0]?.direction])).toEqual([
      ['right', 'rtl'],
      ['center', 'rtl'],
      ['left', 'ltr'],
    ]);
  });

  it('draws only the lines that need it', () => {
    const { drawn, lines } = encode([{ type: 'text', text: 'Note\nبقلاوة\nfin' }]);
    expect(drawn).toHaveLength(1);
    expect(lines.map(({ text }) => text)).toEqual(['Note', 'fin']);
  });

  it('draws a label and its amount apart, the amount at the right', () => {
    const left = 'بقلاوة بالعسل واللوز وماء الزهر قطعة';
    const label = { direction: 'rtl', align: 'left' };
    const amount = { text: '300,00 DA', direction: 'ltr', align: 'right', indentDots: 0 };
    const { drawn } = encode([{ type: 'columns', left, right: '300,00 DA' }]);
    expect(drawn.map(({ runs }) => runs)).toEqual([
      [{ ...label, text: 'بقلاوة بالعسل واللوز وماء الزهر', indentDots: 0 }],
      // Flush with the row above it would overlap the amount: 9 + 1 cells are kept free.
      [{ ...label, text: 'قطعة', indentDots: (32 - 10 - 4) * 12 }, amount],
    ]);
  });

  it('wraps by the measured width within the columns, on 42 columns too', () => {
    const { drawn, rasters } = encode([{ type: 'text', text: 'Łódź '.repeat(30) }], {
      ...generic58,
      columns: 42,
      dots: 512,
    });
    for (const { runs, widthDots } of drawn) {
      expect(widthDots).toBe(504);
      expect([...(runs[0]?.text ?? '')].length).toBeLessThanOrEqual(42);
    }
    expect(rasters.every(({ width }) => width === 512)).toBe(true);
  });
});

describe('images, codes, drawer, cut', () => {
  it('shrinks an image wider than the paper', () => {
    const { rasters } = encode([{ type: 'image', bitmap: createBitmap(768, 300) }]);
    expect(rasters.map(({ width, height }) => [width, height])).toEqual([
      [384, 128],
      [384, 22],
    ]);
  });

  it('sends the drawer pulse and the profile’s cut', () => {
    expect(encode([{ type: 'drawer' }, { type: 'cut' }], epson80).commands.slice(3)).toEqual([
      '1b700019fa',
      '1d564200',
    ]);
    const torn = encode([{ type: 'cut' }]);
    expect([torn.lines.length, torn.commands]).toEqual([4, start]);
    expect(encode([{ type: 'cut' }], { ...generic58, cut: 'full' }).commands.at(-1)).toBe('1d5600');
  });

  it('rules the whole width, and feeds', () => {
    expect(linesOf([{ type: 'rule' }, { type: 'feed', lines: 2 }])).toEqual(['-'.repeat(32), '', '']);
  });

  it('lets the printer draw QR codes and barcodes where it can, and draws them elsewhere', () => {
    const codes: ReceiptElement[] = [
      { type: 'qr', data: 'https://example.dz/é' },
      { type: 'barcode', symbology: 'ean13', data: '400638133393' },
      { type: 'barcode', symbology: 'code128', data: 'CMD-42' },
    ];
    const native = encode(codes, epson80);
    expect(native.rasters).toEqual([]);
    expect(native.commands.filter((command) => command.startsWith('1d6b'))).toHaveLength(2);
    const drawn = encode(codes);
    expect(drawn.commands.filter((command) => command.startsWith('1d'))).toEqual([]);
    expect(drawn.rasters.every(({ width }) => width === 384)).toBe(true);
    expect(drawn.lines.map(({ text }) => text)).toEqual(['4006381333931', 'CMD-42']);
  });

  it('draws a barcode too long for the printer’s code set B, and refuses one too long for the paper', () => {
    const profile = { ...generic58, nativeBarcode: true };
    expect(encode([{ type: 'barcode', symbology: 'code128', data: '1'.repeat(24) }], profile).rasters).toHaveLength(1);
    expect(() => encode([{ type: 'barcode', symbology: 'code128', data: 'x'.repeat(60) }])).toThrow(
      expect.objectContaining({ code: 'BARCODE_INVALID' }),
    );
  });

  it('refuses a QR code over its capacity, and draws the ones whose length reads as a command', () => {
    expect(() => encode([{ type: 'qr', data: 'x'.repeat(2332) }], epson80)).toThrow(
      expect.objectContaining({ code: 'QR_TOO_LONG' }),
    );
    expect(encode([{ type: 'qr', data: 'x'.repeat(1037) }], epson80).rasters.length).toBeGreaterThan(0);
    expect(encode([{ type: 'qr', data: 'x'.repeat(2331) }], epson80).rasters).toEqual([]);
    expect(encode([{ type: 'qr', data: '' }], epson80).commands).toEqual(start);
  });
});
