import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { type Accepted, call } from '../end-to-end/agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from '../end-to-end/start-agent.ts';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { launchChromium, whyNoChromium } from './chromium.ts';
import { readComplaints } from './read-complaints.ts';

/** The window on a real agent process, with a real journal and a printer at the end of a real socket. */
describe.skipIf(whyNoChromium !== null)('the window of a real agent', () => {
  const closers: (() => Promise<unknown>)[] = [];
  const pages: Page[] = [];
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    const complaints = await Promise.all(pages.splice(0).map(readComplaints));
    for (const close of closers.splice(0).reverse()) await close();
    expect(complaints.flat()).toEqual([]);
  });
  afterAll(() => browser?.close());

  async function startTill(): Promise<{ printer: TcpPrinter; agent: StartedAgent; dataDir: string }> {
    const profile = findProfile('generic-58');
    if (profile === undefined) throw new Error('generic-58 is the default profile');
    const printer = await startTcpPrinter({ profile });
    const dataDir = makeDataDir();
    const agent = await startAgent({ args: ['--printer', printer.address], dataDir });
    closers.push(printer.close, agent.kill);
    return { printer, agent, dataDir };
  }

  /** Logs in with the token, and leaves the welcome for later. */
  async function openWindow(agent: StartedAgent): Promise<Page> {
    if (browser === undefined) throw new Error('The browser is started before the first test, not before');
    const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Africa/Algiers' });
    closers.push(() => context.close());
    const page = await context.newPage();
    pages.push(page);
    await logIn(page, agent);
    const later = page.getByRole('button', { name: 'Plus tard' });
    await later.or(page.locator('.state')).first().waitFor();
    if (await later.isVisible()) await later.click();
    await page.locator('.state').waitFor();
    return page;
  }

  async function logIn(page: Page, agent: StartedAgent): Promise<void> {
    await page.goto(`${agent.url}/ui/`);
    await page.getByLabel('Jeton', { exact: true }).fill(agent.token);
    await page.getByRole('button', { name: 'Entrer' }).click();
  }

  const printTicket = async (agent: StartedAgent, orderId: number) => {
    const body = JSON.stringify({
      order_id: orderId,
      customer_name: 'Amine Benali',
      items: [{ product_name: 'Baklawa', quantity: 2, unit_price: 450 }],
    });
    const answer = await call<Accepted>(agent, 'POST', '/print/ticket', { body });
    expect(answer.status).toBe(200);
  };
  const firstRow = (page: Page) => page.locator('.jobs li').first();

  test('an ERP’s call appears in the list at once, and as printed when the printer says so', async () => {
    const { agent, printer } = await startTill();
    const page = await openWindow(agent);
    await page.evaluate(() => {
      const seen = new MutationObserver(() => {
        if (
          document.querySelector('.jobs')?.textContent?.includes('4711') === true &&
          document.body.dataset.seenAt === undefined
        ) {
          document.body.dataset.seenAt = String(Date.now());
        }
      });
      seen.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const calledAt = Date.now();
    await printTicket(agent, 4711);
    await expect.poll(() => page.evaluate(() => document.body.dataset.seenAt)).toBeDefined();
    const seenAt = Number(await page.evaluate(() => document.body.dataset.seenAt));
    console.log(`ERP call seen in the list after ${seenAt - calledAt} ms (bar: 300)`);
    await printer.waitForPaper(1);
    await expect.poll(() => firstRow(page).innerText()).toMatch(/Ticket n° 4711[\s\S]*Imprimé[\s\S]*900,00/);
    await firstRow(page).getByRole('button').click();
    await page.getByRole('dialog').getByRole('img').waitFor();
    await expect.poll(() => page.getByRole('dialog').innerText()).toContain('Demandé par l’ERP (127.0.0.1)');
  });

  test('paper out is said, with what to do; a new roll and the ticket comes out', async () => {
    const { agent, printer } = await startTill();
    const page = await openWindow(agent);
    printer.device.setFaults({ paper: 'end' });
    await printTicket(agent, 4712);
    await expect.poll(() => page.locator('.state').innerText()).toContain('Plus de papier');
    await expect.poll(() => page.locator('.state').getAttribute('class')).toContain('state-attention');
    printer.device.setFaults({ paper: 'ok' });
    await printer.waitForPaper(1);
    await expect.poll(() => firstRow(page).innerText()).toContain('Imprimé');
    await expect.poll(() => page.locator('.state').innerText()).toContain('Prêt à imprimer');
  });

  test('a ticket that a power cut left in doubt is printed again, as DUPLICATA, because a person says so', async () => {
    const { agent, printer, dataDir } = await startTill();
    printer.device.setFaults({ acceptLimit: 200 });
    await printTicket(agent, 4713);
    await expect
      .poll(async () => (await call<{ jobs: { state: string }[] }>(agent, 'GET', '/jobs')).body.jobs[0]?.state)
      .toBe('printing');
    await agent.kill();
    printer.device.setFaults({ acceptLimit: null });
    printer.device.powerCycle();
    const again = await startAgent({ args: ['--printer', printer.address], dataDir });
    closers.push(again.kill);
    const page = await openWindow(again);
    await page.getByRole('button', { name: /^Réimprimer….*4713/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Réimprimer', exact: true }).click();
    await page.locator('.uncertain').waitFor({ state: 'detached' });
    await expect.poll(() => printer.papers().some(({ text }) => text.includes('DUPLICATA'))).toBe(true);
    await expect.poll(() => firstRow(page).innerText()).toMatch(/Copie[\s\S]*Imprimé/);
  });

  test('a rotated token works at once, the old one for its grace time; the window stays open', async () => {
    const { agent } = await startTill();
    const page = await openWindow(agent);
    await page.getByRole('link', { name: 'Connexion' }).click();
    await page.getByRole('button', { name: 'Changer de jeton…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Changer de jeton', exact: true }).click();
    await page.getByText('L’ancien jeton est encore accepté').waitFor();
    await page.getByRole('button', { name: 'Afficher 30 s' }).click();
    const shown = page.locator('.token .code');
    await shown.waitFor();
    const token = await shown.innerText();
    expect(token).not.toBe(agent.token);
    const status = async (candidate: string) => (await call(agent, 'GET', '/status', { token: candidate })).status;
    expect([await status(token), await status(agent.token), await status('other')]).toEqual([200, 200, 401]);
    await expect.poll(() => page.locator('main').innerText()).toContain('L’ERP s’en sert encore');
  });

  test('settings are saved, and stay after a restart', async () => {
    const { agent, dataDir, printer } = await startTill();
    const page = await openWindow(agent);
    await page.getByRole('link', { name: 'Magasin' }).click();
    const before = await page.locator('.paper-strip img').getAttribute('src');
    await page.getByLabel('Nom du magasin').fill('Pâtisserie El Djazaïr');
    await expect.poll(() => page.locator('.paper-strip img').getAttribute('src')).not.toBe(before);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await expect.poll(() => page.locator('.toast').innerText()).toContain('Enregistré');
    await printTicket(agent, 4714);
    const paper = await printer.waitForPaper(1);
    expect(paper.text).toContain('Pâtisserie El Djazaïr');
    await agent.stop();
    const again = await startAgent({ args: ['--printer', printer.address], dataDir });
    closers.push(again.kill);
    await logIn(page, again);
    await page.locator('.state').waitFor();
    await page.getByRole('link', { name: 'Magasin' }).click();
    await expect.poll(() => page.getByLabel('Nom du magasin').inputValue()).toBe('Pâtisserie El Djazaïr');
  });

  test('the welcome keeps the printer that was taken over from the Python agent’s .env', async () => {
    const dataDir = makeDataDir();
    const agent = await startAgent({ dataDir });
    closers.push(agent.kill);
    const settings = () => JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8')) as Record<string, unknown>;
    if (browser === undefined) throw new Error('The browser is started before the first test, not before');
    const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Africa/Algiers' });
    closers.push(() => context.close());
    const page = await context.newPage();
    pages.push(page);
    await logIn(page, agent);
    // Nothing is chosen yet, and nobody calls that ready.
    const health = await call<{ printer_connected: boolean }>(agent, 'GET', '/health');
    expect(health.body.printer_connected).toBe(false);
    await page.getByText('Vous remplacez l’ancien agent').click();
    await page.getByLabel('Choisir le fichier .env…').setInputFiles({
      name: '.env',
      mimeType: 'text/plain',
      buffer: Buffer.from('PRINTER_VENDOR_ID=0x04b8\nPRINTER_PRODUCT_ID=0x0202\n'),
    });
    await page.getByText('2 réglages repris').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByLabel('Qui peut appeler l’agent').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).waitFor();
    expect(settings()).toMatchObject({ printer: { address: 'usb:04b8:0202' } });
    await page.getByRole('button', { name: 'Plus tard' }).click();
    await page.locator('.state').waitFor();
    expect(await page.locator('.state').innerText()).not.toContain('Prêt à imprimer');
    expect(settings()).toMatchObject({ printer: { address: 'usb:04b8:0202' }, welcomeDone: true });
  });

  test('two windows save fields of one section, and both stay', async () => {
    const { agent } = await startTill();
    const [first, second] = [await openWindow(agent), await openWindow(agent)];
    for (const page of [first, second]) {
      await page.getByRole('link', { name: 'Imprimante', exact: true }).click();
      await page.getByLabel('Durée de l’impulsion (ms)').waitFor();
    }
    await first.getByLabel('Durée de l’impulsion (ms)').fill('200');
    await second.getByLabel('Repos après l’impulsion (ms)').fill('300');
    await second.getByRole('button', { name: 'Enregistrer' }).click();
    await second.getByText('Enregistré.').waitFor();
    await first.getByRole('button', { name: 'Enregistrer' }).click();
    await first.getByText('Enregistré.').waitFor();
    for (const page of [first, second]) {
      await expect.poll(() => page.getByLabel('Durée de l’impulsion (ms)').inputValue()).toBe('200');
      await expect.poll(() => page.getByLabel('Repos après l’impulsion (ms)').inputValue()).toBe('300');
    }
  });

  test('the journal is searched and exported, the self-test and the about panel answer', async () => {
    const { agent, printer } = await startTill();
    for (const orderId of [4801, 4802, 4803]) await printTicket(agent, orderId);
    await printer.waitForPaper(3);
    const page = await openWindow(agent);
    await page.getByRole('link', { name: 'Journal', exact: true }).click();
    await page.getByLabel('N° de commande ou client').fill('4802');
    await expect.poll(() => page.locator('.windowed .job-row').count()).toBe(1);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exporter en CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.getByRole('link', { name: 'Connexion' }).click();
    await page.getByRole('button', { name: 'Vérifier maintenant' }).click();
    await page.locator('.check-list li').first().waitFor();
    await page.getByRole('link', { name: 'À propos' }).click();
    await expect.poll(() => page.locator('.facts').innerText()).toContain('MIT');
  });

  test('a wrong token is refused in words; an agent that is gone is said to be gone', async () => {
    const { agent } = await startTill();
    const page = await openWindow(agent);
    await agent.kill();
    await expect.poll(() => page.locator('.banner').innerText()).toContain('L’agent ne répond plus');
    await expect.poll(() => page.locator('.state').innerText()).toContain('L’agent ne répond pas');
    expect(await page.locator('body').innerText()).not.toContain('Prêt à imprimer');
    const other = await startAgent();
    closers.push(other.kill);
    await page.goto(`${other.url}/ui/`);
    await page.getByLabel('Jeton', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Ce jeton est refusé').waitFor();
  });
});
