import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cashoutSchema, ticketSchema } from '../../src/main/documents/parse-document.ts';
import { formatDateTime, shopSettingsSchema } from '../../src/main/documents/shop.ts';

describe('shopSettingsSchema', () => {
  it('is the known shop by default', () => {
    expect(shopSettingsSchema.parse({})).toEqual({
      name: 'Fée Maison',
      tagline: 'Pâtisserie Traditionnelle',
      addressLines: [],
      phone: '',
      thanks: ['Merci de votre visite', 'À bientôt'],
      currency: 'DA',
      locale: 'fr',
    });
  });

  it('cleans what was typed or pasted', () => {
    const shop = shopSettingsSchema.parse({ name: ' A\u001bB\n', addressLines: ['1\true X'], currency: ' € ' });
    expect([shop.name, shop.addressLines, shop.currency]).toEqual(['AB', ['1 rue X'], '€']);
  });

  it('knows time zones', () => {
    expect(shopSettingsSchema.parse({ timeZone: 'Africa/Algiers' }).timeZone).toBe('Africa/Algiers');
    expect(shopSettingsSchema.safeParse({ timeZone: 'Mars/Olympus' }).success).toBe(false);
  });

  it.each([{ locale: 'de' }, { name: 5 }, { addressLines: 'x' }, { thanks: [1] }, { currency: 'x'.repeat(9) }])(
    'refuses %j',
    (settings) => {
      expect(shopSettingsSchema.safeParse(settings).success).toBe(false);
    },
  );
});

it.each([ticketSchema, cashoutSchema, shopSettingsSchema])('a schema can be published', (schema) => {
  expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ type: 'object' });
});

describe('formatDateTime', () => {
  const date = new Date('2026-11-22T23:30:00Z');

  it('is dd/mm/yyyy hh:mm in the time zone given', () => {
    expect(formatDateTime(date, 'UTC')).toBe('22/11/2026 23:30');
    expect(formatDateTime(date, 'Africa/Algiers')).toBe('23/11/2026 00:30');
    expect(formatDateTime(new Date('2026-01-02T03:04:59Z'), 'UTC')).toBe('02/01/2026 03:04');
  });

  it("is in the machine's zone by default (the tests' one is Algiers)", () => {
    expect(formatDateTime(date, undefined)).toBe('23/11/2026 00:30');
  });
});
