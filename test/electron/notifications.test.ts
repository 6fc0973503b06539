import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { clickTrayMenu } from './click-tray-menu.ts';
import { whyNoElectron } from './find-electron.ts';
import { type NotificationService, startNotificationService } from './notification-service.ts';
import { makeUsedDataDir, startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

describe.skipIf(whyNoElectron() !== null)('notifications', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();
  let service: NotificationService;
  beforeEach(async () => {
    service = await startNotificationService(screen.current.env.DBUS_SESSION_BUS_ADDRESS ?? '');
  });
  afterEach(() => service.close());
  const untilTray = (state: string) =>
    until(`the icon says ${state}`, async () => (await screen.current.trayState()) === state);

  it('tell once that the paper is out, take it back, and tell the next time again; a click opens the window', async () => {
    const { printer, erp } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    await untilTray('ready');
    printer.device.setFaults({ paper: 'end' });
    await erp.printTicket(erpTicket(6001));
    const [first] = await until('it is told', () => service.shown.length > 0 && service.shown);
    expect(first).toMatchObject({ title: 'Imprimante arrêtée', isWithdrawn: false });
    expect(first?.body).toContain('rouleau');
    // Whoever changes the roll opens the cover.
    printer.device.setFaults({ coverOpen: true });
    printer.device.setFaults({ coverOpen: false, paper: 'ok' });
    await printer.waitForPaper(1);
    await until('it is taken back', () => first?.isWithdrawn === true);
    expect(service.shown).toHaveLength(1);
    printer.device.setFaults({ paper: 'end' });
    await erp.printTicket(erpTicket(6002));
    const second = await until('it is told again', () => service.shown[1]);
    service.click(second);
    await until('the window', () => screen.current.showsWindow());
  });

  /** A till that has lost its power in mid-ticket, with its notification. */
  async function doubtfulTicket() {
    const printer = await newPrinter();
    const first = await startTill({ screen: screen.current, printer, args: ['--hidden'] });
    printer.device.setFaults({ acceptLimit: 300 });
    await first.erp.printTicket(erpTicket(6077));
    await until('half a ticket is at the printer', () => printer.bytes().length >= 300);
    first.application.electron.process().kill('SIGKILL');
    await first.application.ended;
    printer.device.powerCycle();
    printer.device.setFaults({ acceptLimit: null });
    const { dataDir } = first.application;
    const { application } = await startTill({ screen: screen.current, printer, dataDir, args: ['--hidden'] });
    const told = await until('it is told', () => service.shown.find(({ body }) => body.includes('6077')));
    expect(told.title).toBe('Ticket à vérifier');
    return { application, told, printer };
  }

  it('tell of a ticket that did not come out in time, and take it back when a person has decided', async () => {
    const printer = await newPrinter();
    printer.device.setFaults({ paper: 'end' });
    const { application, erp } = await startTill({
      screen: screen.current,
      printer,
      dataDir: makeUsedDataDir({ queue: { ticketTtlMinutes: 0.1 } }),
      args: ['--hidden'],
    });
    const { job_id: id } = (await erp.printTicket(erpTicket(6090))).body as { job_id: string };
    const told = await until('it is told', () => service.shown.find(({ body }) => body.includes('6090')), 30_000);
    expect(told).toMatchObject({ title: 'Un ticket n’est pas sorti', isWithdrawn: false });
    printer.device.setFaults({ paper: 'ok' });
    await untilTray('attention');
    const { url, token } = await application.agent();
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${url}/jobs/${id}/leave`, { method: 'POST', headers })).status).toBe(200);
    await until('it is taken back', () => told.isWithdrawn);
    await untilTray('ready');
    // Nothing has come out behind anybody's back.
    expect(printer.papers()).toEqual([]);
  });

  it('tell of a doubtful ticket once, whatever is started anew', async () => {
    const { application, printer } = await doubtfulTicket();
    const { dataDir } = application;
    const before = service.shown.length;
    application.electron.process().kill('SIGTERM');
    expect(await application.ended).toBe(0);
    const again = await startTill({ screen: screen.current, printer, dataDir, args: ['--hidden'] });
    await untilTray('attention');
    // Told after what could be told before it: the second notice is the paper's, and the ticket's would have come earlier.
    printer.device.setFaults({ paper: 'end' });
    await again.erp.printTicket(erpTicket(6078));
    await until('the paper is told', () => service.shown.length > before);
    expect(service.shown.slice(before).map(({ title }) => title)).toEqual(['Imprimante arrêtée']);
  });

  it('tell of a doubtful ticket, and take it back when a person has looked at it', async () => {
    const { application, told } = await doubtfulTicket();
    await clickTrayMenu(screen.current, 'open');
    const page = await application.window();
    await page
      .getByRole('button', { name: /C.est imprimé.*6077/ })
      .first()
      .click();
    await until('it is taken back', () => told.isWithdrawn);
    await untilTray('ready');
  });

  it('lead to that ticket, and to no other, when they are clicked', async () => {
    const { application, told } = await doubtfulTicket();
    service.click(told);
    await until('the window', () => screen.current.showsWindow());
    const page = await application.window();
    const dialog = page.getByRole('dialog', { name: /6077/ });
    await dialog.getByRole('button', { name: /C.est imprimé/ }).click();
    await untilTray('ready');
    await page.keyboard.press('Escape');
    await until('no dialog', async () => (await dialog.count()) === 0);
  });
});
