import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import type { TicketDocument } from '../../src/main/documents/document.ts';
import { parseTicket } from '../../src/main/documents/parse-document.ts';
import { refusalOf } from '../base/refusal.ts';

/** As the ERP sends it, key by key. */
const full = {
  order_id: 42,
  customer_name: 'Amina Bensaïd',
  customer_phone: '0555 12 34 56',
  customer_address: '12, rue des Frères Bouadou',
  delivery_cost: 300.0,
  deliveryman_name: 'Karim',
  deliveryman_phone: '0666 00 11 22',
  total: 1100.0,
  total_amount: 1100.0,
  items: [
    { product_name: 'Mille-feuille', quantity: 2.0, unit_price: 150.0, description: null },
    { product_name: 'Tarte', quantity: 0.35, unit_price: 1850.5, description: 'Sans sucre' },
  ],
  employee_name: 'Yasmine',
  amount_received: 2000.0,
  change_amount: 900.0,
  priority: 1,
};

function ticketOf(body: unknown): TicketDocument {
  const parsed = parseTicket(body);
  if (parsed.kind !== 'ticket') throw new Error('A legacy call');
  return parsed.document;
}

const refusal = (body: unknown) => refusalOf(() => parseTicket(body));
const refusalWith = (changes: object) => refusal({ ...full, ...changes });
const refusalOfItem = (item: unknown) => refusalWith({ items: [full.items[0], item] });

