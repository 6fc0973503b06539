import net, { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createConnectProbe, type TcpTarget } from '../../../src/main/printers/tcp/tcp-connect.ts';
import { createFakeTcpPrinter, type FakeTcpPrinter } from './tcp-fake-printer.ts';

let printer: FakeTcpPrinter;
beforeEach(async () => {
  printer = await createFakeTcpPrinter();
});
afterEach(() => printer.dispose());

/** A host that drops what comes to its unused ports. */
function dropQuietPort(target: TcpTarget): Socket {
  return target.port === printer.port ? net.connect(target) : new Socket();
}

it('finds a live host without touching its print port', async () => {
  const probe = createConnectProbe({ host: '127.0.0.1', port: printer.port, timeoutMs: 5000 });
  expect(await probe()).toBe(true);
  expect(printer.connections).toBe(0);
});

it('asks the print port of a host that is silent elsewhere, and leaves it at once', async () => {
  const probe = createConnectProbe({ host: '127.0.0.1', port: printer.port, timeoutMs: 200, connect: dropQuietPort });
  expect(await probe()).toBe(true);
  expect(printer.received().length).toBe(0);
});

it('takes a refusal on the print port for life', async () => {
  const { port } = printer;
  await printer.dispose();
  const probe = createConnectProbe({ host: '127.0.0.1', port, timeoutMs: 200, connect: dropQuietPort });
  expect(await probe()).toBe(true);
});

it('finds a host that answers nowhere dead', async () => {
  const silent = () => new Socket();
  const probe = createConnectProbe({ host: '127.0.0.1', port: printer.port, timeoutMs: 20, connect: silent });
  expect(await probe()).toBe(false);
});

it('takes an unreachable host for dead', async () => {
  const unreachable = () => new Socket().destroy(Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' }));
  const probe = createConnectProbe({ host: '127.0.0.1', port: printer.port, timeoutMs: 5000, connect: unreachable });
  expect(await probe()).toBe(false);
});
