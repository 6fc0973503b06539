import { describe, expect, it, onTestFinished } from 'vitest';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { startTcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { startControlledAgent } from './controlled-agent.ts';

const withoutPrinter = { environment: { PRINTER_ENABLED: 'false' } };

describe('the exported journal', () => {
  it('opens in a French Excel: mark, semicolons, commas, words in French, and no cell that is executed', async () => {
    const till = await startControlledAgent(withoutPrinter);
    await till.call('saveSettings', { shop: { currency: '=DA' } });
    const ticket = { customer_name: '=HYPERLINK("http://x";"y")', total_amount: 1234.5 };
    const { body } = await till.erp('POST', '/print/ticket', { ...ticket, order_id: '+cmd|calc' });
    await till.call('cancelJob', body.job_id);
    await till.call('openDrawer', undefined);
    await till.erp('POST', '/print/ticket', {
      order_id: 7,
      customer_name: 'Été; "fin"',
      items: [{ product_name: 'Avoir', quantity: 1, unit_price: -12.5 }],
    });
    const { fileName, text } = await till.call('exportJournal', {});
    expect(fileName).toMatch(/^journal-\d{4}-\d\d-\d\d\.csv$/);
    expect(text.startsWith('\uFEFFDate;Heure;Type;Commande;Client;Montant;Monnaie;État;')).toBe(true);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(4);
    const [, refund = '', drawer = '', formula = ''] = lines;
    expect(refund).toMatch(
      /^\d\d\/\d\d\/\d{4};\d\d:\d\d:\d\d;Ticket;7;"Été; ""fin""";-12,5;'=DA;En attente;ERP;127\.0\.0\.1;/,
    );
    expect(drawer).toContain(';Ouverture du tiroir;;;;;');
    expect(formula).toContain(`;Ticket;'+cmd|calc;"'=HYPERLINK(""http://x"";""y"")";1234,5;'=DA;Annulé;`);
  });

  it('says of a drawer that the pulse was sent, which is all that is known', async () => {
    const printer = await startTcpPrinter({ profile: generic58 });
    onTestFinished(() => printer.close());
    const till = await startControlledAgent({ flags: { port: '0', printer: printer.address } });
    const { body } = await till.erp('POST', '/drawer/open', {});
    await till.untilState(body.job_id, 'sent');
    const { text } = await till.call('exportJournal', {});
    expect(text).toContain(';Ouverture du tiroir;;;;;Impulsion envoyée;');
  });

  it('says of what only the built-in printer has seen that there is no paper, and that no drawer opened', async () => {
    const till = await startControlledAgent();
    const ticket = (await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 })).body;
    await till.untilState(ticket.job_id, 'drawn');
    const drawer = (await till.erp('POST', '/drawer/open', {})).body;
    await till.untilState(drawer.job_id, 'expired');
    const { text } = await till.call('exportJournal', {});
    expect(text).toContain(';Dessiné, sans papier;ERP;');
    expect(text).toMatch(/;Ouverture du tiroir;;;;;Pas ouvert;ERP;127\.0\.0\.1;;Aucune imprimante n'est choisie/);
  });

  it('holds every page of what was searched, and nothing else', async () => {
    const till = await startControlledAgent(withoutPrinter);
    await Promise.all(
      Array.from({ length: 450 }, (_, index) =>
        till.erp('POST', '/print/ticket', { order_id: index + 1, total_amount: 1 }),
      ),
    );
    await till.call('openDrawer', undefined);
    const { text } = await till.call('exportJournal', { kinds: ['ticket'], limit: 10 });
    const lines = text.trimEnd().split('\r\n').slice(1);
    expect(new Set(lines.map((line) => line.split(';')[3])).size).toBe(450);
    expect(lines.every((line) => line.split(';')[2] === 'Ticket')).toBe(true);
  });
});
