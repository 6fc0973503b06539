import { describe, expect, it } from 'vitest';
import type { UsbTarget } from '../../../src/main/printers/usb/usb-device.ts';
import { createWindowsUsbConnector } from '../../../src/main/printers/windows/windows-usb-connector.ts';
import { describeConnector } from '../../contracts/connector.ts';
import { numberedBytes, until, watchOutcome } from '../../contracts/connector-harness.ts';
import { createFakeWindows, type FakeWindows, pathOf, ticketPrinter } from './windows-fake-sources.ts';

const laser = { vid: '03f0', pid: '2b17', instance: 'HP', port: 2, linked: true };

function setUp(change: Partial<FakeWindows> = {}, target: UsbTarget = {}) {
  const windows = Object.assign(createFakeWindows(), change);
  let hangs = 0;
  const connector = createWindowsUsbConnector({
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
  return { windows, connector, hangs: () => hangs };
}

function describeWay(name: string, printers: FakeWindows['printers'], take: (windows: FakeWindows) => Way): void {
  describeConnector(`a USB printer chosen on a fake Windows: ${name}`, async () => {
    const { windows, connector } = setUp({ printers });
    const { received, stall, resume, cut } = take(windows);
    return {
      ...{ connector, received, stall, resume, cut },
      readable: false,
      staysOpenAfterAbort: false,
      cannot: { answer: 'one-way' },
      answer() {
        throw new Error('one-way');
      },
      held: () => windows.device.openHandles + windows.spooler.openHandles,
      dispose: () => connector.end(),
    };
  });
}

type Way = Pick<FakeWindows['device'], 'received' | 'stall' | 'resume' | 'cut'>;
describeWay('usbprint', [ticketPrinter], ({ device }) => device);
describeWay('queue', [], ({ spooler }) => spooler);

describe('the way to a USB printer on Windows', () => {
  it('is usbprint first, after one query, and is named', async () => {
    const { windows, connector } = setUp({ printers: [ticketPrinter] }, { vendorId: 0x471, productId: 0x55 });
    expect(connector).toMatchObject({ kind: 'usb', description: 'usb:0471:0055' });
    let link = await connector.open();
    expect(link).toMatchObject({ kind: 'device-file', description: 'usb:0471:0055 (usbprint)', readable: false });
    expect(windows.openedPaths).toEqual([pathOf(ticketPrinter)]);
    expect(windows.regQueries).toBe(1);
    expect(windows.spooler.calls).toEqual([]);
    await link.close();
    link = await connector.open();
    expect(windows.regQueries).toBe(1);
    await link.close();
  });

  it('is a queue where there is no other, by its name', async () => {
    const { connector, windows } = setUp();
    let link = await connector.open();
    expect(link).toMatchObject({ kind: 'spooler', description: "usb (file d'attente POS-80 (caisse))" });
    await link.write(numberedBytes(10));
    expect(windows.spooler.documents).toMatchObject([{ state: 'ended' }]);
    expect(await link.portStatus()).toBeNull();
    await expect(link.softReset()).rejects.toMatchObject({ code: 'PRINTER_UNSUPPORTED' });
    await link.close();
    windows.printers = [ticketPrinter];
    link = await connector.open();
    expect(link.description).toBe('usb (usbprint)');
    await link.close();
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
    const { connector, windows } = setUp({
      services: [{ ...service, service: 'winusb' }],
      plugged: [handle as unknown as FakeWindows['plugged'][number]],
    });
    let link = await connector.open();
    expect(link).toMatchObject({ kind: 'usb', description: 'usb (WinUSB)', readable: false });
    await link.close();
    expect(opened).toEqual(['open', 'close']);
    windows.services = [{ ...service, service: 'libusb0' }];
    link = await connector.open();
    expect(link.kind).toBe('spooler');
    await link.close();
  });

  it('is found again under another path', async () => {
    const moved = { ...ticketPrinter, instance: '6&1f0b2c&0&2', port: 3 };
    const { connector, windows } = setUp({ printers: [{ ...moved, instance: '6&1f0b2c&0&1' }] });
    let link = await connector.open();
    await link.close();
    windows.printers = [{ ...moved, instance: '6&1f0b2c&0&1', linked: false }, moved];
    link = await connector.open();
    expect(windows.openedPaths.at(-1)).toBe(pathOf(moved));
    await link.write(numberedBytes(8));
    expect(windows.device.received()).toHaveLength(8);
    await link.close();
  });

  it('is looked for again when the printer was away', async () => {
    const { connector, windows } = setUp({ printers: [{ ...ticketPrinter, linked: false }] });
    // The queue of a printer that is away would keep the tickets.
    await expect(connector.open()).rejects.toMatchObject({ name: 'LinkError', code: 'PRINTER_OFFLINE' });
    windows.printers = [ticketPrinter];
    let link = await connector.open();
    windows.printers = [{ ...ticketPrinter, linked: false }];
    await link.close();
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    windows.printers = [ticketPrinter];
    link = await connector.open();
    expect(link.ended.aborted).toBe(false);
    await link.close();
  });

  it('is not chosen anew for a printer that another program holds', async () => {
    const { connector, windows } = setUp({ printers: [ticketPrinter] });
    const link = await connector.open();
    await link.close();
    windows.device.refuse(...Array.from({ length: 5 }, () => Object.assign(new Error('held'), { code: 'EBUSY' })));
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_BUSY' });
    expect(windows.regQueries).toBe(1);
  });

  it.each([
    ['two printers', { printers: [ticketPrinter, laser] }, {}, 'PRINTER_AMBIGUOUS', /choisissez/],
    ['no socket by number', { printers: [ticketPrinter] }, { port: '1-1' }, 'PRINTER_UNSUPPORTED', /prise/],
    ['no list: not the next best queue', { regFails: true }, {}, 'PRINTER_OFFLINE', /reg\.exe/],
    ['the wanted one only', { printers: [laser] }, { vendorId: 0x471, productId: 0x55 }, 'PRINTER_OFFLINE', /Zadig/],
  ] as const)('is refused: %s', async (_, change, target, code, message) => {
    const { connector } = setUp({ ...change } as unknown as Partial<FakeWindows>, target);
    const error = await connector.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LinkError', code, maybeBytes: 0 });
    expect((error as Error).message).toMatch(message);
  });

  it.each(['192.168.1.50_1', 'IP_10.0.0.4', 'LPT1:', 'COM3', 'WSD-1'])(
    'is not a queue on %s, which may be the office printer',
    async (portName) => {
      const { connector, windows } = setUp();
      windows.spooler.details.portName = portName;
      await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    },
  );

  it('is given up when Windows does not answer, and the process is to end', async () => {
    const { connector, windows, hangs } = setUp();
    windows.spooler.winspool.enumPrinters = () => new Promise(() => {});
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(hangs()).toBe(1);
  });

  it('is given up at the end', async () => {
    const { connector, windows, hangs } = setUp();
    windows.spooler.winspool.enumPrinters = () => new Promise(() => {});
    const opening = watchOutcome(connector.open());
    await until('it asks', () => windows.regQueries === 2);
    await connector.end();
    await opening.done;
    expect(opening.error).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(hangs()).toBe(0);
  });
});
