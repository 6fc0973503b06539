import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { parseCashout } from '../../src/main/documents/parse-document.ts';
import { refusalOf } from '../base/refusal.ts';

const refusal = (body: unknown) => refusalOf(() => parseCashout(body));

describe('parseCashout', () => {
  it('reads what the ERP sends', () => {
    const body = { amount: 15000.0, notes: 'Dépôt\r\nBNA', employee_name: 'Yasmine', priority: 1 };
    expect(parseCashout(body)).toEqual({
      document: { kind: 'cashout', amount: '15000', notes: 'Dépôt\nBNA', employeeName: 'Yasmine' },
      priority: 1,
    });
  });

  it('needs only the amount', () => {
    const expected = { document: { kind: 'cashout', amount: '0.01', notes: null, employeeName: null }, priority: 2 };
    expect(parseCashout({ amount: 0.01 })).toEqual(expected);
    expect(parseCashout({ amount: 0.01, notes: null, employee_name: ' ', priority: null, other: 1 })).toEqual(expected);
  });

  it.each([undefined, null, {}, [], [{ amount: 5 }], 'text', 5, true])('needs an object: %j', (body) => {
    expect(refusal(body)).toEqual({ code: 'JSON_REQUIRED', message: 'Données JSON requises' });
  });

  it.each([
    undefined,
    null,
    0,
    -0,
    -5,
    0.004,
    '15000',
    '',
    true,
    {},
    [5],
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    1e12,
    1e40,
  ])('refuses the amount %j', (amount) => {
    expect(refusal({ amount, notes: 5 })).toEqual({ code: 'INVALID_AMOUNT', message: 'Montant invalide' });
  });

  it('refuses a body without amount as an invalid amount', () => {
    expect(refusal({ priority: 1 }).code).toBe('INVALID_AMOUNT');
  });

  it('takes what rounds to a centime, and all below 1e12', () => {
    expect(parseCashout({ amount: 0.005 }).document.amount).toBe('0.005');
    expect(parseCashout({ amount: 999_999_999_999.99 }).document.amount).toBe('999999999999.99');
  });

  it('cleans the notes, keeps their lines, and shortens them to 2000 graphemes', () => {
    expect(parseCashout({ amount: 5, notes: '\u001bp\u0000\u0019 A \n\n\n B' }).document.notes).toBe('p A\n\nB');
    expect(parseCashout({ amount: 5, notes: 'é'.repeat(5000) }).document.notes).toBe(`${'é'.repeat(1999)}…`);
  });

  it.each([
    [{ notes: 5 }, 'Le champ notes doit être un texte'],
    [{ employee_name: {} }, 'Le champ employee_name doit être un texte'],
    [{ priority: '1' }, 'Le champ priority doit être un nombre'],
    [{ priority: 1.5 }, 'Le champ priority doit être un nombre entier'],
  ])('refuses %j', (field, message) => {
    expect(refusal({ amount: 5, ...field })).toEqual({ code: 'INVALID_FIELD', message });
  });

  it('brings the priority within 1 to 3', () => {
    expect([0, 2, 9].map((priority) => parseCashout({ amount: 5, priority }).priority)).toEqual([1, 2, 3]);
  });

  it('answers any JSON with a document or an AgentError', () => {
    const near = fc.record({ amount: fc.double(), notes: fc.jsonValue(), employee_name: fc.jsonValue() });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), near), (body) => {
        try {
          expect(parseCashout(body).document.kind).toBe('cashout');
        } catch (error) {
          expect(error).toBeInstanceOf(AgentError);
        }
      }),
    );
  });
});
