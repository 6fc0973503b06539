import { describe, expect, it } from 'vitest';
import { call, type listJobs } from '../end-to-end/agent-api.ts';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { clickTrayMenu, openTrayMenu } from './click-tray-menu.ts';
import { whyNoElectron } from './find-electron.ts';
import { startApplication } from './start-application.ts';
import { makeUsedDataDir, startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

const question = 'Quitter SmartPOS Agent';

describe.skipIf(whyNoElectron() !== null)('the tray', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();
  const untilTray = (state: string) =>
    until(`the icon says ${state}`, async () => (await screen.current.trayState()) === state);

  it('says ready, attention without paper, and ready again once the ticket is out', async () => {
    const { printer, erp } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    await untilTray('ready');
    printer.device.setFaults({ paper: 'end' });
    expect((await erp.printTicket(erpTicket(1042))).success).toBe(true);
    await untilTray('attention');
    printer.device.setFaults({ paper: 'ok' });
    expect((await printer.waitForPaper(1)).text).toContain('1042');
    await untilTray('ready');
  });

  it('does not say ready while no printer is chosen, in icon, menu or window', async () => {
    const application = await startApplication({
      screen: screen.current,
      dataDir: makeUsedDataDir(),
      args: ['--hidden'],
    });
    await application.agent();
    await untilTray('attention');
    await clickTrayMenu(screen.current, 'open');
    const page = await application.window();
    await page.locator('.state').getByText('Aucune imprimante choisie').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Prêt à imprimer');
    expect(await screen.current.trayState()).toBe('attention');
  });

  it('prints a test and opens the drawer from its menu', async () => {
    const { printer } = await startTill({ screen: screen.current, printer: await newPrinter(), args: ['--hidden'] });
    await untilTray('ready');
    await clickTrayMenu(screen.current, 'test');
    expect((await printer.waitForPaper(1)).text).toMatch(/test/i);
    await clickTrayMenu(screen.current, 'drawer');
    await printer.waitForPulse(1);
  });

  it('pauses and resumes printing', async () => {
    const till = await startTill({ screen: screen.current, printer: await newPrinter(), args: ['--hidden'] });
    await untilTray('ready');
    await clickTrayMenu(screen.current, 'pause');
    await untilTray('stopped');
    await till.erp.printTicket(erpTicket(4007));
    const agent = await till.application.agent();
    await until('it waits', async () => (await listJobsOf(agent))[0]?.state === 'queued');
    expect(till.printer.papers()).toEqual([]);
    await clickTrayMenu(screen.current, 'resume');
    expect((await till.printer.waitForPaper(1)).text).toContain('4007');
    await untilTray('ready');
  });

  it('opens the window', async () => {
    await startTill({ screen: screen.current, printer: await newPrinter(), args: ['--hidden'] });
    await untilTray('ready');
    await clickTrayMenu(screen.current, 'open');
    await until('the window', () => screen.current.showsWindow());
  });

  it('an open menu stays open while tickets come out', async () => {
    const { printer, erp } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    await untilTray('ready');
    const menu = await openTrayMenu(screen.current);
    for (const order of [4003, 4004, 4005]) await erp.printTicket(erpTicket(order));
    await printer.waitForPaper(3);
    await untilTray('ready');
    expect(screen.current.trayMenu()).toEqual(menu);
    screen.current.hands('key', 'Escape');
    await until('it is closed', () => screen.current.trayMenu() === null);
  });

  it('quits at once when nothing waits', async () => {
    const { application } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    await untilTray('ready');
    await clickTrayMenu(screen.current, 'quit');
    expect(await application.ended).toBe(0);
  });

  it('asks before it quits while tickets wait, and keeps them for the next start', async () => {
    const printer = await newPrinter();
    const { application, erp } = await startTill({ screen: screen.current, printer, args: ['--hidden'] });
    await untilTray('ready');
    await clickTrayMenu(screen.current, 'pause');
    await untilTray('stopped');
    await erp.printTicket(erpTicket(4001));
    await erp.printTicket(erpTicket(4002));
    await clickTrayMenu(screen.current, 'quit');
    await until('the question', () => screen.current.showsWindow(question));
    screen.current.hands('key', 'Escape');
    await until('no question', () => !screen.current.showsWindow(question));
    expect((await call(await application.agent(), 'GET', '/health')).status).toBe(200);
    await clickTrayMenu(screen.current, 'quit');
    await until('the question again', () => screen.current.showsWindow(question));
    screen.current.hands('key', 'Left', 'Return');
    expect(await application.ended).toBe(0);
    await startTill({ screen: screen.current, printer, args: ['--hidden'], dataDir: application.dataDir });
    expect((await printer.waitForPaper(1)).text).toContain('4001');
    expect((await printer.waitForPaper(2)).text).toContain('4002');
  });
});

function listJobsOf(agent: { url: string; token: string }) {
  return call<{ jobs: Awaited<ReturnType<typeof listJobs>> }>(agent, 'GET', '/jobs?limit=10').then(
    ({ body }) => body.jobs,
  );
}
