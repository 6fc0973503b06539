import { describe, expect, it } from 'vitest';
import { readJob, untilJob } from '../end-to-end/agent-api.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { askTicket, readLives, stickInTicket } from './agent-jobs.ts';
import { countOnPaper, untilPrinter, untilReady, withUsbTill } from './agent-till.ts';
import { useEmulator } from './connector-bench.ts';

/** With a large buffer the whole ticket is taken and its confirmation is missing; with a small one it is half written. */
const buffers = [4096, 256];

describe.skipIf(whyNoUsbEmulator() !== null)('the agent over a USB printer in trouble', () => {
  const emulator = useEmulator();

  it.each(buffers)('says in mid-job that the paper is out, and goes on by itself (buffer of %i bytes)', (bufferBytes) =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        await untilReady(till);
        const job = await stickInTicket(till, 1);
        await printer.setFaults({ paper: 'end', acceptLimit: null });
        await untilPrinter(agent, 'blocked without paper', ({ state, reasons }) => {
          return state === 'blocked' && reasons.includes('media-empty');
        });
        expect((await readJob(agent, job)).state).toBe('printing');
        await printer.setFaults({ paper: 'ok' });
        await untilJob(agent, job, 'printed');
        expect(await countOnPaper(till, [1])).toEqual([1]);
        expect(await readLives(till, [job])).toEqual([['queued', 'printing', 'printed']]);
      },
      { printer: { bufferBytes } },
    ),
  );

  it('says at its start that the paper is out, although the printer takes not even a question', () =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        await untilPrinter(agent, 'blocked without paper', ({ state, reasons }) => {
          return state === 'blocked' && reasons.includes('media-empty');
        });
        const job = await askTicket(agent, 1);
        await printer.setFaults({ paper: 'ok', acceptLimit: null });
        await untilJob(agent, job, 'printed');
        expect(await countOnPaper(till, [1])).toEqual([1]);
        expect(await readLives(till, [job])).toEqual([['queued', 'printing', 'printed']]);
      },
      { printer: { faults: { paper: 'end', acceptLimit: 0 } } },
    ));

  it('says which printer another program has, and prints once it is free', () =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        const { message } = await untilPrinter(agent, 'busy elsewhere', ({ code }) => code === 'PRINTER_BUSY');
        // Where /proc shows who that is, he is named.
        expect(message).toMatch(
          /^L'imprimante USB 0471:0055 est déjà utilisée par un autre programme( \(.+\))? : fermez-le, l'impression reprendra toute seule\.$/,
        );
        const job = await askTicket(agent, 1);
        // Ours is refused, theirs is not taken away.
        expect(await printer.state()).toMatchObject({ driver: 'usbfs', counters: { stolenClaims: 0, detaches: 0 } });
        await printer.setDriver(null);
        await untilJob(agent, job, 'printed');
        expect(await readLives(till, [job])).toEqual([['queued', 'printing', 'printed']]);
        expect(await countOnPaper(till, [1])).toEqual([1]);
      },
      { printer: { driver: 'usbfs' } },
    ));

  it('says which udev rule is missing, and prints once it is there', () =>
    withUsbTill(
      emulator.current,
      async (till) => {
        const { agent, printer } = till;
        const { message } = await untilPrinter(agent, 'refused', ({ code }) => code === 'PRINTER_PERMISSION');
        expect(message).toContain('accès refusé par Linux');
        expect(message).toContain('/etc/udev/rules.d/60-smartpos-agent.rules');
        expect(message).toContain('ATTR{idVendor}=="0471", ATTR{idProduct}=="0055"');
        const job = await askTicket(agent, 1);
        await printer.setFaults({ openErrno: null });
        await untilJob(agent, job, 'printed');
      },
      { printer: { faults: { openErrno: 13 } } },
    ));

  it.each([
    ['is mute', { faults: { mute: true } }],
    ['has no way back', { oneWay: true }],
  ])('never says « printed » of a printer that %s', (_, options) =>
    withUsbTill(
      emulator.current,
      async (till) => {
        await untilReady(till);
        const jobs = [await askTicket(till.agent, 1), await askTicket(till.agent, 2)];
        for (const job of jobs) await untilJob(till.agent, job, 'sent');
        expect(await countOnPaper(till, [1, 2])).toEqual([1, 1]);
        expect(await readLives(till, jobs)).toEqual([
          ['queued', 'printing', 'sent'],
          ['queued', 'printing', 'sent'],
        ]);
      },
      { printer: options },
    ),
  );

  it.each([
    ['a stall', { stallAfterBytes: 500 }],
    ['a protocol error', { protocolErrorAfterBytes: 500 }],
  ])('leaves a ticket cut by %s to a person, and prints the next one whole', (_, faults) =>
    withUsbTill(emulator.current, async (till) => {
      const { agent, printer } = till;
      await untilReady(till);
      await printer.setFaults(faults);
      const jobs = [await askTicket(agent, 1), await askTicket(agent, 2)];
      await untilJob(agent, jobs[0] ?? '', 'uncertain');
      await untilJob(agent, jobs[1] ?? '', 'printed');
      const [torn = 0, whole] = await countOnPaper(till, [1, 2]);
      expect(torn).toBeLessThanOrEqual(1);
      expect(whole).toBe(1);
    }),
  );
});
