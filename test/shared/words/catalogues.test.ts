import { expect, test } from 'vitest';
import { type Language, languages } from '../../../src/shared/bridge.ts';
import { describePrinter, describeProblem } from '../../../src/shared/words/describe-problem.ts';
import { arabicProblems } from '../../../src/shared/words/problems-ar.ts';
import { englishProblems } from '../../../src/shared/words/problems-en.ts';
import { createTranslate, catalogues as wholes } from '../../../src/shared/words/translate.ts';
import { typesetFrench } from '../../../src/shared/words/typeset.ts';

const [french, arabic, english] = [wholes.fr(), wholes.ar(), wholes.en()];
const catalogues: Record<Language, Record<string, string>> = { fr: french, ar: arabic, en: english };
const suffix = /_(zero|one|two|few|many|other)$/;
const stems = (catalogue: Record<string, string>) =>
  [...new Set(Object.keys(catalogue).map((key) => key.replace(suffix, '')))].sort();

test('the three languages say the same things', () => {
  expect(stems(english)).toEqual(stems(french));
  expect(stems(arabic)).toEqual(stems(french));
  expect(Object.keys(arabicProblems).sort()).toEqual(Object.keys(englishProblems).sort());
});

test.each(languages)('%s has every plural form of its grammar, and no other', (language) => {
  const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = stems(catalogues[language]).filter((stem) => `${stem}_other` in catalogues[language]);
  expect(counted.length).toBeGreaterThan(4);
  for (const stem of counted) {
    const forms = Object.keys(catalogues[language]).filter((key) => key.replace(suffix, '') === stem && key !== stem);
    expect(forms.map((form) => form.slice(stem.length + 1)).sort(), stem).toEqual([...categories].sort());
  }
});

test.each(languages)('%s leaves nothing empty and asks for the values that French asks for', (language) => {
  for (const [key, text] of Object.entries(catalogues[language])) {
    expect(text.trim(), key).not.toBe('');
    const asked = (message: string) => [...message.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
    const stem = key.replace(suffix, '');
    const model = french[`${stem}_other` as keyof typeof french] ?? french[key as keyof typeof french];
    // « Two lines » is a word in Arabic, not a number: a form may leave a value out, never ask for another.
    expect(asked(model), key).toEqual(expect.arrayContaining(asked(text)));
    if (!suffix.test(key)) expect(asked(text), key).toEqual(asked(model));
  }
});

test('no French is left in English or Arabic', () => {
  const frenchWords = /[éèêàçùœ«»]|\b(le|la|les|des|une|est|pour|avec|dans|imprimante|imprimer|jeton|tiroir)\b/i;
  const samples = new Set(['calibration.lookAccents']);
  for (const [key, text] of Object.entries({ ...english, ...englishProblems })) {
    if (!samples.has(key)) expect(text, key).not.toMatch(frenchWords);
  }
  // The sign of a sentence that was only copied: no Arabic letter in it.
  const withoutWords = new Set(['action.ofJob']);
  for (const [key, text] of Object.entries({ ...arabic, ...arabicProblems })) {
    if (!withoutWords.has(key)) expect(text, key).toMatch(/\p{Script=Arabic}/u);
    if (!samples.has(key)) expect(text, key).not.toMatch(/[éèêàçùœ]/i);
    expect(text, `${key}: Arabic punctuation`).not.toMatch(/\p{Script=Arabic}\s?[,;?]/u);
  }
});

test('Arabic counts as Arabic does, with the number apart from the sentence', () => {
  const t = createTranslate('ar');
  const lines = (count: number) => t('journal.count', { count, shown: String(count) });
  expect(lines(1)).toBe('سطر واحد');
  expect(lines(2)).toBe('سطران');
  expect(lines(3)).toBe('\u20683\u2069 أسطر');
  expect(lines(11)).toBe('\u206811\u2069 سطرًا');
  expect(lines(100)).toBe('\u2068100\u2069 سطر');
});

test('Arabic counts the tickets of tray and window alike', () => {
  const t = createTranslate('ar');
  const waiting = (count: number) => t('state.waiting', { count, shown: String(count) });
  expect([1, 2, 3, 11, 103].map(waiting)).toEqual([
    'طباعة واحدة في الانتظار، لم يضع شيء.',
    'طباعتان في الانتظار، لم يضع شيء.',
    '\u20683\u2069 طباعات في الانتظار، لم يضع شيء.',
    '\u206811\u2069 طباعة في الانتظار، لم يضع شيء.',
    '\u2068103\u2069 طباعات في الانتظار، لم يضع شيء.',
  ]);
});

test('French is set with spaces that do not break', () => {
  expect(typesetFrench("L'agent dit : « C'est imprimé » ?")).toBe(
    'L’agent dit\u00a0: «\u00a0C’est imprimé\u00a0»\u202f?',
  );
  expect(createTranslate('fr')('token.rotateTitle')).toBe('Changer de jeton\u202f?');
  for (const key of Object.keys(french)) {
    expect(typesetFrench(french[key as keyof typeof french]), key).not.toMatch(/ [:;?!»]|« |\p{L}'\p{L}/u);
  }
});

test('a problem is said by its code, else in the agent’s French, marked as French', () => {
  const paperOut = { code: 'PAPER_OUT', message: 'Plus de papier : mettez un rouleau neuf.' };
  expect(describeProblem(paperOut, 'fr')).toEqual({
    text: 'Plus de papier\u00a0: mettez un rouleau neuf.',
    isForeign: false,
  });
  expect(describeProblem(paperOut, 'en')).toEqual({ text: englishProblems.PAPER_OUT, isForeign: false });
  const unknown = { code: 'FROM_THE_FUTURE', message: 'Nouvelle erreur.' };
  expect(describeProblem(unknown, 'ar')).toEqual({ text: 'Nouvelle erreur.', isForeign: true });
});

test('a busy printer prints; it is not said to be taken by another program', () => {
  const printing = {
    condition: 'busy' as const,
    reasons: [],
    drawer: 'unknown' as const,
    code: 'PRINTER_BUSY',
    message: 'Impression en cours.',
    since: '2026-11-22T14:30:00+01:00',
  };
  expect(describePrinter(printing, 'en').text).toBe('Printing.');
  expect(describePrinter({ ...printing, condition: 'offline' }, 'en').text).toBe(englishProblems.PRINTER_BUSY);
});
