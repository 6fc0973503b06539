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

describe("the receipt of a deliveryman's debt", () => {
  // The ERP has no call of its own for it: what it prints then is a cash-out whose notes begin like this.
  const notes = 'Paiement dette livreur - Commande #12 - KARIM';
  const debt: CashoutDocument = { ...cashout, notes };

  it('is a receipt of money that came in', () => {
    const lines = linesOf(layoutDocument(debt, contextWith()));
    expect(lines).toEqual(expect.arrayContaining(['REÇU DE PAIEMENT', 'Opération: Paiement de dette livreur', notes]));
    expect(lines).toContain('Montant: | 15 000,00 DA');
  });

  it.each([
    ['fr', 'REÇU DE PAIEMENT', /dépôt|bancaire|banque/i],
    ['en', 'PAYMENT RECEIPT', /bank|deposit/i],
    ['ar', 'وصل دفع', /بنك|إيداع/],
  ] as const)('says nothing of a bank in %s, on a copy neither', (locale, title, bank) => {
    const duplicata = { reprintedAt };
    const lines = linesOf(layoutDocument(debt, contextWith({ duplicata, columns: 48 }, { locale })));
    expect(lines).toContain(title);
    expect(lines.join('\n')).not.toMatch(bank);
    expect(linesOf(layoutDocument(cashout, contextWith({ duplicata }, { locale }))).join('\n')).toMatch(bank);
  });

  it.each([
    'PAIEMENT DETTE LIVREUR - Commande #12',
    '  paiement dette livreur',
    'Paiement\u00a0dette\u202flivreur : KARIM',
    'Paiement dette\r\nlivreur',
    '\r\n\tPaiement  dette\tlivreur',
    'Paîement dètte livreur',
    'Paiement dette livreur'.normalize('NFD'),
    '\ufeffPaiement dette livreur',
  ])('is known by notes that begin %j', (written) => {
    const lines = linesOf(layoutDocument({ ...debt, notes: written }, contextWith()));
    expect(lines).toContain('REÇU DE PAIEMENT');
  });

  it.each([
    null,
    '',
    'Dépôt du soir',
    'Dépôt, paiement dette livreur compris',
    'Paiement dette',
    'Paiement fournisseur',
  ])('is not what notes %j are', (written) => {
    const lines = linesOf(layoutDocument({ ...debt, notes: written }, contextWith()));
    expect(lines).toContain('REÇU DE DÉPÔT BANCAIRE');
  });
});
