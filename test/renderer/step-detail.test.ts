import { expect, test } from 'vitest';
import { describeStep } from '../../src/renderer/parts/step-detail.ts';
import { type Language, languages } from '../../src/shared/bridge.ts';
import { stepDetails } from '../../src/shared/job.ts';
import { createTranslate } from '../../src/shared/words/translate.ts';

const tell = (detail: string, language: Language) => describeStep(detail, language, createTranslate(language));

test.each(languages)('what the journal says of a step is told in %s', (language) => {
  for (const detail of Object.values(stepDetails)) {
    const { text, isForeign } = tell(detail, language);
    expect(isForeign).toBe(false);
    expect(text).not.toBe(createTranslate(language)('step.technical', { detail }));
    expect(text).not.toContain('step.');
  }
});

test('why a job was put back is told by its code', () => {
  const detail = "PRINTER_OFFLINE: L'imprimante ne répond pas : vérifiez son câble.";
  expect(tell(detail, 'fr').text).toBe('L’imprimante ne répond pas\u00a0: vérifiez son câble.');
  expect(tell(detail, 'en').text).toMatch(/^The printer does not answer/);
  expect(tell(detail, 'ar').text).toMatch(/\p{Script=Arabic}/u);
});

test('what nobody knows is shown as it is, as technical', () => {
  expect(tell('L3 timeout', 'fr').text).toBe('détail technique\u00a0: L3 timeout');
  expect(tell('L3 timeout', 'en').text).toBe('technical detail: L3 timeout');
  expect(tell('L3 timeout', 'ar').text).toContain('\u2068L3 timeout\u2069');
});
