import { describe, expect, it } from 'vitest';
import type { TicketDocument } from '../../src/main/documents/document.ts';
import type { LayoutContext } from '../../src/main/documents/layout-blocks.ts';
import { layoutDocument } from '../../src/main/documents/layout-document.ts';
import type { Bitmap } from '../../src/main/documents/receipt.ts';
import { contextWith, linesOf, reprintedAt } from './receipt-text.ts';

const ticket: TicketDocument = {
  kind: 'ticket',
  orderId: 42,
  customerName: 'Amina Bensaïd',
  customerPhone: '0555 12 34 56',
  customerAddress: '12, rue des Frères Bouadou, Alger',
  deliveryOption: 'Livraison',
  deliveryCost: '300',
  deliverymanName: 'Karim',
  deliverymanPhone: '0666 00 11 22',
  totalAmount: '1247.68',
  items: [
    { name: 'Mille-feuille', quantity: '2', unitPrice: '150', description: null },
    { name: 'Tarte aux pommes', quantity: '0.35', unitPrice: '1850.5', description: 'Sans sucre' },
  ],
  employeeName: 'Yasmine',
  amountReceived: '2000',
  changeAmount: '752.32',
};

const linesWith = (changes: Partial<TicketDocument> = {}, context: LayoutContext = contextWith()) =>
  linesOf(layoutDocument({ ...ticket, ...changes }, context));

