import { describe, expect, it } from 'vitest';
import { labels } from '../../src/main/documents/labels.ts';
import { languages } from '../../src/shared/bridge.ts';

describe('labels', () => {
  it.each(languages)('%s is complete, without a blank', (locale) => {
    expect(Object.keys(labels[locale]).sort()).toEqual(Object.keys(labels.fr).sort());
    for (const word of Object.values(labels[locale])) expect(word.trim()).toMatch(/\S/);
  });

  it('Arabic is written in Arabic', () => {
    for (const word of Object.values(labels.ar)) expect(word).toMatch(/\p{Script=Arabic}/u);
  });

  it('a word has its colon in all languages or in none', () => {
    for (const key of Object.keys(labels.fr) as (keyof typeof labels.fr)[]) {
      const colons = languages.map((locale) => labels[locale][key].endsWith(':'));
      expect(new Set(colons).size, key).toBe(1);
    }
  });
});
