import { describe, expect, it } from 'vitest';
import { layoutDocument } from '../../src/main/documents/layout-document.ts';
import { contextWith, linesOf } from './receipt-text.ts';

describe('the test page', () => {
  it('shows the shop, the printer and every sort of print', () => {
    const context = contextWith({
      printerDescription: 'USB 0471:0055,\u0000 prête',
      version: '0.1.0',
      addresses: ['http://192.168.1.20:8080', 'http://caisse:8080'],
    });
    expect(linesOf(layoutDocument({ kind: 'test' }, context))).toEqual([
      "TEST D'IMPRESSION",
      '---',
      'Fée Maison',
      'Pâtisserie Traditionnelle',
      '---',
      'Date: 22/11/2026 14:05',
      'Imprimante: USB 0471:0055, prête',
      'Version: 0.1.0',
      'Adresse: http://192.168.1.20:8080',
      'Adresse: http://caisse:8080',
      'Colonnes: 32',
      '---',
      'é è ç à ù ê ï œ ’ « » € °',
      'مرحبا بكم في متجرنا',
      '12345678901234567890123456789012',
      'Gras',
      'Double hauteur',
      'Double',
      '---',
      'Montant: | 15 000,00 DA',
      'TOTAL: | 15 000,00 DA',
      '',
      'Impression réussie',
      '<cut>',
    ]);
  });

  it.each([32, 42, 48])('has a ruler of exactly %d columns', (columns) => {
    const lines = linesOf(layoutDocument({ kind: 'test' }, contextWith({ columns })));
    expect(lines.find((line) => line.startsWith('1234567890'))).toHaveLength(columns);
  });

  it('shows bold, double height and double', () => {
    expect(layoutDocument({ kind: 'test' }, contextWith()).elements).toEqual(
      expect.arrayContaining([
        { type: 'text', text: 'Gras', bold: true },
        { type: 'text', text: 'Double hauteur', size: 'double-height' },
        { type: 'text', text: 'Double', size: 'double' },
      ]),
    );
  });
});

it('the drawer is one pulse and no paper', () => {
  for (const locale of ['fr', 'ar']) {
    expect(layoutDocument({ kind: 'drawer' }, contextWith({}, { locale }))).toEqual({ elements: [{ type: 'drawer' }] });
  }
});
