import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listUsbPrinters } from '../../../src/main/printers/usb/usb-discovery.ts';
import { explainPermission, nameUsbPrinter } from '../../../src/main/printers/usb/usb-errors.ts';
import { readSysfsUsbDevices, watchUsbDevices } from '../../../src/main/printers/usb/usb-sysfs.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sysfs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const printer = [9, 4, 0, 0, 2, 7, 1, 2, 0, 7, 5, 0x01, 2, 64, 0, 0, 7, 5, 0x82, 2, 64, 0, 0];
const keyboard = [9, 4, 0, 0, 1, 3, 1, 1, 0, 7, 5, 0x81, 3, 8, 0, 10];

function plug(port: string, descriptors: number[], files: Record<string, string> = {}): void {
  const folder = path.join(root, port);
  mkdirSync(folder);
  const all = { busnum: '1', devnum: '7', idVendor: '0471', idProduct: '0055', bConfigurationValue: '1', ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(folder, name), `${text}\n`);
  writeFileSync(path.join(folder, 'descriptors'), Uint8Array.from([9, 2, 0, 0, 1, 1, 0, 0xc0, 1, ...descriptors]));
}

describe('listing from sysfs', () => {
  it('lists printers in the order of their ports, and nothing else', async () => {
    plug('1-10', printer, { serial: 'TEN' });
    plug('1-2', printer, { product: 'Ticket', manufacturer: 'ICS' });
    plug('1-3', keyboard);
    mkdirSync(path.join(root, 'usb1'));
    mkdirSync(path.join(root, '1-10:1.0'));
    mkdirSync(path.join(root, '1-4'));
    const printers = await listUsbPrinters({ sysfsRoot: root });
    expect(printers.map(({ port, serial, name, maker }) => [port, serial, name, maker])).toEqual([
      ['1-2', null, 'Ticket', 'ICS'],
      ['1-10', 'TEN', null, null],
    ]);
  });

  it('says that a printer is in use, and one without bulk OUT unusable', async () => {
    plug('1-1', printer);
    mkdirSync(path.join(root, '1-1:1.0'));
    symlinkSync('/sys/bus/usb/drivers/usbfs', path.join(root, '1-1:1.0', 'driver'));
    plug('1-2', printer.slice(0, 9));
    const printers = await listUsbPrinters({ sysfsRoot: root });
    expect(printers.map(({ usable, problem }) => [usable, problem?.code])).toEqual([
      [false, 'PRINTER_BUSY'],
      [false, 'PRINTER_UNSUPPORTED'],
    ]);
    expect(printers[0]?.problem?.message).toContain('un autre programme');
  });

  it('leaves usblp alone: a printer that the kernel has is usable', async () => {
    plug('1-1', printer);
    mkdirSync(path.join(root, '1-1:1.0'));
    symlinkSync('/sys/bus/usb/drivers/usblp', path.join(root, '1-1:1.0', 'driver'));
    expect(await listUsbPrinters({ sysfsRoot: root })).toMatchObject([{ usable: true, problem: null }]);
  });

  it('is empty without any USB', async () => {
    expect(await listUsbPrinters({ sysfsRoot: path.join(root, 'absent') })).toEqual([]);
    expect(await readSysfsUsbDevices(path.join(root, 'absent'))).toBeNull();
  });
});

it('tells whoever watches of each change, and no more once ended', () => {
  vi.useFakeTimers();
  try {
    let changes = 0;
    const end = watchUsbDevices(() => (changes += 1), { everyMs: 500, sysfsRoot: root });
    vi.advanceTimersByTime(1000);
    expect(changes).toBe(0);
    plug('1-1', printer);
    vi.advanceTimersByTime(500);
    expect(changes).toBe(1);
    writeFileSync(path.join(root, '1-1', 'devnum'), '8\n');
    vi.advanceTimersByTime(1500);
    expect(changes).toBe(2);
    end();
    rmSync(path.join(root, '1-1'), { recursive: true });
    vi.advanceTimersByTime(1500);
    expect(changes).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

it('where there is no sysfs nobody looks', () => {
  vi.useFakeTimers();
  try {
    const end = watchUsbDevices(() => {}, { platform: 'win32', sysfsRoot: root });
    expect(vi.getTimerCount()).toBe(0);
    end();
    watchUsbDevices(() => {}, { platform: 'linux', sysfsRoot: root })();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

describe('the words', () => {
  it('name the printer as the settings do', () => {
    expect(nameUsbPrinter({})).toBe("L'imprimante USB");
    expect(nameUsbPrinter({ vendorId: 0x471, productId: 0x55, serial: 'A1', port: '1-2' })).toBe(
      "L'imprimante USB 0471:0055 n° A1 (prise 1-2)",
    );
  });

  it('give the rule for any printer where no ids are known', () => {
    expect(explainPermission({}).message).toContain('ENV{ID_USB_INTERFACES}=="*:07????:*"');
  });
});
