import './tell-failures.ts';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Language, languages } from '../src/shared/bridge.ts';
import { createFakeAgent } from '../test/fake-bridge/fake-agent.ts';
import { createFakePaper } from '../test/fake-bridge/fake-paper.ts';
import { serveFakeAgent } from '../test/fake-bridge/serve-fake-agent.ts';
import { launchChromium } from '../test/renderer/chromium.ts';
import { locales, screens, uiDir, usualSize } from '../test/renderer/open-window.ts';
import { replaceFolder } from './replace-folder.ts';
import { readName } from './script-failure.ts';

/**
 * The pictures of README and guides: every screen, or those that are named (`npm run screenshots -- today refused`), in
 * three languages and both themes, on a till at the same moment.
 */
const known = screens.map(({ name }) => name);
const names = process.argv.slice(2).map((text) => readName('screen', text, known));
const wanted = screens.filter(({ name }) => names.length === 0 || names.includes(name));
const now = Date.parse('2026-11-22T14:30:00+01:00');
const imagesDir = join(import.meta.dirname, '..', 'docs', 'images', 'window');
const themes = ['light', 'dark'] as const;

process.env.TZ = 'Africa/Algiers';
const paper = createFakePaper();
if (names.length === 0) await replaceFolder(imagesDir, takePictures);
else await takePictures(imagesDir);

/** Playwright makes the folder with the first of them. */
async function takePictures(directory: string): Promise<void> {
  for (const language of languages) {
    const browser = await launchChromium();
    for (const theme of themes) {
      for (const screen of wanted) await takePicture(browser, directory, language, theme, screen);
    }
    await browser.close();
  }
}

async function takePicture(
  browser: Browser,
  directory: string,
  language: Language,
  theme: (typeof themes)[number],
  { name, panel = name, ready, prepare, arrange }: (typeof screens)[number],
): Promise<void> {
  const agent = createFakeAgent({ now: () => now, paper });
  const server = await serveFakeAgent(agent, uiDir);
  prepare?.(agent, server);
  const page: Page = await browser.newPage({
    locale: locales[language],
    colorScheme: theme,
    viewport: usualSize,
    timezoneId: 'Africa/Algiers',
  });
  await page.clock.setFixedTime(now);
  await page.goto(`${server.url}#${panel}`);
  await page.locator(ready).first().waitFor();
  await arrange?.(page, server);
  const path = join(directory, `${name}-${language}-${theme}.png`);
  await page.screenshot({ path });
  await page.close();
  await server.stop();
  console.log(path);
}