describe('the ticket', () => {
  it('is the one that the shop knows', () => {
    const context = contextWith({}, { addressLines: ['5, rue Didouche'], phone: '021 00 00 00' });
    expect(linesWith({}, context)).toEqual([
      'Fée Maison',
      'Pâtisserie Traditionnelle',
      '5, rue Didouche',
      'TÉL: 021 00 00 00',
      '---',
      'Ticket N°: 42',
      'Date: 22/11/2026 14:05',
      'Client: Amina Bensaïd',
      'Tél: 0555 12 34 56',
      'Adresse: 12, rue des Frères Bouadou, Alger',
      'Type: Livraison',
      '---',
      'Mille-feuille',
      '  2 x 150,00 DA | 300,00 DA',
      'Tarte aux pommes',
      '  Sans sucre',
      '  0,35 x 1 850,50 DA | 647,68 DA',
      '---',
      'Frais livraison: | 300,00 DA',
      'TOTAL: | 1 247,68 DA',
      '---',
      'Livreur: Karim',
      'Tél livreur: 0666 00 11 22',
      '---',
      'Mode de paiement: ESPÈCES',
      'Montant reçu: | 2 000,00 DA',
      'Monnaie à rendre: | 752,32 DA',
      '',
      'Merci de votre visite',
      'À bientôt',
      '<cut>',
    ]);
  });

  it('has a centred header, the name double height in bold, and a bold total', () => {
    const { elements } = layoutDocument(ticket, contextWith());
    expect(elements[0]).toEqual({
      type: 'text',
      text: 'Fée Maison',
      align: 'center',
      bold: true,
      size: 'double-height',
    });
    expect(elements[1]).toEqual({ type: 'text', text: 'Pâtisserie Traditionnelle', align: 'center' });
    expect(elements).toContainEqual(expect.objectContaining({ type: 'columns', left: 'TOTAL:', bold: true }));
  });

  it('keeps only what there is to say', () => {
    const bare: Partial<TicketDocument> = {
      customerName: null,
      customerPhone: null,
      customerAddress: null,
      deliveryOption: null,
      deliveryCost: '0',
      deliverymanName: null,
      deliverymanPhone: null,
      totalAmount: null,
      items: [{ name: 'Café', quantity: '1', unitPrice: '50', description: null }],
      amountReceived: null,
      changeAmount: null,
    };
    expect(linesWith(bare, contextWith({}, { name: '', tagline: ' ', thanks: [] }))).toEqual([
      '---',
      'Ticket N°: 42',
      'Date: 22/11/2026 14:05',
      '---',
      'Café',
      '  1 x 50,00 DA | 50,00 DA',
      '---',
      'TOTAL: | 50,00 DA',
      '---',
      'Mode de paiement: ESPÈCES',
      '<cut>',
    ]);
  });

  it.each(['Vente directe', 'VENTE DIRECTE', 'Vente POS', 'vente pos'])('does not name the customer « %s »', (name) => {
    expect(linesWith({ customerName: name }).filter((line) => line.startsWith('Client:'))).toEqual([]);
  });

  it('prints a negative change as it is, and each payment line only when it is given', () => {
    expect(linesWith({ changeAmount: '-100' })).toContain('Monnaie à rendre: | -100,00 DA');
    const noChange = linesWith({ changeAmount: null });
    expect(noChange).toContain('Montant reçu: | 2 000,00 DA');
    expect(noChange.join()).not.toContain('Monnaie');
  });

  // The ERP never sends null: 0 is how it says « none » or « unknown » (a delivery paid in advance, an exact sum).
  it.each(['0', '0.0', '0.00', '-0', '0.004', '-0.004'])('prints no payment line for %s', (nothing) => {
    const payment = (changes: Partial<TicketDocument>) =>
      linesWith(changes).filter((line) => /reçu|Monnaie/.test(line));
    expect(payment({ amountReceived: nothing, changeAmount: nothing })).toEqual([]);
    expect(payment({ amountReceived: nothing })).toEqual(['Monnaie à rendre: | 752,32 DA']);
    expect(payment({ changeAmount: nothing })).toEqual(['Montant reçu: | 2 000,00 DA']);
  });

  it('prints the smallest amounts that there are', () => {
    const lines = linesWith({ amountReceived: '0.01', changeAmount: '0.01' });
    expect(lines).toEqual(expect.arrayContaining(['Montant reçu: | 0,01 DA', 'Monnaie à rendre: | 0,01 DA']));
  });

  it('says nothing of 0 in English and in Arabic, on a copy, on wide paper', () => {
    for (const locale of ['en', 'ar'] as const) {
      const context = contextWith({ duplicata: { reprintedAt }, columns: 48 }, { locale });
      expect(linesWith({ amountReceived: '0', changeAmount: '0.00' }, context).join()).not.toMatch(/\| -?0[.,]00/);
    }
  });

  // As the real ERP sent them: its change comes from a total that was not rounded to the centime yet.
  it.each([
    ['a half centime', '4000', '3647.68', '352.325', '352,32'],
    ['a half centime below', '2000', '1733.13', '266.875', '266,87'],
    ['a float', '2000', '1733.13', '266.8699999999999', '266,87'],
    ['a float above', '2000', '1733.13', '266.87000000000006', '266,87'],
    ['almost a centime', '2000', '1733.13', '266.8799', '266,87'],
    ['nothing at all, but for a half centime', '1733.13', '1733.13', '0.005', null],
    ['less than nothing, by a fraction of a centime', '99.994', '100', '0.001', null],
    ['an amount received that is not in centimes', '4000.005', '3647.68', '352.325', '352,33'],
    ['two decimals: what the ERP says', '4000', '3647.68', '352.33', '352,33'],
    ['two decimals, written with a zero', '4000', '3647.68', '352.330', '352,33'],
    ['more than a centime away', '4000', '3647.68', '352.3301', '352,33'],
    ['another sum: a delivery that was not received', '3000', '3647.68', '352.325', '352,33'],
    ['a balance', '15000.5', '23300', '4700.505', '4 700,51'],
    ['received unknown', null, '3647.68', '352.325', '352,33'],
    ['received « none »', '0', '3647.68', '352.325', '352,33'],
  ])('gives the change that the paper adds up to: %s', (_, amountReceived, total, changeAmount, expected) => {
    const items = [{ name: 'Tarte', quantity: '1', unitPrice: total, description: null }];
    const lines = linesWith({ items, deliveryCost: '0', totalAmount: total, amountReceived, changeAmount });
    const change = lines.find((line) => line.startsWith('Monnaie'));
    expect(change).toBe(expected === null ? undefined : `Monnaie à rendre: | ${expected} DA`);
  });

  it('takes the total that is printed, not the one that was sent', () => {
    // The ERP's total holds no delivery here, and is not rounded; the paper's holds both.
    const items = [{ name: 'Tarte', quantity: '0.35', unitPrice: '1850.5', description: null }];
    const lines = linesWith({ items, totalAmount: '647.675', amountReceived: '1000', changeAmount: '52.325' });
    expect(lines).toEqual(expect.arrayContaining(['TOTAL: | 947,68 DA', 'Monnaie à rendre: | 52,32 DA']));
  });

  it('prints the logo first', () => {
    const logo: Bitmap = { width: 8, height: 1, data: Uint8Array.of(0xff) };
    expect(layoutDocument(ticket, contextWith({ logo })).elements[0]).toEqual({
      type: 'image',
      bitmap: logo,
      align: 'center',
    });
  });

  it('does not open the drawer', () => {
    expect(linesWith()).not.toContain('<drawer>');
  });

  it('cuts once, at the very end', () => {
    const lines = linesWith({}, contextWith({ duplicata: { reprintedAt } }));
    expect(lines.indexOf('<cut>')).toBe(lines.length - 1);
  });

  it('speaks English and Arabic too', () => {
    expect(linesWith({}, contextWith({}, { locale: 'en' }))).toEqual(
      expect.arrayContaining(['TOTAL: | 1,247.68 DA', '  0.35 x 1,850.50 DA | 647.68 DA', 'Payment: CASH']),
    );
    const arabic = layoutDocument(ticket, contextWith({}, { locale: 'ar' }));
    expect(linesOf(arabic)).toContain('المجموع: | 1 247,68 DA');
    expect(arabic.direction).toBe('rtl');
    expect(layoutDocument(ticket, contextWith()).direction).toBeUndefined();
  });
});

