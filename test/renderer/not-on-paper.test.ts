import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { languages } from '../../src/shared/bridge.ts';
import { fakePrinterStates, queueCounts } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser, withDrawnTickets, withLatePapers } from './open-window.ts';

const callsOf = (agent: { calls: readonly { name: string }[] }, name: string) =>
  agent.calls.filter((call) => call.name === name).length;
const toast = (page: Page) => page.locator('.toast').innerText();

describe.skipIf(whyNoChromium !== null)('papers that did not come out in time', () => {
  const open = useBrowser();

  test('are told in the biggest words, with who, how much and when', async () => {
    const { page, agent } = await open({ prepare: (fake) => withLatePapers(fake, 3) });
    await expect.poll(() => page.locator('.state').innerText()).toContain('3 tickets ne sont pas sortis');
    expect(await page.locator('.state').getAttribute('class')).toContain('state-attention');
    expect(await page.locator('.chip-state').innerText()).toBe('3 tickets ne sont pas sortis');
    const late = agent.state.jobs.filter(({ decision }) => decision === 'open');
    const card = await page.locator('.expired').innerText();
    for (const { order_id: order, customer_name: customer } of late) {
      expect(card).toContain(`Ticket n° ${order}`);
      expect(card).toContain(customer ?? '');
    }
    expect(card).toContain('DA');
    // Drawers are counted where drawers are, and no failure.
    const numbers = await page.locator('.numbers').innerText();
    expect(numbers).toMatch(/Échecs aujourd’hui\s+3/);
    expect(numbers).toMatch(/Ouvertures du tiroir\s+2 sans effet\s+41/);
  });

  test('are all printed by one click, and the card is gone', async () => {
    const { page, agent } = await open({ prepare: (fake) => withLatePapers(fake, 3) });
    await page.getByRole('button', { name: 'Tout imprimer maintenant' }).click();
    await page.locator('.expired').waitFor({ state: 'detached' });
    expect(callsOf(agent, 'retryExpired')).toBe(1);
    expect(await toast(page)).toContain('3 impressions demandées');
    await expect.poll(() => page.locator('.state').innerText()).toContain('Prêt à imprimer');
  });

  test('are printed or left one by one; the last one needs no button for all', async () => {
    const { page, agent } = await open({ prepare: (fake) => withLatePapers(fake, 3) });
    const [first, second] = agent.state.jobs.filter(({ decision }) => decision === 'open');
    await page.getByRole('button', { name: `Imprimer maintenant : Ticket n° ${first?.order_id}` }).click();
    await expect.poll(() => page.locator('.expired li').count()).toBe(2);
    await page.getByRole('button', { name: `Laisser : Ticket n° ${second?.order_id}` }).click();
    await expect.poll(() => page.locator('.expired li').count()).toBe(1);
    await expect.poll(() => toast(page)).toContain('Il reste dans le journal');
    expect([callsOf(agent, 'retryJob'), callsOf(agent, 'leaveJob')]).toEqual([1, 1]);
    await expect.poll(() => page.getByRole('button', { name: 'Tout imprimer maintenant' }).count()).toBe(0);
    await expect.poll(() => page.locator('.state').innerText()).toContain('Un ticket n’est pas sorti');
    // What was left is still in the list, and can be printed from there.
    await page.locator(`[data-job="${second?.id}"]`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Imprimer maintenant' }).waitFor();
  });

  test('are left all at once only by who has read what that means', async () => {
    const { page, agent } = await open({ prepare: (fake) => withLatePapers(fake, 3) });
    await page.getByRole('button', { name: 'Tout laisser' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.innerText()).toContain('Ils restent dans le journal');
    await dialog.getByRole('button', { name: 'Annuler' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(callsOf(agent, 'leaveExpired')).toBe(0);
    await page.getByRole('button', { name: 'Tout laisser' }).click();
    await dialog.getByRole('button', { name: 'Tout laisser' }).click();
    await page.locator('.expired').waitFor({ state: 'detached' });
    expect(callsOf(agent, 'leaveExpired')).toBe(1);
  });

  test('appear as it happens, and say why one could not be put back', async () => {
    const { page, agent } = await open({
      prepare: ({ state }) => {
        state.jobs = state.jobs.filter((job) => job.state !== 'uncertain');
        state.overview.queue = queueCounts();
      },
    });
    await expect.poll(() => page.locator('.state').innerText()).toContain('Prêt à imprimer');
    const [job] = agent.state.jobs.filter(({ kind }) => kind === 'ticket');
    if (job === undefined) throw new Error('The fake journal has tickets');
    agent.putJob({ ...job, state: 'expired', decision: 'open' });
    agent.changeOverview({ queue: queueCounts({ expired: 1 }) });
    await page.locator('.expired li').waitFor();
    agent.failNext('retryJob', { code: 'QUEUE_FULL', message: "Trop d'impressions attendent déjà." });
    await page
      .locator('.expired')
      .getByRole('button', { name: /^Imprimer maintenant/ })
      .click();
    await expect.poll(() => page.locator('.expired [role=alert]').innerText()).toContain('QUEUE_FULL');
    // A drawer is no paper: nothing is asked about it.
    agent.putJob({ ...job, id: 'drawer', kind: 'drawer', order_id: null, state: 'expired', decision: null });
    await expect.poll(() => page.locator('.jobs li').first().innerText()).toContain('Pas ouvert');
    expect(await page.locator('.expired li').count()).toBe(1);
  });

  test('more than the window lists are counted, and printed by the same one click', async () => {
    const { page, agent } = await open({ agent: { jobCount: 90 }, prepare: (fake) => withLatePapers(fake, 60) });
    await expect.poll(() => page.locator('.expired li').count()).toBe(50);
    await expect.poll(() => page.locator('.expired').innerText()).toContain('Et 10 autres, plus anciens.');
    // Older ones move up as the newer are decided.
    await page
      .locator('.expired')
      .getByRole('button', { name: /^Laisser/ })
      .first()
      .click();
    await expect.poll(() => page.locator('.expired').innerText()).toContain('Et 9 autres, plus anciens.');
    expect(await page.locator('.expired li').count()).toBe(50);
    await page.getByRole('button', { name: 'Tout imprimer maintenant' }).click();
    await page.locator('.expired').waitFor({ state: 'detached' });
    expect(callsOf(agent, 'retryExpired')).toBe(2);
    await expect.poll(() => toast(page)).toContain('59 impressions demandées');
  });
});

describe.skipIf(whyNoChromium !== null)('while papers wait', () => {
  const open = useBrowser();
  const until = new Date('2026-11-22T13:32:00Z');
  const words = {
    fr: '3 tickets attendent ; à partir de 14:32 ils ne sortiront plus tout seuls.',
    en: '3 tickets are waiting; from 14:32 on they will not come out by themselves.',
    ar: '3 تذاكر تنتظر؛ ابتداءً من 14:32 لن تخرج من تلقاء نفسها.',
  };
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '').replace(/\s/g, ' ');

  test.each(languages)('the window says until when they come out by themselves (%s)', async (language) => {
    const { page, agent } = await open({
      language,
      prepare: ({ state }) => {
        state.jobs = [];
        state.overview.queue = queueCounts({ waiting: 3, papersWaitUntil: until.toISOString() });
        Object.assign(state.overview.printer, fakePrinterStates.offline);
      },
    });
    const waiting = page.locator('.state-waiting').first();
    await waiting.waitFor();
    // The date is said where it is not today.
    expect(plain(await waiting.innerText())).toMatch(/14:32|13:32/);
    await page.clock.setFixedTime(until.getTime() - 11 * 60_000);
    agent.changeOverview({ queue: queueCounts({ waiting: 3, papersWaitUntil: until.toISOString() }) });
    await expect.poll(async () => plain(await waiting.innerText())).toBe(words[language]);
    // The printer is back: nobody has to hurry any more.
    agent.changeOverview({ printer: { ...agent.state.overview.printer, ...fakePrinterStates.ready, reasons: [] } });
    await expect.poll(async () => plain(await waiting.innerText())).not.toContain('14:32');
  });

  test('so it does in a pause', async () => {
    const { page } = await open({
      prepare: ({ state }) => {
        const papersWaitUntil = new Date(state.now() + 60_000).toISOString();
        Object.assign(state.overview, { paused: true, queue: queueCounts({ waiting: 1, papersWaitUntil }) });
      },
    });
    await expect.poll(() => page.locator('.state').innerText()).toContain('il ne sortira plus tout seul');
  });
});

describe.skipIf(whyNoChromium !== null)('tickets that were drawn before a printer was chosen', () => {
  const open = useBrowser();

  test('are offered, looked at, and printed all at once as originals', async () => {
    const { page, agent } = await open({ prepare: (fake) => withDrawnTickets(fake, 4) });
    const card = page.locator('.drawn');
    await expect.poll(() => card.innerText()).toContain('4 tickets ont été dessinés sans imprimante');
    expect(await card.innerText()).toContain('sans mention DUPLICATA');
    // An offer is no alarm.
    expect(await page.locator('.state').getAttribute('class')).toContain('state-ready');
    expect(callsOf(agent, 'listDrawn')).toBe(0);
    await card.getByText('Voir lesquels').click();
    await expect.poll(() => card.locator('.job-row').count()).toBe(4);
    expect(await card.locator('.badge').first().innerText()).toBe('Dessiné, sans papier');
    await card.locator('.job-row').first().click();
    await page.getByRole('dialog').locator('img').waitFor();
    await page.keyboard.press('Escape');
    await card.getByRole('button', { name: 'Tout imprimer' }).click();
    await card.waitFor({ state: 'detached' });
    expect(callsOf(agent, 'printDrawn')).toBe(1);
    expect(await toast(page)).toContain('4 impressions demandées');
  });

  test('are not offered any more once somebody has said so', async () => {
    const { page, agent } = await open({ prepare: (fake) => withDrawnTickets(fake, 1) });
    await page.getByText('1 ticket a été dessiné sans imprimante').waitFor();
    await page.getByRole('button', { name: 'Ne plus proposer' }).click();
    await page.locator('.drawn').waitFor({ state: 'detached' });
    expect(callsOf(agent, 'leaveDrawn')).toBe(1);
  });

  test.each([
    ['an original', null, 'sans mention DUPLICATA'],
    ['a copy, once it was printed as an original', 'reprinted', 'portera la mention DUPLICATA'],
  ] as const)('one of them is reprinted as %s, and the dialog says so', async (_name, decision, words) => {
    const { page, agent } = await open({
      prepare: (fake) => {
        withDrawnTickets(fake, 1);
        for (const job of fake.state.jobs.filter(({ state }) => state === 'drawn')) Object.assign(job, { decision });
      },
    });
    const job = agent.state.jobs.find(({ state }) => state === 'drawn');
    await page.locator(`[data-job="${job?.id}"]`).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Réimprimer…' }).click();
    await expect.poll(() => page.getByRole('dialog').last().innerText()).toContain(words);
  });
});
