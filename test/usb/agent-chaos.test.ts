import { describe, expect, it } from 'vitest';
import { runChaos } from '../chaos/run-chaos.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';

describe.skipIf(whyNoUsbEmulator() !== null)('the chaos over USB', () => {
  it('keeps every promise over six kills, unplugs, faults and dead drivers', { timeout: 120_000 }, async () => {
    const options = { kills: 6, seed: 20_261_122, clients: 6, usb: true, troubles: true };
    const report = await runChaos({ ...options, log: () => {} });
    expect(report).toMatchObject({ violations: [], kills: 6, starts: 7, lost: 0, doubled: 0 });
    // Without these the run would have proved nothing.
    expect(report.troubles).toBeGreaterThan(0);
    expect(report.accepted).toBeGreaterThanOrEqual(20);
    expect(report.printed).toBeGreaterThanOrEqual(10);
  });
});
