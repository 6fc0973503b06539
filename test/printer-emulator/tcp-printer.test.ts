import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { epson80 } from '../../src/main/escpos/profiles.ts';
import { untilStill } from '../contracts/connector-harness.ts';
import { startTcpPrinter, type TcpPrinter, type TcpPrinterOptions } from './tcp-printer.ts';

const cut = [0x1d, 0x56, 0x42, 0];
const bytesOf = (...pieces: (number[] | string)[]) =>
  Buffer.from(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));

const started: TcpPrinter[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const printer of started.splice(0)) await printer.close();
});

async function start(options: Partial<TcpPrinterOptions> = {}): Promise<TcpPrinter> {
  const printer = await startTcpPrinter({ profile: epson80, ...options });
  started.push(printer);
  return printer;
}

async function dial(printer: TcpPrinter): Promise<Socket> {
  const socket = connect(printer.port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function read(socket: Socket): Promise<number[]> {
  const [bytes] = await once(socket, 'data');
  return [...bytes];
}

it('prints what it gets and answers', async () => {
  const printer = await start({ faults: { paper: 'near-end' } });
  const host = await dial(printer);
  host.write(bytesOf('ticket\n', cut, [0x1b, 0x70, 0, 25, 250], [0x1d, 0x72, 1]));
  expect(await read(host)).toEqual([0x03]);
  expect((await printer.waitForPaper(1)).text).toMatch(/^ticket\n/);
  expect(await printer.waitForPulse(1)).toMatchObject({ pin: 2, onMs: 50 });
  expect(printer.papers()).toHaveLength(2);
  expect(printer.connections).toBe(1);
  expect(printer.bytes()).toHaveLength(19);
});

it('pushes back while it is blocked, and loses nothing', async () => {
  const printer = await start({ faults: { paper: 'end' } });
  const host = await dial(printer);
  const job = bytesOf('ligne\n'.repeat(1_000_000), cut);
  host.write(job);
  await untilStill(() => printer.bytes().length);
  expect(printer.bytes()).toHaveLength(4096);
  expect(printer.papers()).toHaveLength(0);
  printer.device.setFaults({ paper: 'ok' });
  const paper = await printer.waitForPaper(1);
  expect(paper.events).toHaveLength(1_000_001);
  expect(printer.bytes().equals(job)).toBe(true);
});

it('answers in real time while it is blocked', async () => {
  const printer = await start({ faults: { paper: 'end' } });
  const host = await dial(printer);
  host.write(bytesOf('ticket\n', cut));
  host.write(bytesOf([0x10, 0x04, 4]));
  expect(await read(host)).toEqual([0x7e]);
});

it('prints what a host left behind when it hung up', async () => {
  const printer = await start({ faults: { coverOpen: true } });
  const host = await dial(printer);
  host.end(bytesOf('ticket\n'.repeat(1000), cut));
  await untilStill(() => printer.bytes().length);
  expect(printer.bytes()).toHaveLength(4096);
  printer.device.setFaults({ coverOpen: false });
  await printer.waitForPaper(1);
});

it('serves one host at a time', async () => {
  const printer = await start();
  const first = await dial(printer);
  const second = await dial(printer);
  second.write(bytesOf('second\n', cut));
  first.write(bytesOf('premier\n', cut));
  expect((await printer.waitForPaper(1)).text).toMatch(/^premier/);
  first.end();
  expect((await printer.waitForPaper(2)).text).toMatch(/^second/);
  expect(printer.connections).toBe(2);
});

it('drops its connections, refuses new ones, and listens again on the same port', async () => {
  const printer = await start();
  const host = await dial(printer);
  host.on('error', () => {});
  host.write(bytesOf('x'));
  const closed = new Promise((resolve) => host.once('close', resolve));
  await printer.refuse();
  printer.dropConnections();
  await closed;
  await expect(dial(printer)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await printer.listenAgain();
  const again = await dial(printer);
  again.write(bytesOf([0x1b, 0x40], 'retour\n', cut));
  expect((await printer.waitForPaper(1)).text).toMatch(/^retour/);
});

it('freezes and goes on', async () => {
  const printer = await start();
  const host = await dial(printer);
  printer.freeze();
  host.write(bytesOf('ticket\n', cut));
  expect(await untilStill(() => printer.bytes().length)).toBe(0);
  printer.thaw();
  await printer.waitForPaper(1);
});
