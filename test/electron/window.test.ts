import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { BridgeResult, Connection } from '../../src/shared/bridge.ts';
import { call } from '../end-to-end/agent-api.ts';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { readComplaints } from '../renderer/read-complaints.ts';
import { whyNoElectron } from './find-electron.ts';
import { startApplication } from './start-application.ts';
import { makeUsedDataDir, startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

/** As the page itself calls the agent. */
function ask<T>(page: Page, name: string, argument?: unknown): Promise<BridgeResult<T>> {
  return page.evaluate(
    ([method, value]) => {
      const api = (globalThis as unknown as { smartpos: Record<string, (argument: unknown) => Promise<unknown>> })
        .smartpos;
      return api[method as string]?.(value) as Promise<never>;
    },
    [name, argument] as const,
  );
}

describe.skipIf(whyNoElectron() !== null)('the window', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();

  it('begins with the welcome at the first start', async () => {
    const application = await startApplication({ screen: screen.current });
    await application.url();
    const page = await application.window();
    await page.getByText('Bienvenue', { exact: true }).first().waitFor();
  });

  it('lists a ticket of the ERP by itself', async () => {
    const { application, erp } = await startTill({ screen: screen.current, printer: await newPrinter() });
    const page = await application.window();
    await page
      .getByRole('heading', { name: 'Aujourd’hui' })
      .or(page.locator('ul.jobs'))
      .first()
      .waitFor({ state: 'attached' });
    await erp.printTicket(erpTicket(5042));
    await page.locator('ul.jobs').getByText('5042').waitFor();
    await page.locator('ul.jobs').getByText('5042').click();
    await page.getByRole('dialog').getByRole('img').waitFor();
    expect(await readComplaints(page)).toEqual([]);
  });

  it('after a power cut in mid-ticket asks a person, and prints it again marked DUPLICATA', async () => {
    const printer = await newPrinter();
    const first = await startTill({ screen: screen.current, printer });
    printer.device.setFaults({ acceptLimit: 300 });
    await first.erp.printTicket(erpTicket(5077));
    await until('half a ticket is at the printer', () => printer.bytes().length >= 300);
    first.application.electron.process().kill('SIGKILL');
    await first.application.ended;
    printer.device.powerCycle();
    printer.device.setFaults({ acceptLimit: null });
    const second = await startTill({ screen: screen.current, printer, dataDir: first.application.dataDir });
    const page = await second.application.window();
    await page.getByRole('button', { name: /Réimprimer….*5077/ }).click();
    await page.getByRole('button', { name: 'Réimprimer', exact: true }).click();
    const copy = await until('a copy', () => printer.papers().find(({ text }) => text.includes('DUPLICATA')));
    expect(copy.text).toContain('5077');
    await until('nobody is asked any more', async () => (await page.locator('.uncertain-job').count()) === 0);
  });

  it('a rotated token: the old one still works within the grace time, and not after it', async () => {
    const application = await startApplication({ screen: screen.current, dataDir: makeUsedDataDir() });
    const before = await application.agent();
    const page = await application.window();
    await page.locator('.shell').waitFor();
    expect((await call(before, 'GET', '/status')).status).toBe(200);
    // Some seconds: the window offers whole hours, the agent takes any part of one.
    const rotated = await ask<Connection>(page, 'rotateToken', { graceHours: 6 / 3600 });
    expect(rotated).toMatchObject({ ok: true, value: { oldToken: { validUntil: expect.any(String) } } });
    const statusOfOld = async () => (await call(before, 'GET', '/status')).status;
    expect(await statusOfOld()).toBe(200);
    await until('the old one is refused', async () => (await statusOfOld()) === 401);
    const validUntil = rotated.ok ? Date.parse(rotated.value.oldToken?.validUntil ?? '') : Number.NaN;
    expect(Date.now()).toBeGreaterThanOrEqual(validUntil);
    expect(await ask(page, 'readConnection')).toMatchObject({ ok: true, value: { oldToken: null } });
    const revealed = await ask<{ token: string }>(page, 'revealToken');
    const token = revealed.ok ? revealed.value.token : '';
    expect((await call({ url: before.url, token }, 'GET', '/status')).status).toBe(200);
    expect(application.log()).not.toContain(token);
  });

  it('settings survive a restart', async () => {
    const dataDir = makeUsedDataDir();
    const first = await startApplication({ screen: screen.current, dataDir });
    const page = await first.window();
    await page.locator('.shell').waitFor();
    expect(await ask(page, 'saveSettings', { shop: { name: 'Épicerie Nour' } })).toMatchObject({ ok: true });
    await first.electron.close();
    const second = await startApplication({ screen: screen.current, dataDir });
    const again = await second.window();
    await again.locator('.shell').waitFor();
    expect(await ask(again, 'readSettings')).toMatchObject({ ok: true, value: { shop: { name: 'Épicerie Nour' } } });
  });

  it('comes back when its page has crashed, and the agent has not noticed', async () => {
    const application = await startApplication({ screen: screen.current, dataDir: makeUsedDataDir() });
    const url = await application.url();
    const page = await application.window();
    await page.locator('.shell').waitFor();
    const reopened = application.electron.waitForEvent('window');
    await application.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await (await reopened).locator('.shell').waitFor();
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});
