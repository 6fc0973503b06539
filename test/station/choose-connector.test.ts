import { expect, it } from 'vitest';
import type { DriverRequest } from '../../src/main/printers/driver/driver-protocol.ts';
import { parsePrinterAddress } from '../../src/main/printers/printer-address.ts';
import { chooseConnector } from '../../src/main/station/choose-connector.ts';
import { until } from '../contracts/connector-harness.ts';
import { createFakeDriverPort } from '../printers/driver/driver-fake-port.ts';

it.each<[NodeJS.Platform, string, object]>([
  ['win32', 'spooler:POS-80 (caisse)', { kind: 'spooler', queueName: 'POS-80 (caisse)' }],
  ['win32', 'usb', { kind: 'usb', target: {} }],
  ['win32', 'usb:0471:0055:A1', { kind: 'usb', target: { vendorId: 0x471, productId: 0x55, serial: 'A1' } }],
  ['win32', 'file:C:\\tickets.bin', { kind: 'device-file', path: 'C:\\tickets.bin' }],
  ['linux', 'usb:0471:0055', { kind: 'usb', target: { vendorId: 0x471, productId: 0x55 } }],
])('on %s, a driver process opens %s', async (platform, address, target) => {
  const port = createFakeDriverPort();
  const connector = chooseConnector(parsePrinterAddress(address), {
    platform,
    createVirtual: () => {
      throw new Error('not virtual');
    },
    startDriver: () => {
      queueMicrotask(() => port.say({ type: 'ready' }));
      return port;
    },
  });
  const opening = connector.open();
  const request = await until('it is asked', () => port.requests[0]);
  expect(request).toMatchObject({ type: 'open', target } as Partial<DriverRequest>);
  const opened = { kind: 'usb', description: 'usb', readable: false } as const;
  port.say({ type: 'done', id: request?.id ?? 0, value: opened });
  await opening;
  port.die();
});

it('on Linux device files need no driver process', () => {
  const startDriver = () => {
    throw new Error('no driver');
  };
  const createVirtual = startDriver;
  const connector = chooseConnector(
    { kind: 'device-file', path: '/x' },
    { platform: 'linux', startDriver, createVirtual },
  );
  expect(connector).toMatchObject({ kind: 'device-file', description: 'file:/x' });
});
