import { usb } from 'usb';
import { describe, expect, it } from 'vitest';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import {
  back,
  bytesOf,
  claimPrinter,
  findDevice,
  getDeviceId,
  getPortStatus,
  letGo,
  out,
  softReset,
  useUsbEmulator,
} from './raw-usb.ts';

const cut = [0x1d, 0x56, 0x42, 0];
const pulse = [0x1b, 0x70, 0, 25, 250];
const paperFence = [0x1d, 0x72, 1];
const paperStatus = [0x10, 0x04, 4];
const pieces = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

/** Which devices there can be, and the printer behind the cable. */
describe.skipIf(whyNoUsbEmulator() !== null)('emulated USB devices', () => {
  const withPrinter = useUsbEmulator();

  it('are several at once, each with its own port, serial number and bytes', () =>
    withPrinter(async (first, emulator) => {
      const second = await emulator.plug({ productId: 0x0056, serial: 'EMU0002' });
      const third = await emulator.plug({ serial: null, port: '3-2.1', address: 40 });
      const disk = await emulator.plug({ kind: 'mass-storage', vendorId: 0x0781, productId: 0x5567, serial: 'DISK' });
      const found = (await usb.getDevices()) as unknown as (typeof device)[];
      const device = await findDevice([0x0471, 0x0056]);
      expect(found.map(({ ports, serialNumber }) => [ports.join('.'), serialNumber])).toEqual(
        expect.arrayContaining([
          ['1', 'EMU0001'],
          ['2', 'EMU0002'],
          ['2.1', null],
          ['3', 'DISK'],
        ]),
      );
      const diskInterface = found.find(({ serialNumber }) => serialNumber === 'DISK')?.configuration.interfaces[0];
      expect(diskInterface?.alternate).toMatchObject({ interfaceClass: 8 });
      await device.open();
      await device.detachKernelDriver(0);
      await device.claimInterface(0);
      await device.transferOut(out, Buffer.from('deux'));
      await letGo(device);
      expect((await second.printed()).toString()).toBe('deux');
      expect((await first.state()).takenBytes).toBe(0);
      for (const other of [second, third, disk]) await other.unplug();
      expect(await usb.getDevices()).toHaveLength(1);
    }));

  it('keep what they printed over a replug, unless asked', () =>
    withPrinter(async (printer) => {
      for (const text of ['avant', 'apres']) {
        const device = await claimPrinter();
        await device.transferOut(out, Buffer.from(text));
        await letGo(device);
        await printer.replug();
      }
      expect((await printer.printed()).toString()).toBe('avantapres');
      await printer.replug({ forgetPrinted: true });
      expect(await printer.printed()).toHaveLength(0);
    }));

  it('may have a keyboard first: the printer is interface 1', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter(1);
        expect(device.configuration.interfaces.map(({ interfaceNumber }) => interfaceNumber)).toEqual([0, 1]);
        await device.transferOut(out, Buffer.from('x'));
        expect(bytesOf((await device.controlTransferIn({ ...getPortStatus, index: 1 }, 1)).data)).toEqual([0x18]);
        await expect(device.controlTransferIn(getPortStatus, 1)).rejects.toThrow();
        expect((await printer.printed()).toString()).toBe('x');
        await letGo(device, 1);
      },
      { kind: 'composite' },
    ));

  it('may be one-way: no bulk IN endpoint, no answers', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const { alternate } = device.configuration.interfaces[0] ?? {};
        expect(alternate).toMatchObject({ interfaceProtocol: 1, endpoints: [{ direction: 'out' }] });
        await device.transferOut(out, Buffer.from(paperStatus));
        expect((await printer.state()).unreadBytes).toBe(0);
        await letGo(device);
      },
      { oneWay: true },
    ));

  it('may be two-way in their second alternate setting only', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        expect(device.configuration.interfaces[0]?.alternates).toHaveLength(2);
        await expect(device.transferIn(back, 64, 200)).rejects.toThrow();
        await device.selectAlternateInterface(0, 1);
        await device.transferOut(out, Buffer.from(paperStatus));
        expect(bytesOf((await device.transferIn(back, 64)).data)).toEqual([0x12]);
        expect((await printer.state()).alternateSetting).toBe(1);
        await letGo(device);
      },
      { alternateSettings: true },
    ));

  it('print, pulse the drawer and confirm', () =>
    withPrinter(async (printer) => {
      const device = await claimPrinter();
      await device.transferOut(out, pieces([0x1b, 0x40], 'ticket\n', cut, pulse, paperFence));
      expect(bytesOf((await device.transferIn(back, 64)).data)).toEqual([0]);
      expect((await printer.waitForPaper(1)).text).toMatch(/^ticket\n/);
      expect(await printer.waitForPulse(1)).toMatchObject({ pin: 2, onMs: 50 });
      await letGo(device);
    }));

  it('block without paper, say so on both ways back, and go on', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        await device.transferOut(out, pieces('ticket\n', cut, paperStatus));
        expect(bytesOf((await device.transferIn(back, 64)).data)).toEqual([0x7e]);
        expect(bytesOf((await device.controlTransferIn(getPortStatus, 1)).data)).toEqual([0x30]);
        await expect(device.transferOut(out, Buffer.alloc(4096, 65), 200)).rejects.toThrow('Cancelled');
        expect(await printer.papers()).toHaveLength(0);
        await printer.setFaults({ paper: 'ok' });
        await printer.waitForPaper(1);
        await letGo(device);
      },
      { faults: { paper: 'end' } },
    ));

  it('answer with the next question where their answers come late', () =>
    withPrinter(
      async () => {
        const device = await claimPrinter();
        await device.transferOut(out, Buffer.from(paperStatus));
        await expect(device.transferIn(back, 64, 100)).rejects.toThrow('Cancelled');
        await device.transferOut(out, Buffer.from([0x10, 0x04, 1]));
        expect(bytesOf((await device.transferIn(back, 64)).data)).toEqual([0x12]);
        await letGo(device);
      },
      { faults: { lateAnswers: true } },
    ));

  it('tell their name, and forget half a command at a soft reset', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        const [, length = 0, ...name] = bytesOf((await device.controlTransferIn(getDeviceId, 1000)).data);
        expect(Buffer.from(name).toString()).toBe('MFG:EPSON;MDL:TM-T20;');
        expect(length).toBe(name.length + 2);
        const tenRowsOfAnImage = [0x1d, 0x76, 0x30, 0, 48, 0, 10, 0];
        await device.transferOut(out, pieces(tenRowsOfAnImage, paperStatus));
        await device.controlTransferOut(softReset, Buffer.alloc(0));
        await device.transferOut(out, pieces('propre\n', cut));
        expect((await printer.waitForPaper(1)).text).toMatch(/^propre\n/);
        expect((await printer.state()).counters).toMatchObject({ softResets: 1, deviceIdRequests: 1 });
        await letGo(device);
      },
      { deviceId: 'MFG:EPSON;MDL:TM-T20;' },
    ));

  it('may leave control requests without an answer, or refuse those of their class', () =>
    withPrinter(
      async (printer) => {
        const device = await claimPrinter();
        await expect(device.controlTransferIn(getPortStatus, 1, 200)).rejects.toThrow('transfer was cancelled');
        await printer.setFaults({ controlHangs: false, refusesClassRequests: true });
        await expect(device.controlTransferIn(getPortStatus, 1)).rejects.toThrow('endpoint stalled');
        await letGo(device);
      },
      { faults: { controlHangs: true } },
    ));
});
