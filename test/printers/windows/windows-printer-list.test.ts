import { describe, expect, it } from 'vitest';
import { parsePrinterAddress } from '../../../src/main/printers/printer-address.ts';
import { listWindowsPrinters } from '../../../src/main/printers/windows/windows-printer-list.ts';
import { createFakeWindows, type FakeWindows, pathOf, ticketPrinter } from './windows-fake-sources.ts';

const list = (windows: FakeWindows) => listWindowsPrinters({ ...windows.sources, timeoutMs: 100 });
const bare = { serial: null, maker: null, usable: true, problem: null };

describe('listWindowsPrinters', () => {
  it('names each way to each printer, and what to write for it', async () => {
    const windows = createFakeWindows();
    windows.printers = [ticketPrinter, { ...ticketPrinter, instance: 'OLD', port: 9, linked: false }];
    windows.services = [
      { vid: '0471', pid: '0055', instance: 'A1', service: 'usbprint' },
      { vid: '0fe6', pid: '811e', instance: 'SN9', service: 'winusb' },
      { vid: '0416', pid: '5011', instance: '5&1&0&1', service: 'libusb0' },
      { vid: '0416', pid: '5012', instance: 'GONE', service: 'winusb' },
    ];
    windows.plugged = [
      { vendorId: 0x471, productId: 0x55, serialNumber: 'a1', productName: 'TM-T20III', manufacturerName: 'EPSON' },
      { vendorId: 0xfe6, productId: 0x811e, serialNumber: 'SN9', productName: ' ', manufacturerName: null },
      { vendorId: 0x416, productId: 0x5011, serialNumber: null, productName: 'POS58', manufacturerName: 'STM' },
    ];
    const printers = await list(windows);
    expect(printers).toEqual([
      {
        ...bare,
        address: 'usb:0471:0055:A1',
        name: 'TM-T20III',
        maker: 'EPSON',
        serial: 'A1',
        transport: 'device-file',
      },
      { ...bare, address: 'usb:0fe6:811e:SN9', name: 'Imprimante USB 0fe6:811e', serial: 'SN9', transport: 'usb' },
      {
        ...bare,
        address: 'usb:0416:5011',
        name: 'POS58',
        maker: 'STM',
        transport: 'usb',
        usable: false,
        problem: { code: 'PRINTER_UNSUPPORTED', message: expect.stringContaining("Zadig n'est jamais nécessaire") },
      },
      { ...bare, address: 'spooler:POS-80 (caisse)', name: 'POS-80 (caisse)', transport: 'spooler' },
    ]);
    for (const { address } of printers) expect(() => parsePrinterAddress(address)).not.toThrow();
  });

  it('names twins by serial number, or by path where they have none', async () => {
    const windows = createFakeWindows();
    const twin = { ...ticketPrinter, instance: '6&1&0&1', port: 2 };
    windows.printers = [{ ...ticketPrinter, instance: 'SN 1', port: 3 }, twin, ticketPrinter];
    const addresses = (await list(windows)).map(({ address }) => address);
    expect(addresses.slice(0, 3)).toEqual([
      `file:${pathOf(windows.printers[0] ?? twin)}`,
      `file:${pathOf(twin)}`,
      'usb:0471:0055:A1',
    ]);
    windows.printers = [twin];
    expect((await list(windows))[0]).toMatchObject({ address: 'usb:0471:0055', name: 'Imprimante USB 0471:0055' });
  });

  it('says why a queue cannot be used, and leaves paperless ones out', async () => {
    const windows = createFakeWindows();
    windows.spooler.details.status = 0x1;
    expect(await list(windows)).toMatchObject([{ usable: false, problem: { code: 'PRINTER_OFFLINE' } }]);
    windows.spooler.details.status = 0;
    windows.printers = [{ ...ticketPrinter, linked: false }];
    expect(await list(windows)).toMatchObject([
      { usable: false, problem: { code: 'PRINTER_OFFLINE', message: expect.stringMatching(/^Débranchée/) } },
    ]);
    windows.spooler.details.portName = 'PORTPROMPT:';
    expect(await list(windows)).toEqual([]);
  });

  it('does without a listing that fails or hangs, but not without any', async () => {
    const windows = createFakeWindows();
    windows.printers = [ticketPrinter];
    windows.spooler.winspool.enumPrinters = () => new Promise(() => {});
    windows.sources.loadLibrary = () => Promise.reject(new Error('no usb'));
    expect(await list(windows)).toMatchObject([{ address: 'usb:0471:0055:A1' }]);
    windows.regFails = true;
    await expect(list(windows)).rejects.toMatchObject({ name: 'AgentError', code: 'PRINTER_LISTING_FAILED' });
  });
});
