import { describe, expect, it } from 'vitest';
import type { UsbTarget } from '../../../src/main/printers/usb/usb-device.ts';
import { createWindowsUsbTransport } from '../../../src/main/printers/windows/windows-usb-transport.ts';
import { numberedBytes, until, watchOutcome } from '../../contracts/connector-harness.ts';
import { describeTransport } from '../../contracts/transport.ts';
import { createFakeWindows, type FakeWindows, pathOf, ticketPrinter } from './windows-fake-sources.ts';

const laser = { vid: '03f0', pid: '2b17', instance: 'HP', port: 2, linked: true };

function setUp(change: Partial<FakeWindows> = {}, target: UsbTarget = {}) {
  const windows = Object.assign(createFakeWindows(), change);
  let hangs = 0;
  const transport = createWindowsUsbTransport({
    target,
    ...windows.sources,
    fs: windows.fs,
    chooseTimeoutMs: 200,
    closeTimeoutMs: 20,
    onHung: () => {
      hangs += 1;
      windows.device.endProcess();
      windows.spooler.endProcess();
    },
  });
  return { windows, transport, hangs: () => hangs };
}

function describeWay(name: string, printers: FakeWindows['printers'], take: (windows: FakeWindows) => Way): void {
  describeTransport(`a USB printer chosen on a fake Windows: ${name}`, async () => {
    const { windows, transport } = setUp({ printers });
    const { received, stall, resume, cut } = take(windows);
    return {
      ...{ transport, received, stall, resume, cut },
      readable: false,
      staysOpenAfterAbort: false,
      cannot: { answer: 'one-way' },
      answer() {
        throw new Error('one-way');
      },
      dispose: () => transport.close(),
    };
  });
}

type Way = Pick<FakeWindows['device'], 'received' | 'stall' | 'resume' | 'cut'>;
describeWay('usbprint', [ticketPrinter], ({ device }) => device);
describeWay('queue', [], ({ spooler }) => spooler);

