import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { languages, type Overview } from '../../src/shared/bridge.ts';
import type { FakeAgent, HeldCall } from '../fake-bridge/fake-agent.ts';
import { fakePrinterStates, queueCounts } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';

const readyWords = { fr: 'Prêt à imprimer', ar: 'جاهز للطباعة', en: 'Ready to print' };
const goneWords = { fr: 'L’agent ne répond pas', ar: 'برنامج الطباعة لا يستجيب', en: 'The agent does not answer' };

const withoutDoubts = (agent: FakeAgent, change: Partial<Overview> = {}) => {
  agent.state.jobs = agent.state.jobs.filter(({ state }) => state !== 'uncertain');
  Object.assign(agent.state.overview, { queue: queueCounts() }, change);
};
const withPrinter = (agent: FakeAgent, name: keyof typeof fakePrinterStates) => {
  withoutDoubts(agent);
  Object.assign(agent.state.overview.printer, fakePrinterStates[name]);
};

const text = (page: Page) => page.locator('body').innerText();
const classOf = (page: Page, selector: string) => page.locator(selector).getAttribute('class');

describe.skipIf(whyNoChromium !== null)('the window does not call ready', () => {
  const open = useBrowser();

  test.each(languages)('a till without a printer (%s): it says so, and leads to the choice', async (language) => {
    const { page } = await open({ language, prepare: (agent) => withPrinter(agent, 'virtual') });
    await page.locator('.state-attention').waitFor();
    expect(await classOf(page, '.chip-state')).toContain('chip-attention');
    const words = await text(page);
    expect(words).not.toContain(readyWords[language]);
    expect(words).not.toContain("L'imprimante est prête");
    await page.locator('.state a.button').click();
    await page.locator('.found-printer').first().waitFor();
    expect(await page.evaluate(() => location.hash)).toBe('#printer');
    // On every panel.
    expect(await classOf(page, '.chip-state')).toContain('chip-attention');
  });

  test('nor a page of paper what the built-in printer has only drawn', async () => {
    const { page, agent } = await open({ panel: 'test', prepare: (fake) => withPrinter(fake, 'virtual') });
    await page.getByText('Aucune imprimante choisie', { exact: false }).locator('visible=true').first().waitFor();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).click();
    const outcome = page.locator('.outcome').first();
    await outcome.getByText('En attente').waitFor();
    const [job] = agent.state.jobs;
    if (job === undefined) throw new Error('The test page is the newest job');
    agent.putJob({ ...job, state: 'drawn' });
    await outcome.getByText('rien n’est sorti sur papier').waitFor();
    expect(await outcome.innerText()).not.toContain('Imprimé');
    await page.getByRole('button', { name: 'Ouvrir le tiroir' }).click();
    await outcome.getByText('En attente').waitFor();
    const [drawer] = agent.state.jobs;
    if (drawer === undefined) throw new Error('The drawer is the newest job');
    const error = { code: 'NO_PRINTER_CHOSEN', message: "Aucune imprimante n'est choisie." };
    agent.putJob({ ...drawer, state: 'expired', error });
    await outcome.getByText('le tiroir n’a pas été ouvert').waitFor();
  });

  test('nor the welcome’s end', async () => {
    const { page, agent } = await open({
      prepare: (fake) => {
        withPrinter(fake, 'virtual');
        fake.state.overview.welcomeDone = false;
        fake.state.settings.printer.address = 'virtual';
      },
    });
    await page.locator('.found-printer').first().waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByLabel('Qui peut appeler l’agent').waitFor();
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText('Aucune imprimante choisie').waitFor();
    await page.getByRole('button', { name: 'Imprimer une page de test' }).click();
    await page.getByRole('button', { name: 'Terminer sans imprimante' }).waitFor();
    expect(await text(page)).not.toContain('La page est sortie');
    expect(agent.state.settings.printer.address).toBe('virtual');
  });

  test('printing that is turned off, and leads to the switch', async () => {
    const { page } = await open({ prepare: (agent) => withPrinter(agent, 'disabled') });
    await page.locator('.state-stopped').getByText('Impression désactivée').waitFor();
    await page.getByRole('link', { name: 'Activer l’impression' }).click();
    await page.getByLabel('Imprimer', { exact: true }).waitFor();
  });

  test.each([
    ['a doubtful ticket', { queue: queueCounts({ uncertain: 1 }) }, 'Ticket à vérifier'],
    [
      'something to read',
      { notices: [{ code: 'TOKEN_UNREADABLE', message: 'Le jeton est perdu.' }] },
      'Un point à vérifier',
    ],
    ['a paper that did not come out in time', { queue: queueCounts({ expired: 1 }) }, 'Un ticket n’est pas sorti'],
    ['a pause', { paused: true }, 'En pause'],
  ] as const)('a till with %s', async (_name, change, title) => {
    const { page } = await open({ prepare: (agent) => withoutDoubts(agent, change as Partial<Overview>) });
    await page.locator('.state').getByText(title).waitFor();
    expect(await text(page)).not.toContain('Prêt à imprimer');
    expect(await classOf(page, '.state')).not.toContain('state-ready');
  });

  test('nor a printer without paper fine because it is paused too', async () => {
    const { page } = await open({
      prepare: (agent) => {
        withPrinter(agent, 'paperOut');
        agent.state.overview.paused = true;
      },
    });
    await page.locator('.state').getByText('Plus de papier').waitFor();
    await page.locator('.state').getByText('Les tickets attendent').waitFor();
    await page.getByRole('button', { name: 'Reprendre l’impression' }).waitFor();
  });

  test.each(languages)(
    'a till whose agent is gone (%s): not in the card, not in the chip, not on any panel',
    async (language) => {
      const { page, agent, server } = await open({
        language,
        prepare: (fake) => {
          withoutDoubts(fake);
          fake.state.overview.printer.drawer = 'open';
        },
      });
      await page.locator('.state-ready').getByText(readyWords[language]).waitFor();
      await server.stop();
      await page.locator('.state-stopped').getByText(goneWords[language]).waitFor();
      await expect.poll(() => page.locator('.chip-state').innerText()).toBe(goneWords[language]);
      expect(await classOf(page, '.chip-state')).toContain('chip-stopped');
      expect(await text(page)).not.toContain(readyWords[language]);
      // Nobody knows whether it still is.
      expect(await page.locator('.state').innerText()).not.toMatch(/tiroir-caisse|درج|drawer/);
      // What can only fail is not offered.
      expect(await page.locator('.state button').count()).toBe(0);
      await page.locator('a[href="#test"]').click();
      const print = page.locator('#main .button-primary').first();
      await expect.poll(() => print.getAttribute('aria-disabled')).toBe('true');
      expect(await text(page)).not.toContain(readyWords[language]);
      await page.locator('a[href="#today"]').first().click();
      // Back again, but nothing is known before it is read.
      const read = agent.hold('listJobs');
      await server.start();
      await read.reached;
      await page.locator('.banner').waitFor({ state: 'detached' });
      expect(await page.locator('.chip-state').innerText()).toBe(goneWords[language]);
      read.release();
      await page.locator('.state-ready').getByText(readyWords[language]).waitFor();
    },
  );

  test('a till that was never read: it says why, and tries again by itself', async () => {
    let list: HeldCall | undefined;
    const { page, agent } = await open({
      prepare: (fake) => {
        withoutDoubts(fake);
        list = fake.hold('listJobs', { at: 'arrival' });
        fake.failNext('listJobs', { code: 'STORAGE_UNAVAILABLE', message: 'Le disque est plein.' });
      },
    });
    await page.clock.install();
    await list?.reached;
    // News that come before the first reading do not make a panel of empty lists.
    agent.changeOverview({});
    expect(await page.locator('.state').count()).toBe(0);
    list?.release();
    await page.getByRole('alert').getByText('STORAGE_UNAVAILABLE').waitFor();
    await page.getByText('L’agent ne répond pas').waitFor();
    await page.clock.runFor(1_100);
    await page.locator('.state-ready').waitFor();
    expect(await page.getByText('STORAGE_UNAVAILABLE').count()).toBe(0);
  });

  test('a till that could not be read after the agent came back', async () => {
    const { page, agent, server } = await open({ prepare: (fake) => withoutDoubts(fake) });
    await page.locator('.state-ready').waitFor();
    await page.clock.install();
    await server.stop();
    await page.locator('.banner').waitFor();
    agent.failNext('listJobs', { code: 'STORAGE_UNAVAILABLE', message: 'Le disque est plein.' });
    await server.start();
    await page.clock.runFor(1_100);
    await page.locator('.state').getByText('STORAGE_UNAVAILABLE').waitFor();
    expect(await text(page)).not.toContain('Prêt à imprimer');
    await page.clock.runFor(1_100);
    await page.locator('.state-ready').waitFor();
  });

  test('a paper that runs low is green, with a word', async () => {
    const { page } = await open({
      prepare: (agent) => {
        withoutDoubts(agent);
        Object.assign(agent.state.overview.printer, {
          reasons: ['media-low'],
          code: 'PAPER_LOW',
          message: 'Bientôt plus de papier : préparez un rouleau neuf.',
        });
      },
    });
    await page.locator('.state-ready').getByText('Bientôt plus de papier').waitFor();
  });

  test('an opening of the drawer seen: all that is known is that the pulse was sent', async () => {
    const { page, agent } = await open({ panel: 'test' });
    await page.getByRole('button', { name: 'Ouvrir le tiroir' }).click();
    await page.locator('.outcome').first().getByText('En attente').waitFor();
    const [job] = agent.state.jobs;
    if (job === undefined) throw new Error('The opening is the newest job');
    agent.putJob({ ...job, state: 'printed' });
    await page.locator('.outcome').first().getByText('Impulsion envoyée').waitFor();
  });
});