describe('a full ticket', () => {
  it('becomes a typed document with exact decimals', () => {
    expect(parseTicket(full)).toEqual({
      kind: 'ticket',
      priority: 1,
      document: {
        kind: 'ticket',
        orderId: 42,
        customerName: 'Amina Bensaïd',
        customerPhone: '0555 12 34 56',
        customerAddress: '12, rue des Frères Bouadou',
        deliveryOption: null,
        deliveryCost: '300',
        deliverymanName: 'Karim',
        deliverymanPhone: '0666 00 11 22',
        totalAmount: '1100',
        items: [
          { name: 'Mille-feuille', quantity: '2', unitPrice: '150', description: null },
          { name: 'Tarte', quantity: '0.35', unitPrice: '1850.5', description: 'Sans sucre' },
        ],
        employeeName: 'Yasmine',
        amountReceived: '2000',
        changeAmount: '900',
      },
    });
  });

  it('is plain JSON', () => {
    const document = ticketOf(full);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('takes null everywhere but in order_id', () => {
    const body = Object.fromEntries(Object.keys(full).map((key) => [key, null]));
    expect(parseTicket({ ...body, order_id: 7, total_amount: 5 })).toEqual({
      kind: 'ticket',
      priority: 2,
      document: {
        kind: 'ticket',
        orderId: 7,
        customerName: null,
        customerPhone: null,
        customerAddress: null,
        deliveryOption: null,
        deliveryCost: '0',
        deliverymanName: null,
        deliverymanPhone: null,
        totalAmount: '5',
        items: [],
        employeeName: null,
        amountReceived: null,
        changeAmount: null,
      },
    });
  });

  it('ignores unknown keys and survives __proto__', () => {
    const text = '{"order_id": 1, "total": 5, "toString": 1, "__proto__": {"order_id": 9, "polluted": true}, "x": [1]}';
    expect(ticketOf(JSON.parse(text)).orderId).toBe(1);
    expect(Object.keys(ticketOf(JSON.parse(text)))).toEqual(Object.keys(ticketOf(full)));
    expect(refusal(JSON.parse('{"__proto__": {"order_id": 9, "total": 5}}')).code).toBe('ORDER_ID_REQUIRED');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('prefers total_amount to total, and takes either', () => {
    expect(ticketOf({ order_id: 1, total: 5, total_amount: 6 }).totalAmount).toBe('6');
    expect(ticketOf({ order_id: 1, total: 5, total_amount: null }).totalAmount).toBe('5');
    expect(ticketOf({ order_id: 1, total_amount: 0 }).totalAmount).toBe('0');
    expect(ticketOf({ order_id: 1, items: full.items }).totalAmount).toBeNull();
  });

  it('takes the delivery option, which the ERP may send one day', () => {
    expect(ticketOf({ ...full, delivery_option: 'Livraison' }).deliveryOption).toBe('Livraison');
  });
});

describe('the legacy call', () => {
  it('is order_id with nothing that describes a ticket', () => {
    expect(parseTicket({ order_id: 42, priority: 1 })).toEqual({ kind: 'legacy', orderId: 42, priority: 1 });
    expect(parseTicket({ order_id: 'CMD-7' })).toEqual({ kind: 'legacy', orderId: 'CMD-7', priority: 2 });
    const nulls = Object.fromEntries(Object.keys(full).map((key) => [key, null]));
    expect(parseTicket({ ...nulls, order_id: 42, unknown: 'x' }).kind).toBe('legacy');
  });

  it.each(['total', 'total_amount', 'items', 'customer_name', 'delivery_cost', 'employee_name'] as const)(
    'is not one with %s',
    (key) => {
      const body = { order_id: 42, [key]: full[key] };
      const parsed = (() => {
        try {
          return parseTicket(body).kind;
        } catch {
          return 'refused';
        }
      })();
      expect(parsed).not.toBe('legacy');
    },
  );

  it.each([{}, { items: [] }, { items: null }])('needs a total to be a ticket without items (%j)', (items) => {
    expect(refusal({ order_id: 42, customer_name: 'Amina', ...items })).toEqual({
      code: 'INVALID_FIELD',
      message: expect.stringMatching(/^total_amount requis/),
    });
  });
});

describe('order_id', () => {
  it.each([
    undefined,
    null,
    [],
    {},
    [full],
    'text',
    5,
    true,
    { order_id: null },
    { order_id: '' },
    { order_id: ' \u0000 ' },
  ])('is required: %j', (body) => {
    expect(refusal(body)).toEqual({ code: 'ORDER_ID_REQUIRED', message: 'order_id requis' });
  });

  it('is required even beside a whole ticket', () => {
    expect(refusalWith({ order_id: undefined }).code).toBe('ORDER_ID_REQUIRED');
  });

  it.each([0, -3, Number.MAX_SAFE_INTEGER, 'CMD-2026/7', 'x'.repeat(64), '😀'.repeat(64)])('may be %j', (orderId) => {
    expect(ticketOf({ ...full, order_id: orderId }).orderId).toBe(orderId);
  });

  it('is cleaned as any text', () => {
    expect(ticketOf({ ...full, order_id: ' C\u001b-7\n' }).orderId).toBe('C-7');
  });

  it.each([true, false, 1.5, {}, [1], 'x'.repeat(65)])('may not be %j', (orderId) => {
    expect(refusalWith({ order_id: orderId })).toEqual({
      code: 'INVALID_FIELD',
      message: expect.stringContaining('order_id'),
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1e40, 2 ** 53])('may not be %d', (orderId) => {
    expect(refusalWith({ order_id: orderId })).toEqual({
      code: 'INVALID_NUMBER',
      message: expect.stringContaining('order_id'),
    });
  });
});

describe('texts', () => {
  const keys = ['customer_name', 'customer_phone', 'customer_address', 'delivery_option', 'deliveryman_name'];
  const allKeys = [...keys, 'deliveryman_phone', 'employee_name'];

  it.each(allKeys)('%s must be a text', (key) => {
    for (const value of [5, true, {}, ['a']]) {
      expect(refusalWith({ [key]: value })).toEqual({
        code: 'INVALID_FIELD',
        message: `Le champ ${key} doit être un texte`,
      });
    }
  });

  it('are cleaned, never refused; blank ones are null', () => {
    const document = ticketOf({ ...full, customer_name: '\u001bp\u0000A\nB ', customer_phone: ' \u0007 ' });
    expect(document.customerName).toBe('pA B');
    expect(document.customerPhone).toBeNull();
  });

  it('are shortened to 500 graphemes', () => {
    expect(ticketOf({ ...full, customer_address: 'é'.repeat(10_000) }).customerAddress).toBe(`${'é'.repeat(499)}…`);
  });
});

describe('money', () => {
  const keys = ['delivery_cost', 'total', 'total_amount', 'amount_received', 'change_amount'];

  it.each(keys)('%s must be a number', (key) => {
    for (const value of [true, '150', {}, []]) {
      expect(refusalWith({ [key]: value })).toEqual({
        code: 'INVALID_FIELD',
        message: `Le champ ${key} doit être un nombre`,
      });
    }
  });

  it.each(keys)('%s must be finite and below 1e12', (key) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e40, 1e12, -1e12]) {
      expect(refusalWith({ [key]: value })).toEqual({
        code: 'INVALID_NUMBER',
        message: expect.stringContaining(`Le champ ${key} `),
      });
    }
    expect(() => parseTicket({ ...full, [key]: 999_999_999_999.99 })).not.toThrow();
  });

  it('may be negative: a change that is missing, a refund', () => {
    expect(ticketOf({ ...full, change_amount: -100.5 }).changeAmount).toBe('-100.5');
  });
});

describe('items', () => {
  it.each([{}, 'x', 5, true])('must be a list, not %j', (items) => {
    expect(refusalWith({ items })).toEqual({ code: 'INVALID_FIELD', message: 'Le champ items doit être une liste' });
  });

  it.each([null, 'x', 5, [], [1]])('holds objects, not %j', (item) => {
    expect(refusalOfItem(item)).toEqual({ code: 'INVALID_FIELD', message: 'Le champ items[1] doit être un objet' });
  });

  it('are at most 500', () => {
    expect(ticketOf({ ...full, items: Array(500).fill(full.items[0]) }).items).toHaveLength(500);
    expect(refusalWith({ items: Array(501).fill(full.items[0]) })).toEqual({
      code: 'INVALID_FIELD',
      message: expect.stringContaining('items'),
    });
  });

  it.each([undefined, null, '', ' \u0000 '])('a nameless product (%j) is an « Article »', (name) => {
    expect(ticketOf({ ...full, items: [{ product_name: name, unit_price: 5 }] }).items[0]?.name).toBe('Article');
  });

  it.each([undefined, null])('the quantity is 1 when it is %s', (quantity) => {
    expect(ticketOf({ ...full, items: [{ quantity, unit_price: 5 }] }).items[0]?.quantity).toBe('1');
  });

  it('may be returned or discounted', () => {
    const items = [
      { product_name: 'Retour', quantity: -1, unit_price: 150 },
      { product_name: 'Bon', quantity: 1, unit_price: -50 },
    ];
    expect(ticketOf({ ...full, items }).items).toMatchObject([{ quantity: '-1' }, { unitPrice: '-50' }]);
  });

  it.each([
    [{ product_name: 5, unit_price: 1 }, 'Le champ items[1].product_name doit être un texte'],
    [{ description: 5, unit_price: 1 }, 'Le champ items[1].description doit être un texte'],
    [{ quantity: '2', unit_price: 1 }, 'Le champ items[1].quantity doit être un nombre'],
    [{ quantity: true, unit_price: 1 }, 'Le champ items[1].quantity doit être un nombre'],
    [{ product_name: 'A' }, 'Le champ items[1].unit_price doit être un nombre'],
    [{ unit_price: null }, 'Le champ items[1].unit_price doit être un nombre'],
    [{ unit_price: '5' }, 'Le champ items[1].unit_price doit être un nombre'],
    [{ unit_price: true }, 'Le champ items[1].unit_price doit être un nombre'],
  ])('refuses %j', (item, message) => {
    expect(refusalOfItem(item)).toEqual({ code: 'INVALID_FIELD', message });
  });

  it.each([
    [{ unit_price: Number.NaN }, 'unit_price'],
    [{ unit_price: Number.POSITIVE_INFINITY }, 'unit_price'],
    [{ unit_price: 1e12 }, 'unit_price'],
    [{ unit_price: 1, quantity: 1e9 }, 'quantity'],
    [{ unit_price: 1, quantity: -1e40 }, 'quantity'],
  ])('refuses the number of %j', (item, field) => {
    expect(refusalOfItem(item)).toEqual({
      code: 'INVALID_NUMBER',
      message: expect.stringContaining(`items[1].${field}`),
    });
  });

  it('take quantities just below 1e9', () => {
    const items = [{ unit_price: 1, quantity: 999_999_999.5 }];
    expect(ticketOf({ ...full, items }).items[0]?.quantity).toBe('999999999.5');
  });
});

describe('priority', () => {
  it.each([
    [undefined, 2],
    [null, 2],
    [1, 1],
    [3, 3],
    [0, 1],
    [-7, 1],
    [99, 3],
  ])('%j is %d', (priority, expected) => {
    expect(parseTicket({ ...full, priority }).priority).toBe(expected);
  });

  it.each([1.5, '1', true, {}])('may not be %j', (priority) => {
    expect(refusalWith({ priority })).toEqual({
      code: 'INVALID_FIELD',
      message: expect.stringContaining('Le champ priority doit être un nombre'),
    });
    expect(refusal({ order_id: 42, priority }).code).toBe('INVALID_FIELD');
  });
});

describe('any JSON', () => {
  const values = fc.oneof(fc.jsonValue(), fc.double(), fc.string());
  const near = fc.record(
    Object.fromEntries(Object.keys(full).map((key) => [key, fc.oneof(values, fc.constant(full[key as 'total']))])),
    { requiredKeys: [] },
  );

  it('is a ticket, a legacy call or an AgentError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), near), (body) => {
        try {
          expect(['ticket', 'legacy']).toContain(parseTicket(body).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(AgentError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
