import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { call } from '../end-to-end/agent-api.ts';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { buildSlowResolver, whyNoSlowResolver } from '../end-to-end/slow-resolver.ts';
import { until } from '../end-to-end/until.ts';
import { testApplicationDir } from './build-test-application.ts';
import { whyNoElectron } from './find-electron.ts';
import { type StartedApplication, startApplication } from './start-application.ts';
import { makeUsedDataDir, startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

describe.skipIf(whyNoElectron() !== null)('the life of the tray application', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();

  it('after an unforeseen error says so, starts the agent anew and prints what waited', async () => {
    const { application, printer, erp } = await startTill({ screen: screen.current, printer: await newPrinter() });
    const page = await application.window();
    await page.locator('.shell').waitFor();
    printer.device.setFaults({ paper: 'end' });
    await erp.printTicket(erpTicket(7001));
    await application.electron.evaluate(() => {
      setImmediate(() => {
        throw new Error('a fault that nobody has foreseen');
      });
    });
    await page.getByText('INTERNAL_ERROR').waitFor();
    expect(await page.getByRole('alert').textContent()).not.toContain('foreseen');
    await page.getByRole('link', { name: 'Réessayer maintenant' }).click({ noWaitAfter: true });
    printer.device.setFaults({ paper: 'ok' });
    expect((await printer.waitForPaper(1)).text).toContain('7001');
    await until('the log tells', () => application.log().includes('a fault that nobody has foreseen'));
  });

  it('a stop by the system finishes the bytes of the current ticket', async () => {
    const { application, printer, erp } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    await erp.printTicket(erpTicket(7002));
    application.electron.process().kill('SIGTERM');
    expect(await application.ended).toBe(0);
    const again = await startTill({
      screen: screen.current,
      printer,
      dataDir: application.dataDir,
      args: ['--hidden'],
    });
    expect((await printer.waitForPaper(1)).text).toContain('7002');
    // The paper is there a moment before the printer has confirmed it.
    const agent = await again.application.agent();
    const states = async () => {
      const { body } = await call<{ jobs: { state: string }[] }>(agent, 'GET', '/jobs');
      return body.jobs.map(({ state }) => state);
    };
    await expect.poll(states).toEqual(['printed']);
    expect(printer.papers()).toHaveLength(1);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s in the middle of a ticket: its last byte goes out, then the application ends well',
    async (signal) => {
      const printer = await newPrinter();
      // It takes what is offered and stops: the ticket is under way, and its end is still here.
      printer.device.setFaults({ acceptLimit: 200 });
      const { application, erp } = await startTill({ screen: screen.current, printer, args: ['--hidden'] });
      await erp.printTicket(erpTicket(7003));
      await until('a part of the ticket is at the printer', () => printer.bytes().length >= 200);
      application.electron.process().kill(signal);
      await until('the stop has begun', () => application.log().includes('asked to end'));
      printer.device.setFaults({ acceptLimit: null });
      expect(await application.ended).toBe(0);
      expect(printer.papers().map(({ text }) => text.includes('7003'))).toEqual([true]);
      const again = await startTill({
        ...{ screen: screen.current, printer, dataDir: application.dataDir },
        args: ['--hidden'],
      });
      const { body } = await call<{ jobs: { state: string }[] }>(await again.application.agent(), 'GET', '/jobs');
      expect(body.jobs.map(({ state }) => state)).toEqual(['printed']);
    },
  );

  it('ends within 5 s in the middle of a ticket that the printer takes no more of', async () => {
    const printer = await newPrinter();
    printer.device.setFaults({ acceptLimit: 200 });
    const { application, erp } = await startTill({ screen: screen.current, printer, args: ['--hidden'] });
    await erp.printTicket(erpTicket(7004));
    await until('a part of the ticket is at the printer', () => printer.bytes().length >= 200);
    await expectEnd(application);
  });

  const noSlowResolver = whyNoSlowResolver();
  if (noSlowResolver !== null) console.warn(`life.test.ts: the slow name server is skipped: ${noSlowResolver}`);
  it.skipIf(noSlowResolver !== null)('ends within 5 s beside a name server that does not answer', async () => {
    const resolver = buildSlowResolver();
    const application = await startApplication({
      screen: screen.current,
      args: ['--hidden', '--printer', `tcp://${resolver.name}:9100`],
      env: resolver.env,
    });
    await application.url();
    await until('the name server is asked', resolver.isAsked);
    await expectEnd(application);
  });

  it('drives USB printers in a process of its own, which is started again when it dies', async () => {
    const application = await startApplication({
      screen: screen.current,
      dataDir: makeUsedDataDir(),
      args: ['--printer=usb', '--hidden'],
    });
    const agent = await application.agent();
    const driverPid = () =>
      application.electron.evaluate(
        ({ app }) => app.getAppMetrics().find(({ name }) => name === 'SmartPOS printer driver')?.pid,
      );
    // The driver's own words came over its line.
    const status = async () =>
      (await call<{ printer: { message: string } }>(agent, 'GET', '/status')).body.printer.message;
    await until('the driver has looked', async () => /imprimante USB|appareil USB/.test(await status()));
    const first = await until('a driver process', driverPid);
    process.kill(first, 'SIGKILL');
    await until('another one', async () => {
      const pid = await driverPid();
      return pid !== undefined && pid !== first;
    });
    await until('it has looked, too', async () => /imprimante USB|appareil USB/.test(await status()));
    await application.electron.close();
  });

  it('a driver process that crashes leaves its last words in the log, and not all of them where it never ends', async () => {
    const applicationDir = join(testApplicationDir, 'talking-driver');
    mkdirSync(applicationDir, { recursive: true });
    for (const name of readdirSync(testApplicationDir)) {
      const source = join(testApplicationDir, name);
      if (source !== applicationDir) cpSync(source, join(applicationDir, name), { recursive: true });
    }
    const driver = "process.stderr.write('a fault in native code\\n' + 'x'.repeat(1e6), () => process.exit(7));";
    writeFileSync(join(applicationDir, 'driver.js'), driver);
    const application = await startApplication({
      screen: screen.current,
      dataDir: makeUsedDataDir(),
      args: ['--printer=usb', '--hidden'],
      applicationDir,
    });
    await until('the log tells', () => application.log().includes('a fault in native code'));
    expect(application.log().length).toBeLessThan(200_000);
    await application.electron.close();
  });

  it('starts at login: what the system has is what is said', async () => {
    const application = await startApplication({ screen: screen.current, dataDir: makeUsedDataDir() });
    const page = await application.window();
    await page.locator('.shell').waitFor();
    const ask = (script: string) =>
      application.electron.evaluate(
        ({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(code),
        script,
      );
    expect(await ask('smartpos.readStartAtLogin()')).toEqual({
      ok: true,
      value: { enabled: false, byInstaller: false, problem: null },
    });
    expect(await ask('smartpos.setStartAtLogin({ enabled: true })')).toEqual({
      ok: true,
      value: { enabled: true, byInstaller: false, problem: null },
    });
    expect(await ask('smartpos.readStartAtLogin()')).toMatchObject({ value: { enabled: true } });
    expect(await ask('smartpos.setStartAtLogin({ enabled: false })')).toMatchObject({ value: { enabled: false } });
  });
});

async function expectEnd(application: StartedApplication): Promise<void> {
  const askedAt = performance.now();
  application.electron.process().kill('SIGTERM');
  expect(await application.ended).toBe(0);
  expect(performance.now() - askedAt).toBeLessThan(5_000);
}
