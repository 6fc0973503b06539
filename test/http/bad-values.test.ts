import { describe, expect, it } from 'vitest';
import { call, readAccepted, readStatus } from '../end-to-end/agent-api.ts';
import { useAgent, withoutPrinter } from '../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);

/** JSON as text, since half of these are numbers that JavaScript cannot write. */
const notNumbers = ['NaN', 'Infinity', '-Infinity', '1e40', '-1e40', '1e999', 'true', '"150"', '""', '[]', '[5]', '{}'];
const notTexts = ['1', '1.5', 'true', 'false', '[]', '["a"]', '{}', '{"a": 1}', 'NaN'];
const item = '"product_name": "Thé", "quantity": 1, "unit_price": 10';

async function expectRefused(path: string, body: string, statuses: number[]): Promise<string> {
  const answer = await call(agent(), 'POST', path, { body });
  expect(statuses, body).toContain(answer.status);
  expect(answer.body).toEqual({ error: expect.stringMatching(/./), code: expect.stringMatching(/^[A-Z_]+$/) });
  // A sentence for people: nothing of the libraries or the program.
  expect(answer.body.error).not.toMatch(/undefined|expected|invalid input|\bat \w+|TypeError|zod/i);
  return answer.body.error;
}

describe('wrong types', () => {
  it.each([...notNumbers, '0', '-1', '0.001', 'null'])('a cash-out of %s is « Montant invalide »', async (amount) => {
    const before = await readAccepted(agent());
    expect(await expectRefused('/print/cashout', `{"amount": ${amount}}`, [400])).toBe('Montant invalide');
    expect(await readAccepted(agent())).toEqual(before);
  });

  it.each(['delivery_cost', 'total', 'total_amount', 'amount_received', 'change_amount'])(
    'a ticket whose %s is no number is refused by the name of the field',
    async (field) => {
      const before = await readAccepted(agent());
      for (const value of notNumbers) {
        const body = `{"order_id": 1, "items": [{${item}}], "${field}": ${value}}`;
        expect(await expectRefused('/print/ticket', body, [400, 422])).toContain(field);
      }
      expect(await readAccepted(agent())).toEqual(before);
    },
  );

  it.each(['quantity', 'unit_price'])('an item whose %s is no number is refused by its place', async (field) => {
    const before = await readAccepted(agent());
    for (const value of notNumbers) {
      const body = `{"order_id": 1, "items": [{${item}}, {${item}, "${field}": ${value}}]}`;
      expect(await expectRefused('/print/ticket', body, [400, 422])).toContain(`items[1].${field}`);
    }
    expect(await readAccepted(agent())).toEqual(before);
  });

  it.each([
    'customer_name',
    'customer_phone',
    'customer_address',
    'deliveryman_name',
    'delivery_option',
    'employee_name',
  ])('a ticket whose %s is no text is refused by the name of the field', async (field) => {
    const before = await readAccepted(agent());
    for (const value of notTexts) {
      const body = `{"order_id": 1, "items": [{${item}}], "${field}": ${value}}`;
      expect(await expectRefused('/print/ticket', body, [400, 422])).toContain(field);
    }
    expect(await readAccepted(agent())).toEqual(before);
  });

  it.each(['NaN', '1e999', '1e40', '1.5', 'true', '[]', '[1]', '{}', '{"a": 1}', `"${'9'.repeat(65)}"`])(
    'an order_id of %s is refused',
    async (value) => {
      const before = await readAccepted(agent());
      await expectRefused('/print/ticket', `{"order_id": ${value}, "total_amount": 5}`, [400, 422]);
      await expectRefused('/print/ticket', `{"order_id": ${value}}`, [400, 422]);
      expect(await readAccepted(agent())).toEqual(before);
    },
  );

  it.each(['{}', '"abc"', '5', 'true', '[1]', '[null]', '[[]]', '["Thé"]', '[{}]', '[{"quantity": 1}]', '[NaN]'])(
    'items of %s are refused',
    async (items) => {
      const before = await readAccepted(agent());
      expect(await expectRefused('/print/ticket', `{"order_id": 1, "items": ${items}}`, [400, 422])).toContain('items');
      expect(await readAccepted(agent())).toEqual(before);
    },
  );

  it('items nested 100,000 deep, and more than 500 items, are refused', async () => {
    const before = await readAccepted(agent());
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    await expectRefused('/print/ticket', `{"order_id": 1, "items": ${nested}}`, [422]);
    const many = Array.from({ length: 501 }, () => `{${item}}`).join();
    expect(await expectRefused('/print/ticket', `{"order_id": 1, "items": [${many}]}`, [422])).toContain('500');
    expect(await readAccepted(agent())).toEqual(before);
  });

  it.each(['1.5', '"1"', 'true', 'NaN', '[]', '{}'])('a priority of %s is refused', async (priority) => {
    const before = await readAccepted(agent());
    await expectRefused('/print/ticket', `{"order_id": 1, "total_amount": 5, "priority": ${priority}}`, [400, 422]);
    await expectRefused('/print/cashout', `{"amount": 5, "priority": ${priority}}`, [400, 422]);
    await expectRefused('/drawer/open', `{"priority": ${priority}}`, [400, 422]);
    expect(await readAccepted(agent())).toEqual(before);
  });

  it.each(['1', '"x"', 'true', '[]', '[{}]', '1e999'])(
    'a body of %s is refused where an object is due',
    async (body) => {
      const before = await readAccepted(agent());
      expect(await expectRefused('/print/ticket', body, [400])).toBe('order_id requis');
      expect(await expectRefused('/print/cashout', body, [400])).toBe('Données JSON requises');
      await expectRefused('/drawer/open', body, [400]);
      expect(await readAccepted(agent())).toEqual(before);
    },
  );

  it('the errors of callers are not counted as the agent’s', async () => {
    expect((await readStatus(agent())).agent.stats.errors).toBe(0);
  });
});

describe('what looks wrong and is right', () => {
  it.each([
    ['500 items', `{"order_id": 1, "items": [${Array.from({ length: 500 }, () => `{${item}}`).join()}]}`],
    ['an order_id that is a text', '{"order_id": "CMD-2026/07 é", "total_amount": 5}'],
    ['an order_id of 0', '{"order_id": 0, "total_amount": 5}'],
    ['a negative order_id', '{"order_id": -3, "total_amount": 5}'],
    ['an order_id that is a whole float', '{"order_id": 42.0, "total_amount": 5}'],
    ['the largest exact order_id', '{"order_id": 9007199254740991, "total_amount": 5}'],
    ['a returned item', '{"order_id": 1, "items": [{"product_name": "x", "quantity": -1.0, "unit_price": 5}]}'],
    ['nulls', '{"order_id": 1, "items": null, "total_amount": 5, "customer_name": null, "priority": null}'],
    ['a priority out of range', '{"order_id": 1, "total_amount": 5, "priority": 99}'],
    ['amounts with an exponent', '{"order_id": 1, "total_amount": 5e2, "delivery_cost": 1.5E1}'],
    ['NaN inside a text', '{"order_id": 1, "total_amount": 5, "customer_name": "NaN Infinity \\" NaN"}'],
  ])('is accepted: %s', async (_name, body) => {
    const answer = await call(agent(), 'POST', '/print/ticket', { body });
    expect(answer.body).toMatchObject({ success: true });
    expect(answer.status).toBe(200);
  });
});
