import { expect, test } from 'vitest';
import { chooseLanguage } from '../../src/shared/language.ts';

test('the language is the chosen one, else the first known one of the system’s or the browser’s, else French', () => {
  expect(chooseLanguage('en', ['ar-DZ'])).toBe('en');
  expect(chooseLanguage(null, ['ar-DZ'])).toBe('ar');
  expect(chooseLanguage(null, ['de_DE.UTF-8'])).toBe('fr');
  expect(chooseLanguage(null, [''])).toBe('fr');
  expect(chooseLanguage(null, ['de-DE', 'ar-DZ', 'fr'])).toBe('ar');
  expect(chooseLanguage(null, ['en-US'])).toBe('en');
  expect(chooseLanguage(null, ['de'])).toBe('fr');
});
