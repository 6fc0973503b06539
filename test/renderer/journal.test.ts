import { describe, expect, test } from 'vitest';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';

describe.skipIf(whyNoChromium !== null)('the journal', () => {
  const open = useBrowser();

  test('is searched by order, kind, state and amount; the search is cleared at once', async () => {
    const { page, agent } = await open({ panel: 'journal' });
    const list = page.locator('.windowed');
    await list.locator('.job-row').first().waitFor();
    await page.getByLabel('N° de commande ou client').fill('4054');
    await expect.poll(() => list.locator('.job-row').count()).toBe(1);
    await page.getByRole('button', { name: 'Effacer la recherche' }).click();
    await expect.poll(() => list.locator('.job-row').count()).toBeGreaterThan(5);
    await page.getByLabel('Quoi').selectOption('drawer');
    await page.getByLabel('État').selectOption('expired');
    await expect.poll(() => list.locator('.job-row').count()).toBe(1);
    await expect.poll(() => list.innerText()).toContain('Ouverture du tiroir');
    await page.getByLabel('Montant minimum').fill('1 250,50');
    await expect
      .poll(() => agent.calls.findLast(({ name }) => name === 'listJobs')?.argument)
      .toMatchObject({ kinds: ['drawer'], states: ['expired'], amountFrom: '1250.50' });
  });

  test('50,000 rows: few are in the page, the keyboard reaches the next pages, no frame hangs', async () => {
    const { page, agent } = await open({ panel: 'journal', agent: { jobCount: 50_000 } });
    const list = page.locator('.windowed');
    await list.locator('.job-row').first().waitFor();
    // Every page of 200, by scrolling to the end of what is there again and again.
    const longestFrameMs = await page.evaluate(async () => {
      const windowed = document.querySelector('.windowed');
      if (windowed === null) throw new Error('no list');
      let longest = 0;
      let last = performance.now();
      const rowsWanted = 50_000 * 68;
      while (windowed.scrollHeight < rowsWanted) {
        windowed.scrollTop = windowed.scrollHeight;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        longest = Math.max(longest, now - last);
        last = now;
      }
      return longest;
    });
    console.log(`longest frame while 50,000 rows were read and scrolled: ${longestFrameMs.toFixed(0)} ms`);
    expect(await list.locator('.job-row').count()).toBeLessThan(60);
    expect(agent.calls.filter(({ name }) => name === 'listJobs').length).toBeGreaterThanOrEqual(250);
    await list.locator('.job-row').last().focus();
    await page.keyboard.press('End');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('4001');
    await page.keyboard.press('Home');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('54000');
    // Fifty thousand rows over a debugger take a loaded machine longer than other tests.
  }, 90_000);
});
