import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { whyNoChromium } from './chromium.ts';
import { screens, useBrowser } from './open-window.ts';

/** Walks with the tab key once around the page; gives what had the focus, and whether one could see it. */
async function walk(page: Page): Promise<{ reached: number; unseen: string[] }> {
  const unseen: string[] = [];
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('[data-walked]')) element.removeAttribute('data-walked');
  });
  for (let steps = 0; steps < 200; steps++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return { state: 'outside' as const, name: '' };
      // A date has several places inside: the focus stays on it for some steps.
      if (element.hasAttribute('data-here')) return { state: 'inside' as const, name: '' };
      document.querySelector('[data-here]')?.removeAttribute('data-here');
      if (element.hasAttribute('data-walked')) return { state: 'again' as const, name: '' };
      element.setAttribute('data-walked', '');
      element.setAttribute('data-here', '');
      const shown = element.matches('.file-input') ? (element.previousElementSibling ?? element) : element;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      const isMarked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
      const box = shown.getBoundingClientRect();
      const isInSight = box.bottom > 0 && box.top < innerHeight && box.width > 0;
      return {
        state: isMarked && isInSight ? ('seen' as const) : ('unseen' as const),
        name: element.outerHTML.slice(0, 120),
      };
    });
    if (found.state === 'again') break;
    if (found.state === 'unseen') unseen.push(found.name);
  }
  return { reached: await page.locator('[data-walked]').count(), unseen };
}

describe.skipIf(whyNoChromium !== null)('the keyboard alone', () => {
  const open = useBrowser();

  /** What a key could not reach; while a dialog is open, only what is in it. */
  const findMissed = (page: Page) =>
    page.evaluate(() =>
      [
        ...(document.querySelector('dialog[open]') ?? document).querySelectorAll(
          'a[href], button, input, select, textarea, summary',
        ),
      ]
        .filter((element) => element.checkVisibility() && !element.hasAttribute('data-walked'))
        // Rows of the long list are reached with the arrows.
        .filter((element) => !element.matches(':disabled, [tabindex="-1"]'))
        .map((element) => element.outerHTML.slice(0, 120)),
    );

  test.each(screens.filter(({ arrange }) => arrange === undefined))(
    'reaches everything on $name, visibly',
    async ({ name, panel = name, ready, prepare }) => {
      const { page } = await open({ panel, ...(prepare === undefined ? {} : { prepare }) });
      await page.locator(ready).first().waitFor();
      const { reached, unseen } = await walk(page);
      expect(unseen).toEqual([]);
      expect(await findMissed(page)).toEqual([]);
      expect(reached).toBeGreaterThan(2);
    },
  );

  const focused = (page: Page) => page.evaluate(() => document.activeElement?.outerHTML ?? '');

  test.each([
    { name: 'job', panel: 'today', opener: '[data-job]' },
    { name: 'reprint', panel: 'today', opener: '.uncertain .button-plain' },
    { name: 'rotate', panel: 'connection', opener: 'button:has-text("Changer de jeton…")' },
  ])('opens the dialog $name, walks in it and in nothing behind it, and comes back', async ({ panel, opener }) => {
    const { page } = await open({ panel });
    const button = page.locator(opener).first();
    await button.focus();
    const before = await focused(page);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.locator('.actions').first().waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    const { reached, unseen } = await walk(page);
    expect(unseen).toEqual([]);
    expect(await findMissed(page)).toEqual([]);
    expect(reached).toBeGreaterThan(1);
    expect(await page.locator('[data-walked]:not(dialog *)').count()).toBe(0);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('[data-here]')) element.removeAttribute('data-here');
    });
    expect(await focused(page)).toBe(before);
  });

  test('prints again and replaces the token without a mouse', async () => {
    const { page, agent } = await open();
    await page.locator('.uncertain .button-plain').first().press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Réimprimer', exact: true }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(agent.calls.map(({ name }) => name)).toContain('reprintJob');
    await page.getByRole('link', { name: 'Connexion', exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Changer de jeton…' }).press('Enter');
    await page.getByLabel('L’ancien jeton reste accepté').press('ArrowDown');
    await dialog.getByRole('button', { name: 'Changer de jeton', exact: true }).press('Space');
    await dialog.waitFor({ state: 'detached' });
    expect(agent.calls.findLast(({ name }) => name === 'rotateToken')?.argument).toEqual({ graceHours: 72 });
  });

  test('goes from panel to panel, and the focus goes to the new panel’s title', async () => {
    const { page } = await open();
    await page.locator('.job-row').first().waitFor();
    for (const title of ['Journal', 'Test', 'Imprimante', 'Connexion', 'Magasin', 'À propos']) {
      await page.getByRole('link', { name: title, exact: true }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(title);
    }
  });

  test('skips the menu, opens it when the window is small, and closes it by choosing', async () => {
    const { page } = await open({ size: { width: 480, height: 340 } });
    await page.locator('.job-row').first().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    const menu = page.getByRole('button', { name: 'Menu' });
    await menu.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('link', { name: 'Journal', exact: true }).press('Enter');
    await expect.poll(() => menu.getAttribute('aria-expanded')).toBe('false');
    await page.getByRole('heading', { name: 'Journal' }).waitFor();
  });
});