describe('a copy', () => {
  const { elements } = layoutDocument(ticket, contextWith({ duplicata: { reprintedAt } }));
  const lines = linesOf({ elements });

  it('says DUPLICATA under the header and again before the cut', () => {
    expect(lines.filter((line) => line === 'DUPLICATA')).toHaveLength(2);
    expect(lines.indexOf('DUPLICATA')).toBeLessThan(lines.indexOf('---'));
    expect(lines.indexOf('DUPLICATA')).toBeGreaterThan(lines.indexOf('Pâtisserie Traditionnelle'));
    expect(lines.slice(-2)).toEqual(['DUPLICATA', '<cut>']);
    expect(elements).toContainEqual({
      type: 'text',
      text: 'DUPLICATA',
      align: 'center',
      bold: true,
      size: 'double-height',
    });
  });

  it("keeps the sale's date and adds its own", () => {
    expect(lines).toContain('Date: 22/11/2026 14:05');
    expect(lines).toContain('Réimprimé le: 23/11/2026 09:07');
  });

  it('is the only one to say so', () => {
    expect(linesWith().join()).not.toMatch(/DUPLICATA|Réimprimé/);
  });
});

describe('the totals on paper', () => {
  const item = { name: 'A', quantity: '1', unitPrice: '1000', description: null };
  const totals = (changes: Partial<TicketDocument>) => {
    const lines = linesWith({ items: [item], deliverymanName: null, deliverymanPhone: null, ...changes });
    const rules = lines.flatMap((line, index) => (line === '---' ? [index] : []));
    return lines.slice((rules[1] ?? 0) + 1, rules.at(-1)).filter((line) => line.includes('|'));
  };
  const goods = '  1 x 1 000,00 DA | 1 000,00 DA';
  const delivery = 'Frais livraison: | 300,00 DA';

  it.each(['1000', '1300', null, '1000.004', '1299.995'])('adds the delivery when the ERP says %s', (totalAmount) => {
    expect(totals({ totalAmount })).toEqual([goods, delivery, 'TOTAL: | 1 300,00 DA']);
  });

  it('prints a discount, so that the paper adds up', () => {
    expect(totals({ totalAmount: '1200' })).toEqual([goods, delivery, 'Remise | -100,00 DA', 'TOTAL: | 1 200,00 DA']);
  });

  it('prints an adjustment', () => {
    expect(totals({ totalAmount: '1300.01' })).toEqual([
      goods,
      delivery,
      'Ajustement | 0,01 DA',
      'TOTAL: | 1 300,01 DA',
    ]);
  });

  it('makes a direct sale of a ticket without items', () => {
    expect(totals({ items: [], deliveryCost: '0', totalAmount: '1500' })).toEqual([
      'Vente directe | 1 500,00 DA',
      'TOTAL: | 1 500,00 DA',
    ]);
  });

  it('does not count the delivery of a direct sale twice', () => {
    expect(totals({ items: [], totalAmount: '1500' })).toEqual([
      'Vente directe | 1 500,00 DA',
      'dont frais livraison: | 300,00 DA',
      'TOTAL: | 1 500,00 DA',
    ]);
    expect(totals({ items: [], totalAmount: '300' }).at(-1)).toBe('TOTAL: | 300,00 DA');
  });

  it('adds a delivery that cannot be in the direct sale', () => {
    expect(totals({ items: [], totalAmount: '200' })).toEqual([
      'Vente directe | 200,00 DA',
      delivery,
      'TOTAL: | 500,00 DA',
    ]);
  });

  it('shows a negative delivery when it counts', () => {
    expect(totals({ deliveryCost: '-100', totalAmount: '900' })).toEqual([
      goods,
      'Frais livraison: | -100,00 DA',
      'TOTAL: | 900,00 DA',
    ]);
    expect(totals({ items: [], deliveryCost: '-100', totalAmount: '900' })).toEqual([
      'Vente directe | 900,00 DA',
      'TOTAL: | 900,00 DA',
    ]);
  });

  it('adds the rounded lines, not the exact ones', () => {
    const third = { name: 'A', quantity: '1', unitPrice: '0.335', description: null };
    expect(totals({ items: [third, third], deliveryCost: '0', totalAmount: null }).at(-1)).toBe('TOTAL: | 0,68 DA');
  });

  it('takes returns off', () => {
    const back = { ...item, quantity: '-1', unitPrice: '250' };
    expect(totals({ items: [item, back], deliveryCost: '0', totalAmount: '750' })).toEqual([
      goods,
      '  -1 x 250,00 DA | -250,00 DA',
      'TOTAL: | 750,00 DA',
    ]);
  });
});
