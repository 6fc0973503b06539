import { describe, expect, it } from 'vitest';
import type { CashoutDocument } from '../../src/main/documents/document.ts';
import { layoutDocument } from '../../src/main/documents/layout-document.ts';
import { contextWith, linesOf, reprintedAt } from './receipt-text.ts';

const cashout: CashoutDocument = {
  kind: 'cashout',
  amount: '15000',
  notes: 'Dépôt du soir\nBNA',
  employeeName: 'Yasmine',
};

describe('the cash-out receipt', () => {
  it('says what left, when, and by whom', () => {
    expect(linesOf(layoutDocument(cashout, contextWith()))).toEqual([
      'Fée Maison',
      'Pâtisserie Traditionnelle',
      '---',
      'REÇU DE DÉPÔT BANCAIRE',
      '---',
      'Date: 22/11/2026 14:05',
      'Employé: Yasmine',
      'Opération: Dépôt bancaire',
      '---',
      'Montant: | 15 000,00 DA',
      '---',
      'Notes:',
      'Dépôt du soir\nBNA',
      '---',
      'Signature:',
      '',
      '',
      '',
      '---',
      '',
      'Reçu à conserver',
      '<cut>',
    ]);
  });

  it('has a bold double-height amount', () => {
    expect(layoutDocument(cashout, contextWith()).elements).toContainEqual({
      type: 'columns',
      left: 'Montant:',
      right: '15 000,00 DA',
      bold: true,
      size: 'double-height',
    });
  });

  it('does without notes and employee, and does not open the drawer', () => {
    const lines = linesOf(layoutDocument({ ...cashout, notes: null, employeeName: null }, contextWith()));
    expect(lines.join()).not.toMatch(/Notes|Employé|drawer/);
  });

  it('marks a copy', () => {
    const lines = linesOf(layoutDocument(cashout, contextWith({ duplicata: { reprintedAt } })));
    expect(lines.filter((line) => line === 'DUPLICATA')).toHaveLength(2);
    expect(lines).toEqual(expect.arrayContaining(['Date: 22/11/2026 14:05', 'Réimprimé le: 23/11/2026 09:07']));
    expect(lines.slice(-2)).toEqual(['DUPLICATA', '<cut>']);
  });
});