describe('the way to a USB printer on Windows', () => {
  it('is usbprint first, after one query, and is named', async () => {
    const { windows, transport } = setUp({ printers: [ticketPrinter] }, { vendorId: 0x471, productId: 0x55 });
    expect(transport).toMatchObject({ kind: 'usb', description: 'usb:0471:0055', isOpen: false, readable: false });
    await transport.open();
    expect(transport).toMatchObject({ kind: 'device-file', description: 'usb:0471:0055 (usbprint)', isOpen: true });
    expect(windows.openedPaths).toEqual([pathOf(ticketPrinter)]);
    expect(windows.regQueries).toBe(1);
    expect(windows.spooler.calls).toEqual([]);
    await transport.close();
    await transport.open();
    expect(windows.regQueries).toBe(1);
    await transport.close();
  });

  it('is a queue where there is no other, by its name', async () => {
    const { transport, windows } = setUp();
    await transport.open();
    expect(transport).toMatchObject({ kind: 'spooler', description: "usb (file d'attente POS-80 (caisse))" });
    await transport.write(numberedBytes(10));
    expect(windows.spooler.documents).toMatchObject([{ state: 'ended' }]);
    expect(await transport.portStatus?.()).toBeNull();
    await expect(transport.softReset?.()).rejects.toMatchObject({ code: 'PRINTER_UNSUPPORTED' });
    await transport.close();
    windows.printers = [ticketPrinter];
    await transport.open();
    expect(transport.description).toBe('usb (usbprint)');
    await transport.close();
  });

  it('is WinUSB only where that driver is', async () => {
    const service = { vid: '0fe6', pid: '811e', instance: 'SN9' };
    const opened: string[] = [];
    const endpoints = [{ endpointNumber: 1, direction: 'out', type: 'bulk', packetSize: 64 }];
    const alternate = { alternateSetting: 0, interfaceClass: 7, interfaceSubclass: 1, interfaceProtocol: 1, endpoints };
    const handle = {
      vendorId: 0x0fe6,
      productId: 0x811e,
      serialNumber: 'SN9',
      productName: null,
      manufacturerName: null,
      bus: '1',
      ports: [1],
      configuration: { interfaces: [{ interfaceNumber: 0, alternates: [alternate] }] },
      open: async () => void opened.push('open'),
      claimInterface: async () => {},
      releaseInterface: async () => {},
      close: async () => void opened.push('close'),
    };
    const { transport, windows } = setUp({
      services: [{ ...service, service: 'winusb' }],
      plugged: [handle as unknown as FakeWindows['plugged'][number]],
    });
    await transport.open();
    expect(transport).toMatchObject({ kind: 'usb', description: 'usb (WinUSB)', readable: false });
    await transport.close();
    expect(opened).toEqual(['open', 'close']);
    windows.services = [{ ...service, service: 'libusb0' }];
    await transport.open();
    expect(transport.kind).toBe('spooler');
    await transport.close();
  });

  it('is found again under another path', async () => {
    const moved = { ...ticketPrinter, instance: '6&1f0b2c&0&2', port: 3 };
    const { transport, windows } = setUp({ printers: [{ ...moved, instance: '6&1f0b2c&0&1' }] });
    await transport.open();
    await transport.close();
    windows.printers = [{ ...moved, instance: '6&1f0b2c&0&1', linked: false }, moved];
    await transport.open();
    expect(windows.openedPaths.at(-1)).toBe(pathOf(moved));
    await transport.write(numberedBytes(8));
    expect(windows.device.received()).toHaveLength(8);
    await transport.close();
  });

  it('is looked for again when the printer was away', async () => {
    const { transport, windows } = setUp({ printers: [{ ...ticketPrinter, linked: false }] });
    // The queue of a printer that is away would keep the tickets.
    await expect(transport.open()).rejects.toMatchObject({ name: 'TransportError', code: 'PRINTER_OFFLINE' });
    windows.printers = [ticketPrinter];
    await transport.open();
    windows.printers = [{ ...ticketPrinter, linked: false }];
    await transport.close();
    await expect(transport.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    windows.printers = [ticketPrinter];
    await transport.open();
    expect(transport.isOpen).toBe(true);
    await transport.close();
  });

  it('is not chosen anew for a printer that another program holds', async () => {
    const { transport, windows } = setUp({ printers: [ticketPrinter] });
    await transport.open();
    await transport.close();
    windows.device.refuse(...Array.from({ length: 5 }, () => Object.assign(new Error('held'), { code: 'EBUSY' })));
    await expect(transport.open()).rejects.toMatchObject({ code: 'PRINTER_BUSY' });
    expect(windows.regQueries).toBe(1);
  });

  it.each([
    ['two printers', { printers: [ticketPrinter, laser] }, {}, 'PRINTER_AMBIGUOUS', /choisissez/],
    ['no socket by number', { printers: [ticketPrinter] }, { port: '1-1' }, 'PRINTER_UNSUPPORTED', /prise/],
    ['no list: not the next best queue', { regFails: true }, {}, 'PRINTER_OFFLINE', /reg\.exe/],
    ['the wanted one only', { printers: [laser] }, { vendorId: 0x471, productId: 0x55 }, 'PRINTER_OFFLINE', /Zadig/],
  ] as const)('is refused: %s', async (_, change, target, code, message) => {
    const { transport } = setUp({ ...change } as unknown as Partial<FakeWindows>, target);
    const error = await transport.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TransportError', code, maybeBytes: 0 });
    expect((error as Error).message).toMatch(message);
  });

  it.each(['192.168.1.50_1', 'IP_10.0.0.4', 'LPT1:', 'COM3', 'WSD-1'])(
    'is not a queue on %s, which may be the office printer',
    async (portName) => {
      const { transport, windows } = setUp();
      windows.spooler.details.portName = portName;
      await expect(transport.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    },
  );

  it('is given up when Windows does not answer, and the process is to end', async () => {
    const { transport, windows, hangs } = setUp();
    windows.spooler.winspool.enumPrinters = () => new Promise(() => {});
    await expect(transport.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(hangs()).toBe(1);
  });

  it('is given up on close', async () => {
    const { transport, windows, hangs } = setUp();
    windows.spooler.winspool.enumPrinters = () => new Promise(() => {});
    const opening = watchOutcome(transport.open());
    await until('it asks', () => windows.regQueries === 2);
    await transport.close();
    expect(opening.error).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(hangs()).toBe(0);
  });
});
