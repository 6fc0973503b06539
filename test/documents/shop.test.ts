import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cashoutSchema } from '../../src/main/documents/parse-cashout.ts';
import { ticketSchema } from '../../src/main/documents/parse-ticket.ts';
import { shopSettingsSchema } from '../../src/main/documents/shop.ts';

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
