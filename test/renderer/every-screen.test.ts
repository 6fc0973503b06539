import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { languages } from '../../src/shared/bridge.ts';
import { whyNoChromium } from './chromium.ts';
import { findLayoutFaults } from './measure-layout.ts';
import { screens, useBrowser, usualSize } from './open-window.ts';
import { readComplaints } from './read-complaints.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Evaluated through the debugger: the page's own policy would refuse an added script, as it should. */
async function findAxeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate<AxeResults>(
    `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'] } satisfies RunOptions)})`,
  );
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
  );
}

function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a, select, summary, input:not([type=checkbox], .file-input)')]
      .filter((element) => element.checkVisibility() && !element.matches('.skip'))
      .filter((element) => element.getBoundingClientRect().height < 40)
      .map((element) => `${element.className} ${element.textContent}`),
  );
}

/** The usual window, then at 125, 150 and 200 % zoom: fewer CSS pixels for the same words. */
const sizes = [usualSize, { width: 768, height: 544 }, { width: 640, height: 453 }, { width: 480, height: 340 }];

describe.skipIf(whyNoChromium !== null)('every screen', () => {
  const open = useBrowser();

  test('the measures themselves see a text that is cut, a button without a name, a page that is too wide', async () => {
    const { page } = await open();
    await page.locator('.job-row').first().waitFor();
    await page.evaluate(() => {
      const button = document.createElement('button');
      button.className = 'no-name';
      const wide = document.createElement('p');
      wide.textContent = 'wide';
      wide.style.inlineSize = '2000px';
      const cut = document.createElement('p');
      cut.textContent = 'a sentence that is longer than its place';
      cut.style.cssText = 'inline-size: 50px; overflow: hidden; white-space: nowrap';
      document.querySelector('main')?.append(button, wide, cut);
    });
    const faults = (await findLayoutFaults(page)).join('\n');
    expect(faults).toContain('beyond the side: p. « wide »');
    expect(faults).toContain('cut: p. « a sentence');
    expect((await findAxeViolations(page)).join('\n')).toContain('button-name');
    expect((await findSmallTargets(page)).join('\n')).toContain('no-name');
    await page.evaluate(() => {
      for (const text of document.querySelectorAll('p')) text.style.cssText = 'color: #777; background: #888';
    });
    expect((await findAxeViolations(page)).join('\n')).toContain('color-contrast');
  });

  for (const { name, panel = name, ready, prepare, arrange } of screens) {
    const wish = { panel, ...(prepare === undefined ? {} : { prepare }) };
    test.each(languages)(
      `${name} in %s: nothing is cut up to twice the size, and axe finds nothing in the light and in the dark`,
      async (language) => {
        const { page, server } = await open({ ...wish, language });
        await page.locator(ready).first().waitFor();
        for (const size of sizes) {
          await page.setViewportSize(size);
          expect(await findLayoutFaults(page), `${size.width} px`).toEqual([]);
        }
        await page.setViewportSize(usualSize);
        await arrange?.(page, server);
        expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
          language,
          language === 'ar' ? 'rtl' : 'ltr',
        ]);
        expect(await findSmallTargets(page), 'whatever is pressed is at least 40 px high').toEqual([]);
        expect(await findAxeViolations(page)).toEqual([]);
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await findAxeViolations(page)).toEqual([]);
        expect(await readComplaints(page)).toEqual([]);
      },
    );
  }
});
