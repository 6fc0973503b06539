import { describe, expect, test } from 'vitest';
import type { HeldCall } from '../fake-bridge/fake-agent.ts';
import { makeFakeJob } from '../fake-bridge/fake-jobs.ts';
import { fakePrinterStates } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';

describe.skipIf(whyNoChromium !== null)('the cashier', () => {
  const open = useBrowser();

  test('sees a new ticket in the list, and its state as it changes', async () => {
    const { page, agent } = await open();
    const job = makeFakeJob(900, Date.now(), { kind: 'ticket', state: 'printing', customer: 'Vente directe' });
    const first = page.locator('.jobs li').first();
    await page.locator('.job-row').first().waitFor();
    agent.putJob(job);
    await expect.poll(() => first.innerText()).toMatch(/Ticket n° 4900[\s\S]*En cours d’impression/);
    agent.putJob({ ...job, state: 'printed' });
    await expect.poll(() => first.innerText()).toContain('Imprimé');
    await expect.poll(() => page.locator('.jobs li').count()).toBe(15);
  });

  test('is told that paper is out and what to do, then that all is well again', async () => {
    const { page, agent } = await open({
      prepare: ({ state }) => {
        state.jobs = [];
        state.overview.queue.uncertain = 0;
      },
    });
    const state = page.locator('.state');
    await expect.poll(() => state.innerText()).toContain('Prêt à imprimer');
    const { printer, queue } = agent.state.overview;
    agent.changeOverview({
      printer: { ...printer, ...fakePrinterStates.paperOut, reasons: ['media-empty'] },
      queue: { ...queue, waiting: 2, printing: 1 },
    });
    await expect.poll(() => state.innerText()).toContain('Plus de papier\u00a0: mettez un rouleau neuf');
    await expect.poll(() => state.innerText()).toContain('3 impressions attendent, rien n’est perdu.');
    await expect.poll(() => state.getAttribute('class')).toContain('state-attention');
    // The ticket that stopped half-way waits too: sentence and number agree.
    await expect.poll(() => page.locator('.number').first().innerText()).toMatch(/En attente\s+3/);
    await expect.poll(() => page.locator('.chip-state').innerText()).toBe('Imprimante arrêtée');
    agent.changeOverview({ printer, queue });
    await expect.poll(() => state.innerText()).toContain('Prêt à imprimer');
  });

  test('sees the newest state even when it comes while the window still reads the whole', async () => {
    let list: HeldCall | undefined;
    const { page, agent } = await open({
      prepare: (fake) => {
        list = fake.hold('listJobs');
      },
    });
    await list?.reached;
    await expect.poll(() => agent.calls.filter(({ name }) => name === 'listJobs').length).toBe(3);
    // The overview was answered as it was; the printer's paper ends before the window has the rest.
    const { printer } = agent.state.overview;
    agent.changeOverview({ printer: { ...printer, ...fakePrinterStates.paperOut, reasons: ['media-empty'] } });
    list?.release();
    await expect.poll(() => page.locator('.jobs li').count()).toBe(15);
    expect(agent.state.overview.printer.code).toBe('PAPER_OUT');
    await expect.poll(() => page.locator('.state').innerText()).toContain('Plus de papier');
  });

  test('says of an uncertain ticket that it was printed', async () => {
    const { page, agent } = await open();
    const block = page.locator('.uncertain');
    await block.getByRole('button', { name: 'C’est imprimé : Ticket n° 4058' }).click();
    await block.waitFor({ state: 'detached' });
    expect(agent.calls.filter(({ name }) => name === 'confirmJob')).toHaveLength(1);
    await expect.poll(() => page.locator('.toast').innerText()).toContain('noté comme imprimé');
  });

  test('is told what DUPLICATA means before an uncertain ticket is printed again', async () => {
    const { page, agent } = await open();
    await page.getByRole('button', { name: /^Réimprimer….*4058/ }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.innerText()).toContain('DUPLICATA');
    await expect.poll(() => dialog.innerText()).toContain('choisissez plutôt');
    await dialog.getByRole('button', { name: 'Annuler' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(agent.calls.map(({ name }) => name)).not.toContain('reprintJob');
    await page.getByRole('button', { name: /^Réimprimer….*4058/ }).click();
    await dialog.getByRole('button', { name: 'Réimprimer', exact: true }).click();
    await page.locator('.uncertain').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.jobs li').first().innerText()).toContain('Copie');
  });

  test('opens a job: paper, story, and what can be done', async () => {
    const { page, agent } = await open();
    await page.getByRole('button', { name: /Ticket n° 4054/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Ticket n° 4054' });
    await dialog.getByRole('img', { name: 'Le papier : Ticket n° 4054' }).waitFor();
    await expect.poll(() => dialog.innerText()).toContain('ENCODING_FAILED');
    await expect.poll(() => dialog.locator('.timeline li').count()).toBe(3);
    await dialog.getByRole('button', { name: 'Imprimer maintenant' }).click();
    await expect.poll(() => dialog.locator('.badge').innerText()).toBe('En attente');
    expect(agent.state.jobs[6]?.state).toBe('queued');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('4054');
  });

  test('reads why something was refused, with the code for support', async () => {
    const { page, agent } = await open({ language: 'ar' });
    agent.failNext('confirmJob', { code: 'JOB_STATE_CONFLICT', message: "Impossible : l'état est « printed »." });
    await page.locator('.uncertain .button-primary').click();
    const alert = page.locator('.uncertain [role=alert]');
    await expect.poll(() => alert.innerText()).toContain('لم يعد ذلك ممكنًا');
    await expect.poll(() => alert.innerText()).toContain('JOB_STATE_CONFLICT');
  });

  test('pauses and resumes', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Mettre l’impression en pause' }).click();
    await expect.poll(() => page.locator('.state').innerText()).toContain('En pause');
    await page.getByRole('button', { name: 'Reprendre l’impression' }).click();
    await page.getByRole('button', { name: 'Mettre l’impression en pause' }).waitFor();
  });

  test('is told that the agent is gone, and catches up by itself when it is back', async () => {
    const { page, agent, server } = await open();
    await page.locator('.job-row').first().waitFor();
    await server.stop();
    await expect.poll(() => page.locator('.banner').innerText()).toContain('L’agent ne répond plus');
    await expect.poll(() => page.locator('.state').getAttribute('class')).toContain('state-stopped');
    agent.state.jobs.unshift(makeFakeJob(901, Date.now(), { kind: 'ticket', customer: null }));
    await server.start();
    await page.locator('.banner').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('.jobs li').first().innerText()).toContain('4901');
  });

  test('changes the language, and everything follows, direction included', async () => {
    const { page, agent } = await open();
    await page.getByLabel('Langue').selectOption('ar');
    await expect.poll(() => page.locator('.nav').innerText()).toContain('اليوم');
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
    const side = await page.locator('.side').boundingBox();
    expect(side?.x).toBeGreaterThan(500);
    expect(agent.state.settings.language).toBe('ar');
  });

  test('sees what is empty as empty', async () => {
    const { page } = await open({ agent: { jobCount: 0 } });
    await expect.poll(() => page.locator('main').innerText()).toContain('les tickets de l’ERP apparaîtront ici');
    await page.goto(page.url().replace('#today', '#journal'));
    await expect.poll(() => page.locator('main').innerText()).toContain('Rien dans le journal pour cette recherche.');
  });
});
