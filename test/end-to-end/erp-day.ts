import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, readStatus } from './agent-api.ts';
import { compatibilityTable, isCountedRight } from './compatibility-table.ts';
import { createErpClient, type ErpClient } from './erp-client.ts';
import { erpCashout, erpDirectSale, erpTicket } from './erp-documents.ts';
import { papersOf, type Till, untilIdle } from './till.ts';
import { until } from './until.ts';

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Everything the ERP does in a day, on one kind of printer: a real one, or the built-in one that only draws. */
export function describeErpDay(printerName: string, start: () => Promise<Till>): void {
  const state = printerName === 'virtual' ? 'virtual' : 'ready';
  const connected = state === 'ready';
  /** The built-in printer has no drawer: the request is over at once, as the test of `drawn` says. */
  const pulse = connected ? '[tiroir ouvert]' : '';
  describe(`the ERP's day with the ${printerName} printer`, () => {
    let till: Till;
    let erp: ErpClient;
    const papers = (act: () => Promise<unknown>) => papersOf(till, act);

    beforeAll(async () => {
      till = await start();
      erp = createErpClient(till.agent);
    });
    afterAll(async () => {
      erp.close();
      await till.close();
    });

    it('is healthy', async () => {
      await until('the printer has been asked', async () => (await readStatus(till.agent)).printer.state === state);
      const { success, status, body } = await erp.health();
      expect(success).toBe(true);
      expect(status).toBe(200);
      expect(body).toEqual({
        status: 'healthy',
        service: 'printer_agent',
        printer_connected: connected,
        timestamp: expect.stringMatching(isoTime),
      });
    });

    it.each(compatibilityTable)('answers $name as the Python agent did', async (row) => {
      const answer = await erp.call('POST', row.path, row.body);
      expect(answer.status).toBe(row.status);
      expect(answer.body).toMatchObject(row.answer);
      expect(isCountedRight(row, answer)).toBe(true);
    });

    it('wants the token everywhere but on /health', async () => {
      for (const [method, path] of [
        ['GET', '/status'],
        ['POST', '/print/ticket'],
        ['GET', '/nowhere'],
        ['DELETE', '/status'],
      ] as const) {
        for (const token of [null, 'wrong', `${till.agent.token}x`]) {
          const { status, body } = await call(till.agent, method, path, { token });
          expect(status).toBe(401);
          expect(body.error).toBe("Token d'authentification invalide");
        }
      }
      expect((await call(till.agent, 'GET', '/health', { token: null })).status).toBe(200);
    });

    it('says the status in the old shape, with counters that grow by the jobs accepted', async () => {
      await untilIdle(till.agent);
      const before = (await readStatus(till.agent)).agent.stats;
      await erp.printTicket(erpTicket(7));
      await erp.printCashout(erpCashout(0));
      await erp.printCashout(erpCashout(10));
      await erp.openDrawer();
      await erp.printTest();
      await erp.health();
      const { body, success } = await erp.status();
      expect(success).toBe(false);
      expect(body).toMatchObject({
        agent: {
          host: '127.0.0.1',
          port: till.agent.port,
          uptime: expect.stringMatching(/^\d+:\d\d:\d\d$/),
          stats: {
            requests_received: before.requests_received + 6,
            print_jobs: before.print_jobs + 3,
            drawer_jobs: before.drawer_jobs + 1,
            errors: connected ? before.errors : expect.any(Number),
            started_at: expect.stringMatching(isoTime),
          },
        },
        printer: {
          enabled: true,
          running: true,
          connected,
          queue_size: expect.any(Number),
          config: { vendor_id: '0x0471', product_id: '0x0055', timeout: 5000 },
        },
      });
    });

    it('prints a sale and opens the drawer', async () => {
      const [ticket = '', drawer = '', ...more] = await papers(async () => {
        expect((await erp.printTicket(erpTicket(101))).success).toBe(true);
        await untilIdle(till.agent);
        expect((await erp.openDrawer()).success).toBe(true);
      });
      expect(ticket).toMatch(/Ticket N°: 101/);
      expect(ticket).toContain('Client: Amélie Benaïssa');
      expect(ticket).toContain('Éclair au café');
      expect(ticket).toMatch(/2 x 150,00 DA +300,00 DA/);
      expect(ticket).toMatch(/0,35 x 1 850,50 DA +647,68 DA/);
      expect(ticket).toMatch(/Frais livraison: +200,00 DA/);
      expect(ticket).toMatch(/TOTAL: +1 147,68 DA/);
      expect(ticket).toMatch(/Monnaie à rendre: +52,32 DA/);
      expect(ticket).not.toContain('DUPLICATA');
      expect(drawer.trim()).toBe(pulse);
      expect(more).toEqual([]);
    });

    it('prints a direct sale without items, and the same order twice', async () => {
      const [first = '', second = '', ...more] = await papers(async () => {
        await erp.printTicket(erpDirectSale(102));
        await erp.printTicket(erpDirectSale(102));
      });
      expect(first).toMatch(/Vente directe +450,00 DA/);
      expect(first).toMatch(/TOTAL: +450,00 DA/);
      expect(second).toContain('Ticket N°: 102');
      expect(second).not.toContain('DUPLICATA');
      expect(more).toEqual([]);
    });

    it('prints a cash-out and opens the drawer', async () => {
      const [receipt = '', drawer = ''] = await papers(async () => {
        expect((await erp.printCashout(erpCashout(15000))).success).toBe(true);
        await untilIdle(till.agent);
        expect((await erp.openDrawer()).success).toBe(true);
      });
      expect(receipt).toContain('REÇU DE DÉPÔT BANCAIRE');
      expect(receipt).toMatch(/Montant: +15 000,00 DA/);
      expect(receipt).toContain('Dépôt du soir');
      expect(receipt).toContain('Employé: Nadia');
      expect(drawer.trim()).toBe(pulse);
    });

    it('prints a test page on an empty body', async () => {
      const [page = ''] = await papers(async () => expect((await erp.printTest()).success).toBe(true));
      expect(page).toContain("TEST D'IMPRESSION");
      expect(page).toContain('é è ç à ù ê ï œ ’ « » € °');
    });

    it('prints the last ticket of an order again on a legacy call, marked DUPLICATA', async () => {
      const unknown = await erp.printTicket({ order_id: 103, priority: 1 });
      expect(unknown).toMatchObject({ success: false, status: 404, body: { code: 'ORDER_NOT_FOUND' } });
      const [, copy = ''] = await papers(async () => {
        await erp.printTicket(erpTicket(103));
        const legacy = await erp.printTicket({ order_id: 103, priority: 1 });
        expect(legacy.success).toBe(true);
        expect(legacy.body).toMatchObject({ message: 'Impression ticket commande #103 programmée' });
      });
      expect(copy).toContain('DUPLICATA');
      expect(copy).toContain('Ticket N°: 103');
      expect(copy).toMatch(/TOTAL: +1 147,68 DA/);
    });

    it('opens a new connection for each call, since the agent closes each: none is lost in a closed one', async () => {
      const before = erp.connections;
      for (let turn = 0; turn < 5; turn += 1) {
        expect((await erp.health()).success).toBe(true);
      }
      expect(erp.connections).toBe(before + 5);
    });
  });
}
