import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { codePagesOf, isEncodable } from '../../../src/main/escpos/encode/code-pages.ts';
import { dropControls, textDirection, toEncodable } from '../../../src/main/escpos/encode/printable-text.ts';
import { generic58 } from '../../../src/main/escpos/profiles.ts';

const pages = codePagesOf(generic58);
const only858 = codePagesOf({ ...generic58, codePages: [{ page: 'cp858', number: 19 }] });
const encodable = (text: string, of = pages): string | null => toEncodable(dropControls(text), of);

describe('code pages', () => {
  it('agree with iconv-lite on every character they hold', () => {
    for (const [index, name] of ['cp858', 'cp1252', 'cp437'].entries()) {
      const table = pages[index]?.table ?? new Uint8Array();
      let held = 0;
      table.forEach((byte, code) => {
        if (byte === 0) return;
        held++;
        expect(iconv.encode(String.fromCharCode(code), name)).toEqual(Buffer.of(byte));
      });
      expect(held).toBeGreaterThan(115);
    }
  });

  it('hold the French alphabet and the euro, and no control character', () => {
    for (const char of 'ÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆàâçéèêëîïôùûüÿœæ€«»°’') {
      expect(isEncodable(char.charCodeAt(0), pages), char).toBe(true);
    }
    for (let code = 0; code < 0x20; code++) expect(isEncodable(code, pages)).toBe(false);
    for (let code = 0x7f; code < 0xa0; code++) expect(isEncodable(code, pages)).toBe(false);
  });
});

describe('toEncodable', () => {
  it('composes, and keeps characters that a page holds', () => {
    expect(encodable('Cafe\u0301 à 1\u202f500,00 € – cœur’…')).toBe('Café à 1\u00a0500,00 € – cœur’…');
  });

  it('falls back without changing the meaning when no page has the character', () => {
    expect(encodable('l’été… “oui” – non', only858)).toBe('l\'été... "oui" - non');
    expect(encodable('co\u00adopé\u2011rer\ufeff\u200b')).toBe('coopé-rer');
  });

  it.each(['بقلاوة', '漢字', 'Łódź', '😀', 'x\u0302'])('leaves %s to be drawn', (text) => {
    expect(encodable(text)).toBeNull();
  });

  it('leaves œ to be drawn rather than changed where no page has it', () => {
    expect(encodable('cœur', only858)).toBeNull();
  });
});

describe('dropControls', () => {
  it('drops control and bidi-override characters, and keeps line breaks', () => {
    expect(dropControls('a\x1bp\x00\x10\x04\x7f\u0085\u009bb\r\nc\u2028d\te')).toBe('apb\nc\nd e');
    expect(dropControls('12\u202e34\u2066 DA')).toBe('1234 DA');
  });

  it('leaves nothing that acts on a printer, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be absent
        expect(dropControls(text)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
      }),
    );
  });
});

describe('textDirection', () => {
  it.each([
    ['بقلاوة 150 DA', 'rtl'],
    ['150,00 دج', 'rtl'],
    ['שלום', 'rtl'],
    ['Client: محمد', 'ltr'],
    ['150,00', 'ltr'],
    ['', 'ltr'],
  ])('%s is %s', (text, direction) => {
    expect(textDirection(text)).toBe(direction);
  });
});
