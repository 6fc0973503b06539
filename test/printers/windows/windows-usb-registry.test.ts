import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRegQuery } from '../../../src/main/printers/windows/windows-reg-query.ts';
import {
  listUsbPrinterServices,
  listUsbprintDevices,
  parseUsbPrinterServices,
  parseUsbprintRegistry,
} from '../../../src/main/printers/windows/windows-usb-registry.ts';

const interfaceClass = '{28d78fad-5a12-11d1-ae5b-0000f803a8c2}';

function recording(name: string): string {
  return readFileSync(new URL(`recordings/${name}.txt`, import.meta.url), 'utf8');
}

/** As reg.exe writes on Windows. */
function withCrLf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

describe('parseUsbprintRegistry', () => {
  it.each([['LF', (text: string) => text] as const, ['CRLF', withCrLf] as const])(
    'reads printers (%s)',
    (_, convert) => {
      expect(parseUsbprintRegistry(convert(recording('usbprint-english')))).toEqual([
        {
          path: `\\\\?\\usb#vid_0471&pid_0055#A1B2C3D4#${interfaceClass}`,
          vendorId: 0x0471,
          productId: 0x0055,
          serial: 'A1B2C3D4',
          interfaceNumber: null,
          portName: 'USB001',
          linked: true,
        },
        {
          path: `\\\\?\\usb#vid_03f0&pid_2b17&mi_01#7&1a2b3c4d&0&0001#${interfaceClass}`,
          vendorId: 0x03f0,
          productId: 0x2b17,
          serial: null,
          interfaceNumber: 1,
          portName: 'USB011',
          linked: true,
        },
        {
          path: `\\\\?\\usb#vid_04b8&pid_0202#4C36A10000000000#${interfaceClass}`,
          vendorId: 0x04b8,
          productId: 0x0202,
          serial: '4C36A10000000000',
          interfaceNumber: null,
          portName: 'USB002',
          linked: false,
        },
      ]);
    },
  );

  it('reads a French Windows, and a printer without a serial number that was moved to another socket', () => {
    const devices = parseUsbprintRegistry(withCrLf(recording('usbprint-french')));
    expect(devices.map(({ path, serial, portName, linked }) => ({ path, serial, portName, linked }))).toEqual([
      {
        path: `\\\\?\\usb#vid_0fe6&pid_811e#6&2ab01a4f&0&3#${interfaceClass}`,
        serial: null,
        portName: 'USB003',
        linked: true,
      },
      {
        path: `\\\\?\\usb#vid_0fe6&pid_811e#6&2ab01a4f&0&1#${interfaceClass}`,
        serial: null,
        portName: 'USB001',
        linked: false,
      },
    ]);
  });

  it('takes what it can of broken output', () => {
    const devices = parseUsbprintRegistry(recording('usbprint-broken'));
    expect(devices.map(({ path, serial, portName, linked }) => ({ path, serial, portName, linked }))).toEqual([
      {
        path: `\\\\?\\usb#vid_1fc9&pid_2016#SN#01 (b)/é#${interfaceClass}`,
        serial: 'SN#01 (b)/é',
        portName: 'USB1000',
        linked: true,
      },
      { path: `\\\\?\\usb#vid_0416&pid_5011#NOPORT#${interfaceClass}`, serial: 'NOPORT', portName: null, linked: true },
      { path: `\\\\?\\usb#vid_0416&pid_5011#CUT#${interfaceClass}`, serial: 'CUT', portName: null, linked: false },
    ]);
  });

  it('survives a listing that is cut at any byte', () => {
    const text = recording('usbprint-english');
    for (let end = 0; end < text.length; end += 7) {
      for (const device of parseUsbprintRegistry(text.slice(0, end))) expect(device.path).toMatch(/^\\\\\?\\usb#vid_/);
    }
  });

  it.each(['', '\n\n', 'ERROR: The system was unable to find the specified registry key or value.'])(
    'finds nothing in %j',
    (text) => expect(parseUsbprintRegistry(text)).toEqual([]),
  );

  it('reads the tabs of old versions of reg.exe', () => {
    const [key] = parseRegQuery('HKEY_LOCAL_MACHINE\\A\r\n    Port Number\tREG_DWORD\t0x2\r\n    Empty\tREG_SZ\t\r\n');
    expect(key?.values.get('port number')).toEqual({ type: 'REG_DWORD', data: '0x2' });
    expect(key?.values.get('empty')).toEqual({ type: 'REG_SZ', data: '' });
  });
});

describe('listUsbprintDevices', () => {
  it('asks reg.exe, with a time limit', async () => {
    const asked: unknown[] = [];
    const devices = await listUsbprintDevices({
      runReg: async (args, timeoutMs) => {
        asked.push([args, timeoutMs]);
        return { exitCode: 0, stdout: recording('usbprint-english') };
      },
      timeoutMs: 1234,
    });
    expect(devices).toHaveLength(3);
    const key = `HKLM\\SYSTEM\\CurrentControlSet\\Control\\DeviceClasses\\${interfaceClass}`;
    expect(asked).toEqual([[['query', key, '/s'], 1234]]);
  });

  it('finds nothing where no USB printer ever was (exit code 1)', async () => {
    expect(await listUsbprintDevices({ runReg: async () => ({ exitCode: 1, stdout: '' }) })).toEqual([]);
  });

  it('says that reg.exe failed', async () => {
    const failed = listUsbprintDevices({ runReg: () => Promise.reject(new Error('ETIMEDOUT')) });
    await expect(failed).rejects.toMatchObject({ name: 'AgentError', code: 'PRINTER_LISTING_FAILED' });
  });
});

describe('parseUsbPrinterServices', () => {
  it('gives the printers and their drivers, and nothing else', () => {
    const devices = parseUsbPrinterServices(withCrLf(recording('usb-devices')));
    expect(devices).toEqual([
      { vendorId: 0x0471, productId: 0x0055, serial: 'A1B2C3D4', interfaceNumber: null, service: 'usbprint' },
      { vendorId: 0x0fe6, productId: 0x811e, serial: null, interfaceNumber: null, service: 'winusb' },
      { vendorId: 0x0416, productId: 0x5011, serial: 'NOPORT', interfaceNumber: null, service: 'libusb0' },
      { vendorId: 0x03f0, productId: 0x2b17, serial: null, interfaceNumber: 1, service: 'usbprint' },
      { vendorId: 0x1fc9, productId: 0x2016, serial: 'S1', interfaceNumber: null, service: null },
    ]);
  });

  it('is what listUsbPrinterServices gives', async () => {
    const listed = await listUsbPrinterServices({
      runReg: async () => ({ exitCode: 0, stdout: recording('usb-devices') }),
    });
    expect(listed).toHaveLength(5);
  });
});
