import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code128Modules, ean13Digits, ean13Modules } from '../../../src/main/escpos/encode/barcode-modules.ts';

const bits = (modules: boolean[]): string => modules.map(Number).join('');

describe('EAN-13', () => {
  it('draws 5901234123457 as the standard does', () => {
    const left = '0001011' + '0100111' + '0110011' + '0010011' + '0111101' + '0011101';
    const right = '1100110' + '1101100' + '1000010' + '1011100' + '1001110' + '1000100';
    expect(bits(ean13Modules('5901234123457'))).toBe(`101${left}01010${right}101`);
  });

  it('computes and verifies the check digit', () => {
    expect(ean13Digits('400638133393')).toBe('4006381333931');
    expect(ean13Digits('4006381333931')).toBe('4006381333931');
    for (const bad of ['4006381333932', '123', '40063813339311', '40063813339a', '']) {
      expect(() => ean13Digits(bad)).toThrow(expect.objectContaining({ code: 'BARCODE_INVALID' }));
    }
  });
});

describe('CODE128', () => {
  it('packs digits by two', () => {
    // Start C, 12, 34, 56, check, stop.
    expect(code128Modules('123456')).toHaveLength(11 * 5 + 13);
    // Start B, A, B, to C, 12, 34, check, stop.
    expect(code128Modules('AB1234')).toHaveLength(11 * 7 + 13);
    // Start B, 1, to C, 23, 45, check, stop.
    expect(code128Modules('12345')).toHaveLength(11 * 6 + 13);
  });

  it('draws "A" as the standard does', () => {
    const [startB, letterA, check, stop] = ['11010010000', '10100011000', '10001011000', '1100011101011'];
    expect(bits(code128Modules('A'))).toBe(startB + letterA + check + stop);
  });

  it('is made of whole symbols for any printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 80 }), (data) => {
        expect((code128Modules(data).length - 13) % 11).toBe(0);
      }),
    );
  });

  it('refuses what it cannot hold', () => {
    for (const bad of ['', 'é', 'a\nb', 'x'.repeat(81)]) {
      expect(() => code128Modules(bad)).toThrow(expect.objectContaining({ code: 'BARCODE_INVALID' }));
    }
  });
});
