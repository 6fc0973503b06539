import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readJob, untilJob } from '../end-to-end/agent-api.ts';
import { type StartedAgent, startAgent } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { askTicket, readLives, stickInTicket } from './agent-jobs.ts';
import { countOnPaper, untilDriver, untilReady, withUsbTill } from './agent-till.ts';
import { useEmulator } from './connector-bench.ts';

describe.skipIf(whyNoUsbEmulator() !== null)("the agent's driver process", () => {
  const emulator = useEmulator();

  it('killed at rest: the agent lives, and the next ticket is printed once', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent } = till;
      await untilReady(till);
      const driver = await untilDriver(agent);
      process.kill(driver, 'SIGKILL');
      await until('the driver is gone', () => !existsSync(`/proc/${driver}`));
      const job = await askTicket(agent, 1);
      await untilJob(agent, job, 'printed');
      expect(agent.exited).toBe(false);
      expect(await untilDriver(agent)).not.toBe(driver);
      expect(await countOnPaper(till, [1])).toEqual([1]);
    }));

  it('killed in mid-job: that job is left to a person, the next ones are printed', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const stuck = await stickInTicket(till, 1);
      const waiting = [await askTicket(agent, 2), await askTicket(agent, 3)];
      process.kill(await untilDriver(agent), 'SIGKILL');
      const { error } = await untilJob(agent, stuck, 'uncertain');
      expect(error).toMatchObject({ code: 'DRIVER_STOPPED' });
      await printer.setFaults({ acceptLimit: null });
      for (const id of waiting) await untilJob(agent, id, 'printed');
      expect(agent.exited).toBe(false);
      const [torn = 0, ...whole] = await countOnPaper(till, [1, 2, 3]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(whole).toEqual([1, 1]);
      expect(await readLives(till, [stuck, ...waiting])).toEqual([
        ['queued', 'printing', 'uncertain'],
        ['queued', 'printing', 'printed'],
        ['queued', 'printing', 'printed'],
      ]);
    }));

  it('killed while the printer has it all and has not confirmed: in doubt or printed, never printed twice', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const job = await stickInTicket(till, 1);
      // All of it goes into the printer's buffer, where it waits for paper.
      await printer.setFaults({ paper: 'end', acceptLimit: null });
      await printer.waitFor(
        'it has the whole ticket',
        ({ pendingOut, heldBytes }) => pendingOut === 0 && heldBytes > 0,
      );
      process.kill(await untilDriver(agent), 'SIGKILL');
      const { state } = await until('its fate is known', async () => {
        const view = await readJob(agent, job);
        return view.state !== 'printing' && view;
      });
      expect(state).toBe('uncertain');
      await printer.setFaults({ paper: 'ok' });
      await untilJob(agent, await askTicket(agent, 2), 'printed');
      const [first = 0, second] = await countOnPaper(till, [1, 2]);
      expect(first).toBeLessThanOrEqual(1);
      expect(second).toBe(1);
    }));

  it.each(['stop', 'kill'] as const)('ends with its agent (%s) and gives the printer back to the system', (end) =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const driver = await untilDriver(agent);
      const code = await agent[end]();
      expect(code).toBe(end === 'stop' ? 0 : undefined);
      await until('the driver is gone', () => !existsSync(`/proc/${driver}`));
      expect(await printer.state()).toMatchObject({ driver: 'usblp', openHandles: 0, claimed: false });
    }),
  );

  it('lets go of a stuck printer when its agent is killed; the next agent leaves that job to a person', () =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      const stuck = await stickInTicket(till, 1);
      const driver = await untilDriver(agent);
      await agent.kill();
      await until('the driver is gone', () => !existsSync(`/proc/${driver}`));
      await printer.setFaults({ acceptLimit: null });
      expect(await printer.state()).toMatchObject({ driver: 'usblp', openHandles: 0 });
      await withNextAgent(agent.dataDir, async (next) => {
        expect((await readJob(next, stuck)).state).toBe('uncertain');
        await untilJob(next, await askTicket(next, 2), 'printed');
      });
      const [torn = 0, whole] = await countOnPaper(till, [1, 2]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(whole).toBe(1);
    }));
});

/** Another agent over the data of one that has ended, for the time of `use`. */
async function withNextAgent(dataDir: string, use: (agent: StartedAgent) => Promise<void>): Promise<void> {
  const agent = await startAgent({ args: ['--printer', 'usb'], dataDir });
  try {
    await use(agent);
  } finally {
    await agent.kill();
  }
}
