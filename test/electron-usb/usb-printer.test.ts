import { afterEach, describe, expect, it } from 'vitest';
import { whyNoElectron } from '../electron/find-electron.ts';
import { type StartedApplication, startApplication } from '../electron/start-application.ts';
import { makeUsedDataDir } from '../electron/start-till.ts';
import { useScreen } from '../electron/use-screen.ts';
import { call, type Status, untilJob } from '../end-to-end/agent-api.ts';
import { until } from '../end-to-end/until.ts';
import { askDrawer, askTicket, stickInTicket } from '../usb/agent-jobs.ts';
import { countOnPaper } from '../usb/agent-till.ts';
import { useEmulator } from '../usb/connector-bench.ts';
import { type EmulatedUsbPrinter, whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';

/** The driver process is Electron's utility process here, and not a child of plain Node as in test/usb. */
describe.skipIf(whyNoElectron() !== null || whyNoUsbEmulator() !== null)(
  'a USB printer at the tray application',
  () => {
    const screen = useScreen();
    const emulator = useEmulator();
    let printer: EmulatedUsbPrinter | undefined;
    afterEach(() => printer?.unplug());

    async function startTill() {
      const plugged = await emulator.current.plug({ profile: 'generic-58' });
      printer = plugged;
      const application = await startApplication({
        screen: screen.current,
        dataDir: makeUsedDataDir(),
        args: ['--printer=usb', '--hidden'],
      });
      const agent = await application.agent();
      await until('the printer is ready', async () => {
        const { body } = await call<Status>(agent, 'GET', '/status');
        return body.printer.state === 'ready';
      });
      return { application, agent, printer: plugged };
    }
    const untilDriver = ({ electron }: StartedApplication) =>
      until('a driver process', () =>
        electron.evaluate(({ app }) => app.getAppMetrics().find(({ name }) => name === 'SmartPOS printer driver')?.pid),
      );

    it('prints a ticket that the printer confirms, and opens the drawer', async () => {
      const till = await startTill();
      await untilJob(till.agent, await askTicket(till.agent, 1), 'printed');
      await untilJob(till.agent, await askDrawer(till.agent), 'sent');
      await till.printer.waitForPulse(1);
      expect(await countOnPaper(till, [1])).toEqual([1]);
      await till.application.electron.close();
      await till.printer.waitFor('nothing is held open', ({ openHandles, claimed }) => openHandles === 0 && !claimed);
    });

    it('its driver killed in mid-ticket: that one is left to a person, the next is printed, the application lives', async () => {
      const till = await startTill();
      const { agent, application } = till;
      const stuck = await stickInTicket(till, 1);
      const waiting = await askTicket(agent, 2);
      const driver = await untilDriver(application);
      process.kill(driver, 'SIGKILL');
      const { error } = await untilJob(agent, stuck, 'uncertain');
      expect(error).toMatchObject({ code: 'DRIVER_STOPPED' });
      await till.printer.setFaults({ acceptLimit: null });
      await untilJob(agent, waiting, 'printed');
      expect(await untilDriver(application)).not.toBe(driver);
      expect((await fetch(`${agent.url}/health`)).status).toBe(200);
      const [torn = 0, next] = await countOnPaper(till, [1, 2]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(next).toBe(1);
    });

    it('asked to end in mid-ticket: the rest of it goes out, and the application ends well', async () => {
      const till = await startTill();
      await stickInTicket(till, 1);
      till.application.electron.process().kill('SIGTERM');
      await until('the stop has begun', () => till.application.log().includes('asked to end'));
      await till.printer.setFaults({ acceptLimit: null });
      expect(await till.application.ended).toBe(0);
      expect(await countOnPaper(till, [1])).toEqual([1]);
      await till.printer.waitFor('nothing is held open', ({ openHandles, claimed }) => openHandles === 0 && !claimed);
    });

    it('unplugged in mid-ticket and plugged in again: uncertain, and the next is printed', async () => {
      const till = await startTill();
      const stuck = await stickInTicket(till, 1);
      await till.printer.unplug();
      await untilJob(till.agent, stuck, 'uncertain');
      const waiting = await askTicket(till.agent, 2);
      await till.printer.setFaults({ acceptLimit: null });
      await till.printer.replug({ powerCycle: true });
      await untilJob(till.agent, waiting, 'printed');
    });

    it('the application killed in mid-ticket: after the start a person is asked, and nothing is printed twice', async () => {
      const till = await startTill();
      const stuck = await stickInTicket(till, 1);
      till.application.electron.process().kill('SIGKILL');
      await till.application.ended;
      await till.printer.waitFor('its driver has let it go', ({ openHandles }) => openHandles === 0);
      await till.printer.setFaults({ acceptLimit: null });
      const again = await startApplication({
        screen: screen.current,
        dataDir: till.application.dataDir,
        args: ['--printer=usb', '--hidden'],
      });
      const agent = await again.agent();
      await untilJob(agent, stuck, 'uncertain');
      await untilJob(agent, await askTicket(agent, 2), 'printed');
      const [torn = 0, next] = await countOnPaper(till, [1, 2]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(next).toBe(1);
    });
  },
);
