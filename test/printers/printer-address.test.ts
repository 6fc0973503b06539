import { expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { parsePrinterAddress } from '../../src/main/printers/printer-address.ts';

it.each([
  ['virtual', { kind: 'virtual' }],
  [' Virtual ', { kind: 'virtual' }],
  ['usb', { kind: 'usb', ids: null }],
  ['usb:0471:0055', { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 } }],
  ['USB:0x4b8:0xE15', { kind: 'usb', ids: { vendorId: 0x04b8, productId: 0x0e15 } }],
  ['usb:0471:0055:J3T-001', { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 }, serial: 'J3T-001' }],
  ['usb:0471:0055:A:B', { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 }, serial: 'A:B' }],
  ['usb:0471:0055@1-1.4', { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 }, port: '1-1.4' }],
  ['USB:0471:0055@2-3', { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 }, port: '2-3' }],
  [
    'usb:0471:0055:SN1@1-1.4.2',
    { kind: 'usb', ids: { vendorId: 0x0471, productId: 0x0055 }, serial: 'SN1', port: '1-1.4.2' },
  ],
  ['tcp://192.168.1.50:9100', { kind: 'tcp', host: '192.168.1.50', port: 9100 }],
  ['tcp://192.168.1.50', { kind: 'tcp', host: '192.168.1.50', port: 9100 }],
  ['tcp://caisse-1.local:9101/', { kind: 'tcp', host: 'caisse-1.local', port: 9101 }],
  ['TCP://[fe80::1]:9100', { kind: 'tcp', host: 'fe80::1', port: 9100 }],
  ['tcp://[::1]', { kind: 'tcp', host: '::1', port: 9100 }],
  ['file:/dev/usb/lp0', { kind: 'device-file', path: '/dev/usb/lp0' }],
  ['file:///dev/usb/lp0', { kind: 'device-file', path: '/dev/usb/lp0' }],
  ['spooler:POS-80', { kind: 'spooler', queueName: 'POS-80' }],
  [' Spooler:Caisse n° 2 (copie 1) ', { kind: 'spooler', queueName: 'Caisse n° 2 (copie 1)' }],
  ['spooler:\\\\serveur\\tickets: A', { kind: 'spooler', queueName: '\\\\serveur\\tickets: A' }],
  ['file:\\\\?\\usb#vid_0471&pid_0055', { kind: 'device-file', path: '\\\\?\\usb#vid_0471&pid_0055' }],
])('reads %s', (text, address) => {
  expect(parsePrinterAddress(text)).toEqual(address);
});

it.each([
  '',
  'printer',
  'virtual:1',
  'usb:',
  'usb:0471',
  'usb:0471:00555',
  'usb:zzzz:0055',
  'usb:0471:0055:',
  'usb:0471:0055@',
  'usb:0471:0055@1',
  'usb:0471:0055@1-1.',
  'usb:0471:0055@hub',
  'usb:0471:0055:SN 1',
  'usb@1-1',
  'tcp://',
  'tcp:192.168.1.50',
  'tcp://:9100',
  'tcp://host:0',
  'tcp://host:65536',
  'tcp://host:',
  'tcp://999.1.1.1',
  'tcp://1.2.3',
  'tcp://fe80::1',
  'tcp://[nope]:9100',
  'tcp://ho st',
  'tcp://-host',
  'tcp://user@host',
  'tcp://host/path',
  'file:',
  'spooler:',
  'spooler: ',
  'spooler:a\nb',
  'spooler:a\0b',
  'file:/dev/\0lp0',
  '/dev/usb/lp0',
])('refuses %j, listing the accepted forms', (text) => {
  const parse = () => parsePrinterAddress(text);
  expect(parse).toThrow(AgentError);
  expect(parse).toThrow(
    expect.objectContaining({ code: 'INVALID_PRINTER', message: expect.stringContaining('tcp://') }),
  );
});
