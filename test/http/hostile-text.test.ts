import { afterAll, beforeAll, expect, it } from 'vitest';
import { post } from '../end-to-end/agent-api.ts';
import { papersOf, startTcpTill } from '../end-to-end/till.ts';

let till: Awaited<ReturnType<typeof startTcpTill>>;
beforeAll(async () => {
  till = await startTcpTill();
});
afterAll(() => till.close());

const everyControl = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');
const pulse = '\u001bp\u0000\u0019\u00fa';
const realTimePulse = '\u0010\u0014\u0001\u0000\u0001';
const cut = '\u001dV\u0000';

/** The ticket is never refused for what a person typed, and no byte of it acts on the printer. */
it.each([
  ['every C0 control', everyControl],
  ['DEL and C1', '\u007f\u0080\u009b31m\u009f'],
  ['the drawer pulse', pulse],
  ['the real-time pulse', realTimePulse],
  ['a cut', cut],
  ['a reset', '\u001b@'],
  ['lone surrogates', '\ud800 \udc00 \udfff\ud83d'],
  ['a surrogate pair the wrong way round', '\udc00\ud800'],
  ['bidi overrides', '\u202eegassap\u202c \u2066x\u2069'],
  ['forged lines', 'x\nTOTAL: 0,01 DA\r\nTOTAL: 0,02 DA'],
  ['a thousand accents', `e${'\u0301'.repeat(1000)}`],
  ['50 KB without a blank', 'x'.repeat(50_000)],
])('%s in a name is accepted, and only its harmless part printed', async (_name, text) => {
  const pulses = till.printer.drawerPulses().length;
  const hostile = `Avant${text}Après`;
  const [paper = '', ...more] = await papersOf(till, async () => {
    const answer = await post(till.agent, '/print/ticket', {
      order_id: 1,
      customer_name: hostile,
      items: [
        { product_name: hostile, quantity: 1, unit_price: 150, description: hostile },
        { product_name: 'Témoin', quantity: 1, unit_price: 0 },
      ],
    });
    expect(answer.body).toMatchObject({ success: true });
  });
  expect(more).toEqual([]);
  expect(till.printer.drawerPulses()).toHaveLength(pulses);
  expect(paper).toContain('Témoin');
  expect(paper.match(/^TOTAL: +[\d ,]+ DA$/gm)?.at(-1)).toMatch(/ 150,00 DA$/);
  for (const line of paper.split('\n')) {
    expect(line.length, line).toBeLessThanOrEqual(32);
  }
});

it('notes keep their lines, and act on nothing either', async () => {
  const pulses = till.printer.drawerPulses().length;
  const notes = `ligne un\r\nligne deux\t3${pulse}${cut}\u0000\nligne trois`;
  const [paper = '', ...more] = await papersOf(till, () => post(till.agent, '/print/cashout', { amount: 5, notes }));
  expect(more).toEqual([]);
  expect(till.printer.drawerPulses()).toHaveLength(pulses);
  expect(paper).toMatch(/^ligne un$/m);
  expect(paper).toMatch(/^ligne deux 3/m);
  expect(paper).toMatch(/^ligne trois$/m);
});
