import { describe, expect, it } from 'vitest';
import { readJob, untilJob } from '../end-to-end/agent-api.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { askDrawer, askTicket, readLives, stickInTicket } from './agent-jobs.ts';
import { countOnPaper, untilDriver, untilPrinter, untilReady, withUsbTill } from './agent-till.ts';
import { useEmulator } from './connector-bench.ts';

const ports = [
  ['the same port', '1-1'],
  ['another port', '1-4'],
] as const;

const drawerTtlMs = 1_000;

describe.skipIf(whyNoUsbEmulator() !== null)('the agent whose USB printer is unplugged', () => {
  const emulator = useEmulator();

  it.each(ports)('at rest, and plugged into %s: what was asked in between prints by itself', (_, port) =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      await printer.unplug();
      const ids = [await askTicket(agent, 1), await askTicket(agent, 2)];
      const { message } = await untilPrinter(agent, 'offline', ({ code }) => code === 'PRINTER_OFFLINE');
      expect(message).toContain("vérifiez qu'elle est allumée et que son câble est branché");
      await printer.replug({ port });
      // Nothing but questions goes to the agent from here on.
      for (const id of ids) await untilJob(agent, id, 'printed');
      expect(await countOnPaper(till, [1, 2])).toEqual([1, 1]);
      const lives = await readLives(till, ids);
      expect(lives).toEqual([
        ['queued', 'printing', 'printed'],
        ['queued', 'printing', 'printed'],
      ]);
    }),
  );

  it.each(ports)('in mid-job, and plugged into %s: that job is left to a person, the others go on', (_, port) =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const stuck = await stickInTicket(till, 1);
      const waiting = [await askTicket(agent, 2), await askTicket(agent, 3)];
      await printer.unplug();
      const { error } = await untilJob(agent, stuck, 'uncertain');
      expect(error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringContaining('câble') });
      await printer.setFaults({ acceptLimit: null });
      await printer.replug({ port });
      for (const id of waiting) await untilJob(agent, id, 'printed');
      const [torn = 0, ...whole] = await countOnPaper(till, [1, 2, 3]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(whole).toEqual([1, 1]);
      expect(await readLives(till, [stuck, ...waiting])).toEqual([
        ['queued', 'printing', 'uncertain'],
        ['queued', 'printing', 'printed'],
        ['queued', 'printing', 'printed'],
      ]);
    }),
  );

  it('pulls out under the bytes themselves: the same', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      await printer.setFaults({ unplugAfterBytes: 500 });
      const torn = await askTicket(agent, 1);
      const next = await askTicket(agent, 2);
      await untilJob(agent, torn, 'uncertain');
      await printer.replug();
      await untilJob(agent, next, 'printed');
      // Half a receipt, whose bold and whose image are over, and a whole one.
      expect((await printer.papers()).at(-1)?.text).toContain('Ticket N°: 2');
      expect(await countOnPaper(till, [2])).toEqual([1]);
    }));

  it('does not open the drawer when it is plugged in again: the customer has gone', () =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        await untilReady(till);
        await printer.unplug();
        const drawer = await askDrawer(agent);
        const ticket = await askTicket(agent, 1);
        const { error } = await untilJob(agent, drawer, 'expired');
        expect(error).toMatchObject({ code: 'DRAWER_EXPIRED' });
        await printer.replug();
        await untilJob(agent, ticket, 'printed');
        expect(await printer.drawerPulses()).toEqual([]);
        // The next one is for a customer who is there.
        await untilJob(agent, await askDrawer(agent), 'sent');
        expect(await printer.drawerPulses()).toHaveLength(1);
        expect((await readJob(agent, drawer)).state).toBe('expired');
      },
      { settings: { queue: { drawerTtlSeconds: 1 } } },
    ));

  it('sleeps with the machine and wakes up with the printer elsewhere: what is too late is not done, the rest is', () =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        await untilReady(till);
        await printer.unplug();
        const drawer = await askDrawer(agent);
        const ticket = await askTicket(agent, 1);
        // Asleep, nothing of the agent runs, while the clock on the wall goes on.
        const asleep = [agent.pid, await untilDriver(agent)];
        for (const pid of asleep) process.kill(pid, 'SIGSTOP');
        const tooLate = Date.now() + drawerTtlMs;
        await printer.replug({ port: '2-1', address: 99 });
        await until('the drawer is too late', () => Date.now() > tooLate);
        for (const pid of asleep) process.kill(pid, 'SIGCONT');
        await untilJob(agent, ticket, 'printed');
        expect((await readJob(agent, drawer)).state).toBe('expired');
        expect(await printer.drawerPulses()).toEqual([]);
        expect(await countOnPaper(till, [1])).toEqual([1]);
      },
      { settings: { queue: { drawerTtlSeconds: drawerTtlMs / 1000 } } },
    ));

  it('sleeps with the machine in mid-job: the printer that stays has it printed once, one that went leaves it to a person', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const kept = await stickInTicket(till, 1);
      const asleep = [agent.pid, await untilDriver(agent)];
      for (const pid of asleep) process.kill(pid, 'SIGSTOP');
      await printer.setFaults({ acceptLimit: null });
      for (const pid of asleep) process.kill(pid, 'SIGCONT');
      await untilJob(agent, kept, 'printed');
      const torn = await stickInTicket(till, 2);
      for (const pid of asleep) process.kill(pid, 'SIGSTOP');
      await printer.unplug();
      await printer.setFaults({ acceptLimit: null });
      await printer.replug({ port: '1-3', address: 98 });
      for (const pid of asleep) process.kill(pid, 'SIGCONT');
      await untilJob(agent, torn, 'uncertain');
      await untilJob(agent, await askTicket(agent, 3), 'printed');
      const [first, second = 0, third] = await countOnPaper(till, [1, 2, 3]);
      expect([first, third]).toEqual([1, 1]);
      expect(second).toBeLessThanOrEqual(1);
    }));

  it('is switched off in mid-job, and on: what was in its buffer is not printed again', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const stuck = await stickInTicket(till, 1);
      const next = await askTicket(agent, 2);
      await printer.powerCycle();
      await untilJob(agent, stuck, 'uncertain');
      await printer.setFaults({ acceptLimit: null });
      await untilJob(agent, next, 'printed');
      const [torn = 0, whole] = await countOnPaper(till, [1, 2]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(whole).toBe(1);
    }));
});
