import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  listUsbPrinterServices,
  parseUsbPrinterServices,
} from '../../../src/main/printers/windows/windows-usb-services.ts';

function recording(name: string): string {
  return readFileSync(new URL(`recordings/${name}.txt`, import.meta.url), 'utf8');
}

/** As reg.exe writes on Windows. */
function withCrLf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

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
