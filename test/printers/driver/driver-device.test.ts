import { expect, it } from 'vitest';
import { createDriverDevice } from '../../../src/main/printers/driver/driver-device.ts';
import type { DriverTarget } from '../../../src/main/printers/driver/driver-protocol.ts';

const device = '\\\\?\\usb#vid_0471&pid_0055#A1#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}';
const spooler: DriverTarget = { kind: 'spooler', queueName: 'POS-80 (caisse)' };

it.each<[NodeJS.Platform, DriverTarget, string, string]>([
  ['linux', { kind: 'usb', target: {} }, 'LocalUsbTransport', 'usb'],
  ['win32', { kind: 'usb', target: { vendorId: 0x471, productId: 0x55 } }, 'WindowsUsbTransport', 'usb:0471:0055'],
  ['win32', { kind: 'device-file', path: device }, 'WindowsBlockingTransport', `file:${device}`],
  ['win32', { kind: 'device-file', path: '\\\\.\\COM3' }, 'WindowsBlockingTransport', 'file:\\\\.\\COM3'],
  ['win32', { kind: 'device-file', path: 'C:\\t.bin' }, 'DeviceFileTransport', 'file:C:\\t.bin'],
  ['win32', { kind: 'device-file', path: '\\\\server\\t' }, 'DeviceFileTransport', 'file:\\\\server\\t'],
  ['linux', { kind: 'device-file', path: '/dev/usb/lp0' }, 'DeviceFileTransport', 'file:/dev/usb/lp0'],
  ['win32', spooler, 'WindowsBlockingTransport', 'spooler:POS-80 (caisse)'],
])('on %s, %j is driven by %s', (platform, target, className, description) => {
  const transport = createDriverDevice(target, () => {}, platform);
  expect(transport.constructor.name).toBe(className);
  expect(transport.description).toBe(description);
});

it.skipIf(process.platform === 'win32')('a queue elsewhere than on Windows is refused', async () => {
  const opening = createDriverDevice(spooler, () => {}, 'linux').open();
  await expect(opening).rejects.toMatchObject({ name: 'TransportError', code: 'PRINTER_UNSUPPORTED' });
});
