import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createUsbConnector } from '../../src/main/printers/usb/usb-connector.ts';
import { listUsbPrinters } from '../../src/main/printers/usb/usb-discovery.ts';
import { until } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { connectorPlaces, failureOf, setUpBench, useEmulator, withBench } from './connector-bench.ts';
import { runRawUsb } from './raw-usb.ts';

const isPlain = whyNoUsbEmulator() !== null;
const claimIt = `
const device = await usb.findDeviceByIds(0x0471, 0x0055);
await device.open();
try { await device.claimInterface(0); } catch { await device.detachKernelDriver(0); await device.claimInterface(0); }
say('claimed');
setInterval(() => {}, 1000);`;

describe.skipIf(isPlain).each(connectorPlaces)('claims on USB, %s', (place) => {
  const emulator = useEmulator();

  it('takes the printer from usblp and gives it back', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      expect((await printer.state()).driver).toBe('usblp');
      const link = await connector.open();
      expect(await printer.state()).toMatchObject({ driver: 'usbfs', claimed: true });
      await link.close();
      const after = await printer.waitFor('it is let go', ({ openHandles }) => openHandles === 0);
      expect(after).toMatchObject({ driver: 'usblp', claimed: false, counters: { detaches: 1, claims: 1 } });
    }));

  it('takes a printer that no driver has', () =>
    withBench(
      emulator.current,
      place,
      async ({ printer, connector }) => {
        const link = await connector.open();
        await link.write(Buffer.from('x'));
        expect((await printer.state()).counters.detaches).toBe(0);
      },
      { printer: { driver: null } },
    ));

  it("respects another program's claim and names it", () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const other = runRawUsb(claimIt);
      try {
        await until('the other program has it', () => other.output.includes('claimed'));
        const error = await failureOf(connector.open());
        expect(error).toMatchObject({ code: 'PRINTER_BUSY', sureBytes: 0, maybeBytes: 0 });
        expect(error.message).toContain(`« node », processus ${other.child.pid}`);
        expect(await printer.state()).toMatchObject({ claimed: true, counters: { stolenClaims: 0 } });
        // It is a child of this test; it must not pass for one of the agent's.
        const [listed] = await listUsbPrinters({ isOurs: () => false });
        expect(listed).toMatchObject({ usable: false, problem: { code: 'PRINTER_BUSY' } });
      } finally {
        other.child.kill('SIGKILL');
      }
      await printer.waitFor('the other program is gone', ({ claimed }) => !claimed);
      await connector.open();
    }));

  it('gives the udev rule when Linux refuses', () =>
    withBench(
      emulator.current,
      place,
      async ({ connector }) => {
        const { code, message } = await failureOf(connector.open());
        expect(code).toBe('PRINTER_PERMISSION');
        expect(message).toContain('ATTR{idVendor}=="0471", ATTR{idProduct}=="0055", MODE="0660", GROUP="lp"');
        expect(message).toContain('/etc/udev/rules.d/60-smartpos-agent.rules');
      },
      { printer: { faults: { openErrno: 13 } } },
    ));

  it('leaks no descriptor over 200 openings', () =>
    withBench(emulator.current, place, async ({ printer, connector }) => {
      const openFiles = () => readdirSync('/proc/self/fd').length;
      let link = await connector.open();
      await link.close();
      const before = openFiles();
      for (let round = 0; round < 200; round += 1) {
        link = await connector.open();
        await link.close();
      }
      const state = await printer.waitFor('all are closed', ({ openHandles }) => openHandles === 0);
      expect(state.counters.opens).toBe(state.counters.closes);
      expect(openFiles()).toBeLessThanOrEqual(before);
    }));

  it('finds the printer that is meant', async () => {
    const first = await setUpBench(emulator.current, place, {
      printer: { serial: 'A', port: '1-1' },
      target: { vendorId: 0x0471, productId: 0x0055, serial: 'B' },
    });
    const second = await emulator.current.plug({ serial: 'B', port: '1-2.4' });
    const byPort = createUsbConnector({ target: { vendorId: 0x0471, productId: 0x0055, port: '1-1' } });
    try {
      await (await first.connector.open()).write(Buffer.from('for B'));
      await (await byPort.open()).write(Buffer.from('for A'));
      expect((await second.printed()).toString()).toBe('for B');
      expect((await first.printer.printed()).toString()).toBe('for A');
    } finally {
      await byPort.end();
      await first.dispose();
      await second.unplug();
    }
  });

  it('passes by what is no printer, and a class of its own unless asked for by its ids', async () => {
    const disk = await emulator.current.plug({ kind: 'mass-storage', port: '1-1', vendorId: 0x0781 });
    const bench = await setUpBench(emulator.current, place, { printer: { interfaceClass: 255, port: '1-2' } });
    const named = createUsbConnector({ target: { vendorId: 0x0471, productId: 0x0055 } });
    try {
      expect((await failureOf(bench.connector.open())).code).toBe('PRINTER_OFFLINE');
      await (await named.open()).write(Buffer.from('vendor'));
      expect((await bench.printer.printed()).toString()).toBe('vendor');
    } finally {
      await named.end();
      await bench.dispose();
      await disk.unplug();
    }
  });
});

describe.skipIf(isPlain)('listing USB printers', () => {
  const emulator = useEmulator();

  it('tells what is there without touching it, our own printer included', async () => {
    const disk = await emulator.current.plug({ kind: 'mass-storage', port: '1-3', vendorId: 0x0781 });
    const bench = await setUpBench(emulator.current, 'in a driver process', { printer: { port: '1-1.4' } });
    await bench.connector.open();
    const before = await bench.printer.state();
    expect(await listUsbPrinters()).toEqual([
      {
        vendorId: 0x0471,
        productId: 0x0055,
        name: 'Emulated Printer',
        maker: 'ICS',
        serial: 'EMU0001',
        port: '1-1.4',
        usable: true,
        problem: null,
      },
    ]);
    expect((await bench.printer.state()).counters.ioctls).toBe(before.counters.ioctls);
    await bench.dispose();
    await disk.unplug();
  });
});
