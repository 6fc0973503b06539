import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compare,
  formatAmount,
  formatCashoutMessageAmount,
  formatQuantity,
  lineTotal,
  roundToCents,
  subtract,
  sum,
  toDecimal,
} from '../../src/main/documents/money.ts';

const dinars = { currency: 'DA', locale: 'fr' } as const;

describe('toDecimal', () => {
  it.each([
    [150, '150'],
    [1850.5, '1850.5'],
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [1.5e21, '1500000000000000000000'],
    [-0, '0'],
    [-0.5, '-0.5'],
  ])('%d is %s', (value, decimal) => {
    expect(toDecimal(value)).toBe(decimal);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => toDecimal(value)).toThrow();
  });

  it('is exact: every finite number reads back as itself', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }), (value) => {
        expect(Number(toDecimal(value))).toBe(value + 0);
        expect(toDecimal(value)).not.toMatch(/e/i);
      }),
    );
  });
});

describe('rounding', () => {
  it('multiplies exactly before it rounds: 0.35 × 1850.5 = 647.675 → 647.68', () => {
    expect(lineTotal(toDecimal(0.35), toDecimal(1850.5))).toBe('647.68');
  });

  it.each([
    ['1.005', '1.01'],
    ['-1.005', '-1.01'],
    ['0.004999', '0'],
    ['-0.004', '0'],
    ['2.675', '2.68'],
    ['150', '150'],
  ])('%s to the centime is %s', (value, rounded) => {
    expect(roundToCents(value)).toBe(rounded);
  });

  it('adds, subtracts and compares without floats', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3');
    expect(sum([])).toBe('0');
    expect(subtract('0.3', '0.1')).toBe('0.2');
    expect(subtract('1', '1.00')).toBe('0');
    expect([compare('1', '2'), compare('1.0', '1'), compare('2', '1')]).toEqual([-1, 0, 1]);
  });
});

describe('formatAmount', () => {
  it.each([
    ['15000', '15 000,00 DA'],
    ['0', '0,00 DA'],
    ['647.675', '647,68 DA'],
    ['999.995', '1 000,00 DA'],
    ['1234567.5', '1 234 567,50 DA'],
    ['-150', '-150,00 DA'],
    ['-1500.005', '-1 500,01 DA'],
    ['-0.004', '0,00 DA'],
    ['999999999999.99', '999 999 999 999,99 DA'],
  ])('%s is « %s »', (value, text) => {
    expect(formatAmount(value, dinars)).toBe(text);
  });

  it('writes English the English way and Arabic with Latin digits', () => {
    expect(formatAmount('15000', { currency: 'DA', locale: 'en' })).toBe('15,000.00 DA');
    expect(formatAmount('15000', { currency: 'دج', locale: 'ar' })).toBe('15 000,00 دج');
  });

  it('leaves no trailing space without a currency', () => {
    expect(formatAmount('5', { currency: '', locale: 'fr' })).toBe('5,00');
  });
});

describe('formatQuantity', () => {
  it.each([
    ['2', '2'],
    ['2.50', '2,5'],
    ['0.35', '0,35'],
    ['-1', '-1'],
    ['1000', '1000'],
    ['0.30000000000000004', '0,3'],
    ['0.0004', '0,0004'],
    ['-0.0000001', '0'],
  ])('%s is « %s »', (value, text) => {
    expect(formatQuantity(value, 'fr')).toBe(text);
  });

  it('has a point in English', () => {
    expect(formatQuantity('0.35', 'en')).toBe('0.35');
  });
});

it('says the amount of a cash-out as the ERP knows it', () => {
  expect(formatCashoutMessageAmount('15000')).toBe('15000.00');
  expect(formatCashoutMessageAmount('0.005')).toBe('0.01');
});
