import { expect, test } from 'vitest';
import { createFormat } from '../../src/renderer/parts/format.ts';

test('money keeps every digit, and Algerian Arabic its digits', () => {
  expect(createFormat('fr').money('90071992547409931.25', 'DA')).toBe(
    '90\u202f071\u202f992\u202f547\u202f409\u202f931,25\u00a0DA',
  );
  expect(createFormat('ar').money('3157.68', 'DA')).toBe('3.157,68\u00a0DA');
  expect(createFormat('en').money('3157.7', 'DA')).toBe('3,157.70\u00a0DA');
});

test('an age is said in minutes, then as a time, then with its day', () => {
  const { age } = createFormat('fr');
  const now = Date.parse('2026-11-22T14:30:00+01:00');
  expect(age('2026-11-22T14:29:50+01:00', now)).toBe('maintenant');
  expect(age('2026-11-22T14:26:00+01:00', now)).toBe('il y a 4\u00a0min');
  expect(age('2026-11-22T09:05:00+01:00', now)).toBe('09:05');
  expect(age('2026-11-20T09:05:00+01:00', now)).toMatch(/^20 nov\..*09:05$/);
});
