import { usb } from 'usb';
import { describe, expect, it } from 'vitest';
import { numberedBytes, until, watchOutcome } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import {
  back,
  bytesOf,
  claimPrinter,
  findDevice,
  getPortStatus,
  letGo,
  out,
  type RawDevice,
  useUsbEmulator,
} from './raw-usb.ts';

/** What npm usb does at a real kernel, as measured, it does at the emulated one: the emulator can be believed. */
describe.skipIf(whyNoUsbEmulator() !== null)('npm usb at the emulated kernel', () => {
  const withPrinter = useUsbEmulator();

  it('finds the printer with its endpoints, takes it from usblp, and prints 4 KiB byte for byte', () =>
    withPrinter(async (printer) => {
      const device = await findDevice();
      const { address } = await printer.state();
      expect(device).toMatchObject({ serialNumber: 'EMU0001', productName: 'Emulated Printer', address, ports: [1] });
      expect(device.configuration.interfaces[0]?.alternate).toMatchObject({
        interfaceClass: 7,
        endpoints: [
          { endpointNumber: out, direction: 'out', type: 'bulk', packetSize: 64 },
          { endpointNumber: back, direction: 'in', type: 'bulk', packetSize: 64 },
        ],
      });
      await device.open();
      expect((await printer.state()).driver).toBe('usblp');
      await expect(device.claimInterface(0)).rejects.toThrow(/interface is busy.*errno 16/);
      await device.detachKernelDriver(0);
      await device.claimInterface(0);
      expect(await printer.state()).toMatchObject({ claimed: true, driver: 'usbfs' });
      const bytes = numberedBytes(4096);
      expect(await device.transferOut(out, bytes)).toMatchObject({ bytesWritten: 4096 });
      expect(await printer.printed()).toEqual(bytes);
      await device.releaseInterface(0);
      await device.attachKernelDriver(0);
      await device.close();
      expect(await printer.waitFor('it was closed', ({ openHandles }) => openHandles === 0)).toMatchObject({
        claimed: false,
        driver: 'usblp',
        counters: { claims: 1, releases: 1, detaches: 1, attaches: 1, stolenClaims: 0 },
      });
    }));

  it('gives a transfer up at its time-out, without the count; the endpoint works on', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const failure = await device.transferOut(out, numberedBytes(4096), 200).catch((error: Error) => error);
        expect(failure).toMatchObject({ message: 'transferOut error: Cancelled', code: 'GenericFailure' });
        expect(failure).not.toHaveProperty('bytesWritten');
        expect(await printer.printed()).toEqual(numberedBytes(4096).subarray(0, 1000));
        await printer.clearFaults();
        expect(await device.transferOut(out, Buffer.alloc(10))).toMatchObject({ bytesWritten: 10 });
        await letGo(device);
      },
      { faults: { acceptLimit: 1000 } },
    ));

  it.each([0, Infinity])('takes a time-out of %s as a cancellation', (timeoutMs) =>
    withPrinter(
      async () => {
        const device = await claimPrinter();
        await expect(device.transferOut(out, Buffer.alloc(64), timeoutMs)).rejects.toThrow('Cancelled');
        await letGo(device);
      },
      { faults: { frozen: true } },
    ),
  );

  it('rejects a stall, until its halt is cleared', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        await expect(device.transferOut(out, Buffer.alloc(4096))).rejects.toThrow(/: Stall$/);
        expect(await printer.state()).toMatchObject({ takenBytes: 100, haltedEndpoints: [out] });
        await expect(device.transferOut(out, Buffer.alloc(10))).rejects.toThrow(/: Stall$/);
        await device.clearHalt('out', out);
        await device.transferOut(out, Buffer.alloc(10));
        expect(await printer.state()).toMatchObject({ takenBytes: 110, counters: { clearHalts: 1 } });
        await letGo(device);
      },
      { faults: { stallAfterBytes: 100 } },
    ));

  it('calls a protocol error a fault', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        await expect(device.transferOut(out, Buffer.alloc(4096))).rejects.toThrow(/: Fault$/);
        expect((await printer.state()).takenBytes).toBe(64);
        await device.transferOut(out, Buffer.alloc(10));
        await letGo(device);
      },
      { faults: { protocolErrorAfterBytes: 64 } },
    ));

  it('tells a short write by its count', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        expect(await device.transferOut(out, Buffer.alloc(4096))).toMatchObject({ bytesWritten: 50 });
        expect((await printer.state()).takenBytes).toBe(50);
        await letGo(device);
      },
      { faults: { shortWriteBytes: 50 } },
    ));

  it('tells at once that the cable came out, and cannot be opened any more', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        await expect(device.transferOut(out, numberedBytes(4096), 20_000)).rejects.toThrow(/: Disconnected$/);
        expect(await printer.printed()).toEqual(numberedBytes(1000));
        await expect(device.transferOut(out, Buffer.alloc(10), 20_000)).rejects.toThrow(/: Disconnected$/);
        await device.releaseInterface(0);
        await device.close();
        await printer.waitFor('it was closed', ({ openHandles }) => openHandles === 0);
        await expect(device.open()).rejects.toThrow(/errno 2\b/);
        expect(await usb.findDeviceByIds(0x0471, 0x0055)).toBeUndefined();
      },
      { faults: { unplugAfterBytes: 1000 } },
    ));

  it('hears of a printer that goes and comes back elsewhere', () =>
    withPrinter(async (printer) => {
      const heard: string[] = [];
      const onEvent = (event: { type: string; device: unknown }) =>
        heard.push(`${event.type} ${(event.device as RawDevice).address}`);
      usb.addEventListener('connect', onEvent);
      usb.addEventListener('disconnect', onEvent);
      // Nothing tells when they are listening: the printer is replugged until its coming is heard. Of a device that
      // has gone before its coming was looked at, npm usb does not tell that it went.
      const replugIsHeard = async () => {
        await printer.replug();
        const { address } = await printer.state();
        return until('the plug was heard', () => heard.includes(`connect ${address}`), 500).then(
          () => true,
          () => false,
        );
      };
      await until('the listeners listened', replugIsHeard);
      const { address } = await printer.state();
      await printer.unplug();
      await until('the unplug was heard', () => heard.includes(`disconnect ${address}`));
      await printer.replug({ port: '2-3.4', address: 77 });
      await until('the plug was heard', () => heard.includes('connect 77'));
      usb.removeEventListener('connect', onEvent);
      usb.removeEventListener('disconnect', onEvent);
      const device = await claimPrinter();
      expect([device.bus, device.ports]).toEqual(['002', [3, 4]]);
      await device.transferOut(out, Buffer.alloc(10));
      await letGo(device);
    }));

  it('asks and reads beside a transfer that waits', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const write = watchOutcome(device.transferOut(out, Buffer.alloc(64), 20_000));
        const read = device.transferIn(back, 64, 20_000);
        await printer.waitFor('both wait', ({ pendingOut, pendingIn }) => pendingOut === 1 && pendingIn === 1);
        expect(bytesOf((await device.controlTransferIn(getPortStatus, 1)).data)).toEqual([0x18]);
        await printer.say(Buffer.from([0x14]));
        expect(bytesOf((await read).data)).toEqual([0x14]);
        expect(write.settled).toBe(false);
        await printer.clearFaults();
        await write.done;
        expect(write.error).toBeUndefined();
        await letGo(device);
      },
      { faults: { acceptLimit: 0 } },
    ));

  it('has no right to open it: errno 13', () =>
    withPrinter(
      async (printer) => {
        const device = await findDevice();
        await expect(device.open()).rejects.toThrow(/errno 13\b/);
        expect((await printer.state()).openHandles).toBe(0);
      },
      { faults: { openErrno: 13 } },
    ));
});
