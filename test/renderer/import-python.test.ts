import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { whyNoChromium } from './chromium.ts';
import { useBrowser, type WindowWish } from './open-window.ts';

const welcome: WindowWish = {
  prepare: (agent) => {
    agent.state.overview.welcomeDone = false;
  },
};

describe.skipIf(whyNoChromium !== null)('the technician who replaces the Python agent', () => {
  const open = useBrowser();

  /** Drags a file of this text over the field and lets it fall, as a file manager does. */
  const dropFile = async (page: Page, text: string) => {
    const dragged = await page.evaluateHandle((content) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], '.env'));
      return transfer;
    }, text);
    const place = page.locator('.drop');
    await place.dispatchEvent('dragover', { dataTransfer: dragged });
    await expect.poll(() => place.getAttribute('class')).toContain('drop-over');
    await place.dispatchEvent('drop', { dataTransfer: dragged });
    await expect.poll(() => place.getAttribute('class')).not.toContain('drop-over');
  };

  test('takes over the Python agent’s .env by choosing it', async () => {
    const { page } = await open({ panel: 'connection' });
    await page.getByLabel('Choisir le fichier .env…').setInputFiles({
      name: '.env',
      mimeType: 'text/plain',
      buffer: Buffer.from('PRINTER_AGENT_PORT=8080\nPRINTER_AGENT_TOKEN=abc\nDB_PASSWORD=x\n'),
    });
    const result = page.locator('.import-result');
    await expect.poll(() => result.innerText()).toContain('2 réglages repris');
    await expect.poll(() => result.innerText()).toContain('DB_PASSWORD');
    await expect.poll(() => result.innerText()).toContain('Le jeton de l’ancien agent est repris');
  });

  test.each([
    ['UTF-16', Buffer.from('\uFEFFPRINTER_AGENT_PORT=8080\r\n', 'utf16le')],
    ['UTF-8 with a byte-order mark', Buffer.from('\uFEFFPRINTER_AGENT_PORT=8080\r\n')],
  ])('reads one that an editor of Windows has left in %s', async (_, buffer) => {
    const { page, agent } = await open({ panel: 'connection' });
    const choose = page.getByLabel('Choisir le fichier .env…');
    await choose.setInputFiles({ name: '.env', mimeType: 'text/plain', buffer });
    await expect.poll(() => page.locator('.import-result').innerText()).toContain('1 réglage repris');
    const asked = agent.calls.find(({ name }) => name === 'importPythonSettings')?.argument;
    expect(asked).toEqual({ text: 'PRINTER_AGENT_PORT=8080\r\n' });
  });

  test.each([
    { where: 'connection', wish: { panel: 'connection' } },
    { where: 'the welcome', wish: welcome },
  ])('takes over the Python agent’s .env dropped on $where', async ({ wish }) => {
    const { page, agent } = await open(wish);
    await page.locator('h2').first().waitFor();
    const more = page.getByText('Vous remplacez l’ancien agent');
    if (await more.isVisible()) await more.click();
    await page.locator('.drop').waitFor();
    const text = 'PRINTER_AGENT_PORT=8080\r\nPRINTER_AGENT_TOKEN=abc\r\n';
    await dropFile(page, text);
    await expect.poll(() => page.locator('.import-result').innerText()).toContain('2 réglages repris');
    expect(agent.calls.find(({ name }) => name === 'importPythonSettings')?.argument).toEqual({ text });
  });

  test('lets a file fall beside the field, and nothing happens', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.locator('.drop').waitFor();
    // What the browser does with a file that nobody takes is its default; a played event only shows that it is refused.
    const taken = await page.evaluate(() =>
      ['dragover', 'drop'].map((type) => {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
        document.querySelector('h1')?.dispatchEvent(event);
        return event.defaultPrevented;
      }),
    );
    expect(taken).toEqual([true, true]);
    expect(agent.calls.map(({ name }) => name)).not.toContain('importPythonSettings');
  });

  test('is told when the dropped file is too large, and the page stays', async () => {
    const { page, agent } = await open({ panel: 'connection' });
    await page.locator('.drop').waitFor();
    await dropFile(page, 'x'.repeat(70_000));
    await page.getByText('Ce fichier est trop grand pour être un .env').waitFor();
    expect(agent.calls.map(({ name }) => name)).not.toContain('importPythonSettings');
    expect(page.url()).toContain('#connection');
  });
});
