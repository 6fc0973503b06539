import { type Browser, chromium } from 'playwright-core';
import { isProgram } from '../../scripts/required-tools.ts';
import { ScriptFailure } from '../../scripts/script-failure.ts';

/** The first is Chromium without a screen: a page opens in half the time. */
const usualPaths = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser that tests the window; CHROMIUM_PATH names another. Null where there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  return (named === undefined ? usualPaths : [named]).find(isProgram) ?? null;
}

/** Shorter than a test may take: what was waited for in vain is named, and not only the test. */
const longestWaitMs = 15_000;

export const whyNoChromium =
  findChromium() === null
    ? `There is no Chromium at ${process.env.CHROMIUM_PATH ?? usualPaths.join(', ')}: install it (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH`
    : null;

/**
 * A browser of its own for a test file; each context has a fresh profile.
 *
 * @throws ScriptFailure where there is none, or it does not start
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new ScriptFailure(`${whyNoChromium}.`);
  const launching = chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const browser = await launching.catch((error: Error) => {
    // Playwright's message goes on with the browser's whole log.
    throw new ScriptFailure(`The browser ${executablePath} does not start: ${error.message.split('\n')[0]}`);
  });
  browser.on('context', (context) => context.setDefaultTimeout(longestWaitMs));
  return browser;
}
