import { describe, expect, it } from 'vitest';
import { childrenOf, commandLineOf } from '../chaos/process-tree.ts';
import { until } from '../end-to-end/until.ts';
import { type RunningAgent, type SettingsChange, startRunningAgent } from '../running-agent.ts';
import { type EmulatedUsbPrinter, whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { useEmulator } from './connector-bench.ts';

describe.skipIf(whyNoUsbEmulator() !== null)('settings that are saved while a USB printer prints', () => {
  const emulator = useEmulator();

  const withTill = async (use: (till: RunningAgent, printer: EmulatedUsbPrinter) => Promise<void>): Promise<void> => {
    const printer = await emulator.current.plug({ profile: 'generic-58' });
    const till = await startRunningAgent({ printer: { address: 'usb' } });
    try {
      await use(till, printer);
    } finally {
      await till.close();
      await printer.unplug();
    }
  };
  const printed = async (till: RunningAgent, order: number) =>
    till.untilJob((await till.ticket(order)).body.job_id, 'printed');
  const countOnPaper = async (printer: EmulatedUsbPrinter, order: number) => {
    await printer.flush();
    const texts = (await printer.papers()).map(({ text }) => text).join('\n');
    return texts.match(new RegExp(`Ticket N°: ${order}\\b`, 'g'))?.length ?? 0;
  };

  it('the device goes from one driver process to the next, and every ticket comes out once', () =>
    withTill(async (till, printer) => {
      const changes: SettingsChange[] = [
        {},
        { printer: { address: 'usb:0471:0055' } },
        { drawer: { sensor: 'open-when-high' } },
        { printer: { address: 'usb', askStatus: false } },
        { printer: { enabled: false } },
        { printer: { enabled: true, askStatus: true } },
      ];
      const orders = changes.map((_, index) => index + 1);
      for (const [index, change] of changes.entries()) {
        await till.apply(change);
        if (till.agent.station.settings.printer.enabled) await printed(till, index + 1);
        else await till.ticket(index + 1);
      }
      await until('nothing waits', () => till.agent.store.count('queued') + till.agent.store.count('printing') === 0);
      for (const order of orders) expect(await countOnPaper(printer, order)).toBe(1);
    }));

  it('eight changes of the printer leave one driver process or none, and the end none', async () => {
    const drivers = () => childrenOf(process.pid).filter((pid) => commandLineOf(pid).includes('driver.ts')).length;
    await withTill(async (till) => {
      expect(drivers()).toBe(1);
      for (const address of [
        'usb:0471:0055',
        'usb:04b8:0202',
        'spooler:POS',
        'usb',
        'tcp://127.0.0.1:1',
        'usb',
        'virtual',
      ]) {
        await till.apply({ printer: { address } });
        expect(drivers()).toBeLessThanOrEqual(1);
      }
      expect(drivers()).toBe(0);
      await till.apply({ printer: { address: 'usb' } });
      await printed(till, 1);
      expect(drivers()).toBe(1);
    });
    expect(drivers()).toBe(0);
  });

  it('in a ticket that hangs: that one is doubtful, and the next is whole', () =>
    withTill(async (till, printer) => {
      await printed(till, 1);
      await printer.setFaults({ acceptLimit: 300 });
      const { job_id: id } = (await till.ticket(2)).body;
      await till.untilJob(id, 'printing');
      await until('the printer takes no more', () => till.agent.station.printer.state.condition === 'blocked');
      await till.apply({ drawer: { sensor: 'open-when-high' } });
      expect(till.agent.store.get(id)?.state).toBe('uncertain');
      await printer.setFaults({ acceptLimit: null });
      await printed(till, 3);
      expect(await countOnPaper(printer, 3)).toBe(1);
      expect(await countOnPaper(printer, 2)).toBeLessThanOrEqual(1);
    }));
});
