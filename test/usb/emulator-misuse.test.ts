import { describe, expect, it } from 'vitest';
import { until, watchOutcome } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { claimPrinter, findDevice, letGo, out, runRawUsb, useUsbEmulator } from './raw-usb.ts';

const claimInChild = `
const device = await usb.findDeviceByIds(0x0471, 0x0055);
await device.open();
await device.detachKernelDriver(0);
await device.claimInterface(0);
`;

/** The traps of npm usb, as measured at a real kernel: the driver's rules come from them. */
describe.skipIf(whyNoUsbEmulator() !== null)('the traps of npm usb at the emulated kernel', () => {
  const withPrinter = useUsbEmulator();

  it('refuses a second transfer on an endpoint, in misleading words', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const first = watchOutcome(device.transferOut(out, Buffer.alloc(64), 1000));
        // Each call goes out on a thread of its own: of two at once either may be the first.
        await printer.waitFor('the first one waits', ({ pendingOut }) => pendingOut === 1);
        await expect(device.transferOut(out, Buffer.alloc(64), 300)).rejects.toThrow('endpoint not found');
        await first.done;
        await letGo(device);
      },
      { faults: { frozen: true } },
    ));

  it('throws when it is closed or released beside a transfer that waits', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const write = watchOutcome(device.transferOut(out, Buffer.alloc(64), 500));
        await printer.waitFor('the transfer waited', ({ pendingOut }) => pendingOut === 1);
        expect(() => device.releaseInterface(0)).toThrow('borrowed mutably');
        await expect((async () => device.close())()).rejects.toThrow('borrowed mutably');
        await write.done;
        await letGo(device);
      },
      { faults: { frozen: true } },
    ));

  it('leaks the descriptor and the claim when it is closed without a release', () =>
    withPrinter(async (printer) => {
      const device = await claimPrinter();
      await device.close();
      expect(await printer.state()).toMatchObject({ openHandles: 1, claimed: true, driver: 'usbfs' });
      const again = await findDevice();
      await again.open();
      await expect(again.claimInterface(0)).rejects.toThrow('interface is busy');
      await again.close();
    }));

  it('leaks nothing over 200 rounds of open, claim, release, close', () =>
    withPrinter(async (printer) => {
      for (let round = 0; round < 200; round++) await letGo(await claimPrinter());
      const { counters } = await printer.waitFor('all was closed', ({ openHandles }) => openHandles === 0);
      expect([counters.claims, counters.releases, counters.opens - counters.closes]).toEqual([200, 200, 0]);
    }));

  it('gives the claim up when it claims twice', () =>
    withPrinter(async (printer) => {
      const device = await claimPrinter();
      await device.claimInterface(0);
      expect(await printer.state()).toMatchObject({ claimed: false, driver: null });
      await device.close();
    }));

  it('drops its own claim when it detaches after it', () =>
    withPrinter(async (printer) => {
      const device = await claimPrinter();
      await device.detachKernelDriver(0);
      expect(await printer.state()).toMatchObject({ claimed: false, counters: { stolenClaims: 0 } });
      await device.close();
    }));

  it("steals another program's claim when it detaches", () =>
    withPrinter(
      async (printer) => {
        const device = await findDevice();
        await device.open();
        await expect(device.claimInterface(0)).rejects.toThrow('interface is busy');
        await device.detachKernelDriver(0);
        await device.claimInterface(0);
        expect(await printer.state()).toMatchObject({ claimed: true, counters: { stolenClaims: 1 } });
        await letGo(device);
      },
      { driver: 'usbfs' },
    ));

  it('loses transfers and claim at a reset, after which usblp is back', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const write = watchOutcome(device.transferOut(out, Buffer.alloc(64), 20_000));
        await printer.waitFor('the transfer waited', ({ pendingOut }) => pendingOut === 1);
        await device.reset();
        await write.done;
        expect(String(write.error)).toContain('Cancelled');
        expect(await printer.state()).toMatchObject({ claimed: false, driver: 'usblp', counters: { resets: 1 } });
      },
      { faults: { frozen: true } },
    ));

  it('never settles a transfer that the kernel does not give back: only the end of its process ends it', () =>
    withPrinter(
      async (printer) => {
        const run = runRawUsb(`${claimInChild}
          setTimeout(() => say('still waiting'), 500);
          process.on('SIGTERM', () => process.exit(0));
          await device.transferOut(1, Buffer.alloc(64), 100).finally(() => say('settled'));`);
        await printer.waitFor('the transfer was cancelled', ({ counters }) => counters.discards === 1);
        await until('it waited on', () => run.output.includes('still waiting'));
        expect(run.output).not.toContain('settled');
        run.child.kill();
        await run.ended.done;
        const left = await printer.waitFor('its descriptor was closed', ({ openHandles }) => openHandles === 0);
        expect(left).toMatchObject({ claimed: false, driver: null });
      },
      { faults: { frozen: true, neverCancel: true } },
    ));

  it('is let go by the kernel when its process is killed in the middle of a transfer', () =>
    withPrinter(
      async (printer) => {
        const run = runRawUsb(`${claimInChild} await device.transferOut(1, Buffer.alloc(4096, 65), 60000);`);
        await printer.waitFor('the transfer waited', ({ takenBytes }) => takenBytes === 1000);
        run.child.kill('SIGKILL');
        await printer.waitFor('its descriptor was closed', ({ openHandles }) => openHandles === 0);
        await printer.clearFaults();
        const device = await claimPrinter();
        await device.transferOut(out, Buffer.from('z'));
        expect(await printer.printed()).toEqual(Buffer.from(`${'A'.repeat(1000)}z`));
        await letGo(device);
      },
      { faults: { acceptLimit: 1000 } },
    ));

  it('crashes the process that listens where there is no /sys/bus/usb', () =>
    withPrinter(async (_printer, emulator) => {
      await emulator.setSysfs(false);
      const run = runRawUsb(`usb.addEventListener('connect', () => {}); setTimeout(() => say('alive'), 5000);`);
      await run.ended.done;
      expect(run.child.exitCode).not.toBe(0);
      expect(run.output).not.toContain('alive');
      await emulator.setSysfs(true);
    }));

  it('finds nothing while /sys/bus/usb is away', () =>
    withPrinter(async (_printer, emulator) => {
      await emulator.setSysfs(false);
      await expect(findDevice()).rejects.toThrow();
      await emulator.setSysfs(true);
      await letGo(await claimPrinter());
    }));
});
