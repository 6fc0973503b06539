import { describe, expect, it } from 'vitest';
import { createErpClient } from '../end-to-end/erp-client.ts';
import { describeErpDay } from '../end-to-end/erp-day.ts';
import { untilIdle } from '../end-to-end/till.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { withPapersAtHand } from './agent-papers.ts';
import { readPrinter, startUsbTill, untilReady, withUsbTill } from './agent-till.ts';
import { useEmulator } from './connector-bench.ts';

const addresses = ['usb:0471:0055', 'usb'] as const;

describe.skipIf(whyNoUsbEmulator() !== null)('the agent over USB', () => {
  const emulator = useEmulator();

  for (const address of addresses) {
    describeErpDay(address, async () => withPapersAtHand(await startUsbTill(emulator.current, { address })));
  }

  it.each(addresses)('names its transport, %s, in the status', (address) =>
    withUsbTill(
      emulator.current,
      async (till) => {
        await untilReady(till);
        expect(await readPrinter(till.agent)).toMatchObject({ state: 'ready', transport: address });
      },
      { address },
    ),
  );

  it('gives the drawer one pulse for each call, and nothing else a pulse', () =>
    withUsbTill(emulator.current, async ({ agent, printer }) => {
      const erp = createErpClient(agent);
      for (let count = 1; count <= 3; count += 1) {
        expect((await erp.openDrawer()).success).toBe(true);
        await printer.waitForPulse(count);
      }
      expect((await erp.printTest()).success).toBe(true);
      await untilIdle(agent);
      expect(await printer.drawerPulses()).toHaveLength(3);
      erp.close();
    }));
});
