import { describe, expect, it } from 'vitest';
import { chooseLanguage, desktopText } from '../../../src/main/desktop/text/desktop-text.ts';

describe('the language', () => {
  it('is the chosen one, else the system’s, else French', () => {
    expect(chooseLanguage('en', 'ar-DZ')).toBe('en');
    expect(chooseLanguage(null, 'ar-DZ')).toBe('ar');
    expect(chooseLanguage(null, 'de_DE.UTF-8')).toBe('fr');
    expect(chooseLanguage(null, '')).toBe('fr');
  });

  it('counts as Arabic counts', () => {
    const arabic = desktopText('ar');
    expect([1, 2, 3, 11, 103].map(arabic.waiting)).toEqual([
      'تذكرة واحدة تنتظر.',
      'تذكرتان تنتظران.',
      '3 تذاكر تنتظر.',
      '11 تذكرة تنتظر.',
      '103 تذاكر تنتظر.',
    ]);
  });
});
