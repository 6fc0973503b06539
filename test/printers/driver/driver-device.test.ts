import { expect, it } from 'vitest';
import { createDeviceConnector } from '../../../src/main/printers/driver/driver-device.ts';
import type { DriverTarget } from '../../../src/main/printers/driver/driver-protocol.ts';
import { LinkError } from '../../../src/main/printers/transport/link.ts';

const device = '\\\\?\\usb#vid_0471&pid_0055#A1#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}';
const spooler: DriverTarget = { kind: 'spooler', queueName: 'POS-80 (caisse)' };

/** Each way says in its own words that nothing is there. */
it.each<[NodeJS.Platform, DriverTarget, RegExp, string]>([
  ['linux', { kind: 'usb', target: {} }, /Aucune imprimante USB|aucun appareil USB/, 'usb'],
  ['win32', { kind: 'usb', target: { vendorId: 0x471, productId: 0x55 } }, /Windows/, 'usb:0471:0055'],
  ['win32', { kind: 'device-file', path: device }, /prise USB/, `file:${device}`],
  ['win32', { kind: 'device-file', path: '\\\\.\\COM3' }, /prise USB/, 'file:\\\\.\\COM3'],
  ['win32', { kind: 'device-file', path: 'C:\\t.bin' }, /n'existe pas/, 'file:C:\\t.bin'],
  ['win32', { kind: 'device-file', path: '\\\\server\\t' }, /n'existe pas/, 'file:\\\\server\\t'],
  ['linux', { kind: 'device-file', path: '/dev/usb/lp-none' }, /n'existe pas/, 'file:/dev/usb/lp-none'],
  ['win32', spooler, /spooler:NOM|POS-80/, 'spooler:POS-80 (caisse)'],
])('on %s, %j is looked for where it is', async (platform, target, message, description) => {
  const connector = createDeviceConnector(target, () => {}, platform);
  expect(connector.description).toBe(description);
  const error = await connector.open().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LinkError);
  expect((error as LinkError).message).toMatch(message);
  await connector.end();
});

it.skipIf(process.platform === 'win32')('a queue elsewhere than on Windows is refused', async () => {
  const opening = createDeviceConnector(spooler, () => {}, 'linux').open();
  await expect(opening).rejects.toMatchObject({ name: 'LinkError', code: 'PRINTER_UNSUPPORTED' });
});
