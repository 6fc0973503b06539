import { describe, expect, test } from 'vitest';
import { languages } from '../../src/shared/bridge.ts';
import type { FakeAgent } from '../fake-bridge/fake-agent.ts';
import { queueCounts } from '../fake-bridge/fake-state.ts';
import { whyNoChromium } from './chromium.ts';
import { useBrowser } from './open-window.ts';

const withPrinter = (agent: FakeAgent, code: string, waiting: number) => {
  const { overview } = agent.state;
  agent.state.jobs = agent.state.jobs.filter(({ state }) => state !== 'uncertain');
  overview.queue = { ...queueCounts(), waiting };
  const condition = code === 'NOT_A_PRINTER' ? 'blocked' : 'offline';
  Object.assign(overview.printer, { condition, code, reasons: [], message: '' });
};

describe.skipIf(whyNoChromium !== null)('the window asks what only a person knows of the printer', () => {
  const open = useBrowser();

  test.each(languages)('once three jobs wait for a confirmation (%s)', async (language) => {
    const { page, agent } = await open({
      language,
      prepare: (fake) => withPrinter(fake, 'PRINTER_NOT_CONFIRMING', 3),
    });
    const card = page.locator('.printer-question');
    await card.waitFor();
    await card.getByRole('button').click();
    await card.waitFor({ state: 'detached' });
    expect(agent.calls.filter(({ name }) => name === 'judgePrinter').map(({ argument }) => argument)).toEqual([
      'replaced',
    ]);
  });

  test('of what does not speak as a printer at once', async () => {
    const { page, agent } = await open({ prepare: (fake) => withPrinter(fake, 'NOT_A_PRINTER', 0) });
    await page.getByRole('button', { name: 'C’est bien mon imprimante' }).click();
    await page.locator('.printer-question').waitFor({ state: 'detached' });
    expect(agent.calls.filter(({ name }) => name === 'judgePrinter').map(({ argument }) => argument)).toEqual([
      'is-printer',
    ]);
  });

  test('and not while fewer wait, nor of one that is only off', async () => {
    for (const [code, waiting] of [
      ['PRINTER_NOT_CONFIRMING', 2],
      ['PRINTER_OFFLINE', 9],
    ] as const) {
      const { page } = await open({ prepare: (fake) => withPrinter(fake, code, waiting) });
      await page.locator('.state-attention').waitFor();
      expect(await page.locator('.printer-question').count()).toBe(0);
    }
  });
});
