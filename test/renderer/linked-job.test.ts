import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';
import { readComplaints } from './read-complaints.ts';

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

/** As Electron does with the window that is there when a notification is clicked: only the fragment changes. */
const follow = (page: Page, id: string) =>
  page.evaluate(
    (fragment) => {
      location.hash = fragment;
    },
    `job=${encodeURIComponent(id)}`,
  );

describe.skipIf(whyNoChromium !== null)('a click on a notification', () => {
  const open = useBrowser();

  test('opens that job over the panel that is there; Escape leads back to it, with the focus on its title', async () => {
    let order = '';
    let id = '';
    const { page } = await open({
      panel: 'about',
      prepare: ({ state }) => {
        const job = state.jobs.find(({ state: name }) => name === 'uncertain');
        id = job?.id ?? '';
        order = String(job?.order_id);
      },
    });
    page.setDefaultTimeout(8000);
    // The panel that it is to open over; before it the window only says its name.
    await page.getByRole('heading', { name: 'À propos' }).waitFor();
    await follow(page, id);
    const dialog = page.getByRole('dialog', { name: new RegExp(order) });
    await dialog.getByRole('button', { name: 'C’est imprimé' }).waitFor();
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#about');
    expect(await page.locator('dialog').count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('À propos');
    // The same notification a second time.
    await follow(page, id);
    await dialog.waitFor();
    expect(await readComplaints(page)).toEqual([]);
  });

  test('loaded with the job in its address, shows it; what is done there is done', async () => {
    const { page, agent, server } = await open();
    const job = agent.state.jobs.find(({ state }) => state === 'uncertain');
    await page.goto('about:blank');
    await page.goto(`${server.url}#job=${job?.id}`);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'C’est imprimé' }).click();
    await expect.poll(() => agent.calls.findLast(({ name }) => name === 'confirmJob')?.argument).toBe(job?.id);
    await dialog.getByRole('button', { name: 'Fermer' }).click();
    await expect.poll(() => focused(page)).toBe('Aujourd’hui');
  });

  test('in the very moment in which the panel comes is not lost', async () => {
    const { page, agent, server } = await open();
    const job = agent.state.jobs.find(({ state }) => state === 'uncertain');
    await page.addInitScript((fragment) => {
      const observer = new MutationObserver(() => {
        if (document.querySelector('h1')?.textContent !== 'À propos') return;
        observer.disconnect();
        location.hash = fragment;
      });
      observer.observe(document, { childList: true, subtree: true });
    }, `job=${job?.id}`);
    await page.goto('about:blank');
    await page.goto(`${server.url}#about`);
    await page.getByRole('dialog', { name: new RegExp(String(job?.order_id)) }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate(() => location.hash)).toBe('#about');
  });

  test('gives the focus back to what had it in a window that was in use', async () => {
    const { page, agent } = await open();
    const row = page.locator('.job-row').first();
    await row.waitFor();
    const button = page.getByRole('link', { name: 'Tout le journal' });
    await button.focus();
    await follow(page, agent.state.jobs[3]?.id ?? '');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    expect(await focused(page)).toBe(await button.textContent());
  });

  test.each(['no-such-job', '%', 'x'.repeat(300)])(
    'of a job that is gone (%s) leads to the journal, and says so',
    async (id) => {
      const { page } = await open();
      await page.locator('.job-row').first().waitFor();
      await follow(page, id);
      await page.getByRole('heading', { name: 'Journal' }).waitFor();
      await page.getByRole('alert').getByText('JOB_NOT_FOUND').waitFor();
      await page.locator('.windowed .job-row').first().waitFor();
      expect(await page.locator('dialog').count()).toBe(0);
      await page.getByRole('link', { name: 'Test', exact: true }).click();
      await page.getByRole('link', { name: 'Journal', exact: true }).click();
      await page.locator('.windowed .job-row').first().waitFor();
      expect(await page.getByText('JOB_NOT_FOUND').count()).toBe(0);
    },
  );
});
