import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, shortenText } from '../../src/main/documents/clean-text.ts';

const oneLine = (raw: string) => cleanText(raw, { lines: false });
const manyLines = (raw: string) => cleanText(raw, { lines: true });

describe('cleanText', () => {
  it.each([
    ['C0', '\u0000\u0001\u0007\u0008\u000e\u001b\u001f'],
    ['DEL and C1', '\u007f\u0080\u009b\u009f'],
    ['a lone high surrogate', '\ud83d'],
    ['a lone low surrogate', '\ude00'],
    ['bidi overrides', '\u202a\u202b\u202c\u202d\u202e'],
    ['bidi isolates', '\u2066\u2067\u2068\u2069'],
    ['bidi marks', '\u200e\u200f\u061c'],
    ['byte order marks', '\ufeff'],
    ['invisible characters', '\u200b\u2060\u00ad\u{e0041}'],
  ])('drops %s', (_, characters) => {
    expect(oneLine(`a${characters}b`)).toBe('ab');
    expect(manyLines(`a${characters}b`)).toBe('ab');
  });

  it('leaves no command to the printer: the drawer pulse of a note is two letters', () => {
    expect(manyLines('\u001bp\u0000\u0019\u00fa')).toBe('pú');
    expect(manyLines('\u0010\u0004\u0001\u001dV\u0000')).toBe('V');
  });

  it('keeps ZWNJ and ZWJ, which Arabic and emoji need', () => {
    expect(oneLine('می\u200cخواهم')).toBe('می\u200cخواهم');
    expect(oneLine('👩\u200d🍳')).toBe('👩\u200d🍳');
  });

  it('keeps every script', () => {
    const text = 'Crème brûlée œuf ’ « » € مرحبا 日本 😀';
    expect(oneLine(text)).toBe(text);
  });

  it('composes accents (NFC)', () => {
    expect(oneLine('Fe\u0301e')).toBe('Fée');
  });

  it('keeps 30 marks on a letter and no more: normalising a million of them would hang the agent for minutes', () => {
    expect(oneLine(`x${'\u0323'.repeat(30)}y`)).toHaveLength(32);
    expect(oneLine(`x${'\u0301\u0323'.repeat(500_000)}y`)).toHaveLength(32);
  });

  it.each(['\r\n', '\r', '\n', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029'])(
    'takes %j as a line break',
    (lineBreak) => {
      expect(oneLine(`a${lineBreak}b`)).toBe('a b');
      expect(manyLines(`a${lineBreak}b`)).toBe('a\nb');
    },
  );

  it('makes one space of tabs, runs of spaces and no-break spaces, and trims', () => {
    expect(oneLine(' \t a \t  b\u00a0c\u202f \u00a0d ')).toBe('a b c d');
    expect(manyLines('  a\tb  \n \t c  \n')).toBe('a b\nc');
  });

  it('keeps one blank line between paragraphs, never a metre of them', () => {
    expect(manyLines('a\n\nb')).toBe('a\n\nb');
    expect(manyLines(`a${'\n \n'.repeat(500)}b`)).toBe('a\n\nb');
  });

  it('makes nothing of a blank text', () => {
    expect(oneLine(' \u0000\n\t\u200b ')).toBe('');
    expect(manyLines(' \n \r\n\u2028 ')).toBe('');
  });

  it('never throws, leaves no control character, and has nothing more to do the second time', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      fc
        .array(fc.constantFrom(' ', '\t', '\r', '\n', '\u001b', '\u202e', '\ud800', 'a', '\u0301'))
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(anyText, fc.boolean(), (raw, lines) => {
        const text = cleanText(raw, { lines });
        expect(lines ? text.replaceAll('\n', '') : text).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\ufeff]| {2}|^\s|\s$/u);
        expect(cleanText(text, { lines })).toBe(text);
      }),
    );
  });
});

describe('shortenText', () => {
  const graphemes = (text: string) => [...new Intl.Segmenter('fr').segment(text)].length;

  it('leaves a text that fits', () => {
    expect(shortenText('a'.repeat(500), 500)).toBe('a'.repeat(500));
    expect(shortenText('👩\u200d🍳'.repeat(500), 500)).toBe('👩\u200d🍳'.repeat(500));
    expect(shortenText('', 500)).toBe('');
  });

  it('ends a longer one with « … », within the count', () => {
    expect(shortenText('a'.repeat(501), 500)).toBe(`${'a'.repeat(499)}…`);
    expect(shortenText('abc def', 5)).toBe('abc…');
  });

  it('never cuts an emoji or a letter from its accents', () => {
    const text = shortenText('👩\u200d🍳'.repeat(600), 500);
    expect(text).toBe(`${'👩\u200d🍳'.repeat(499)}…`);
    expect(graphemes(text)).toBe(500);
  });

  it('does not let one letter under a million accents through', () => {
    expect(shortenText(`ab${'c\u0301'.padEnd(1_000_000, '\u0301')}`, 500)).toBe('ab…');
  });
});
