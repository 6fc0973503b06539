import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DriverMessage } from '../../../src/main/printers/driver/driver-protocol.ts';
import { createDriverTransport } from '../../../src/main/printers/driver/driver-transport.ts';
import { TransportError } from '../../../src/main/printers/transport/transport.ts';
import { createFakeDriverPort, type FakeDriverPort } from './driver-fake-port.ts';

const device = { isOpen: true, readable: true };
let ports: FakeDriverPort[];
/** What the next driver processes say to everything; null: nothing, not even `ready`. */
let onStart: (port: FakeDriverPort) => void;

beforeEach(() => {
  vi.useFakeTimers();
  ports = [];
  onStart = (port) => queueMicrotask(() => port.say({ type: 'ready' }));
});
afterEach(() => {
  vi.useRealTimers();
});

const createTransport = () =>
  createDriverTransport({
    target: { kind: 'usb', target: { vendorId: 0x471, productId: 0x55 } },
    startDriver: () => {
      const port = createFakeDriverPort();
      ports.push(port);
      onStart(port);
      return port;
    },
  });

const newest = () => {
  const port = ports.at(-1);
  if (port === undefined) throw new Error('no driver was started');
  return port;
};

async function answer(message: (id: number) => DriverMessage): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  newest().say(message(newest().requests.at(-1)?.id ?? 0));
  await vi.advanceTimersByTimeAsync(0);
}

async function openTransport() {
  const transport = createTransport();
  const opening = transport.open();
  await answer((id) => ({ type: 'done', id, value: null, device }));
  await opening;
  return transport;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as TransportError,
  );

describe('a write whose driver dies', () => {
  const start = async () => {
    const transport = await openTransport();
    const writing = failure(transport.write(new Uint8Array(20_000)));
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.find(({ type }) => type === 'write')?.id ?? 0;
    return { transport, writing, id };
  };

  it.each<[string, ('handing' | 'taken')[], number, number]>([
    ['before it began', [], 0, 0],
    ['with a piece in its hands', ['handing'], 0, 4096],
    ['between two pieces', ['handing', 'taken'], 4096, 4096],
    ['with the second piece in its hands', ['handing', 'taken', 'handing'], 4096, 8192],
  ])('%s', async (_, words, sureBytes, maybeBytes) => {
    const { transport, writing, id } = await start();
    let upTo = 0;
    for (const type of words) {
      if (type === 'handing') upTo += 4096;
      newest().say({ type, id, upTo });
    }
    newest().die();
    const error = await writing;
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code: 'DRIVER_STOPPED', sureBytes, maybeBytes });
    expect(transport.isOpen).toBe(false);
  });

  it('doubts all that it was given when its last words are lost', async () => {
    const { writing, id } = await start();
    newest().say({ type: 'handing', id, upTo: 4096 });
    newest().die({ isDrained: false });
    expect(await writing).toMatchObject({ sureBytes: 0, maybeBytes: 16_384 });
  });

  it('is done when the last piece was taken, even without the last word', async () => {
    const { writing, id } = await start();
    for (const upTo of [4096, 8192, 12_288, 16_384, 20_000]) newest().say({ type: 'taken', id, upTo });
    newest().die();
    expect(await writing).toBeNull();
  });

  it('sends no more than the window ahead', async () => {
    const { writing, id } = await start();
    const sent = () => newest().requests.filter(({ type }) => type === 'bytes').length;
    expect(sent()).toBe(4);
    newest().say({ type: 'taken', id, upTo: 4096 });
    expect(sent()).toBe(5);
    newest().die();
    await writing;
  });
});

describe('the life of the driver', () => {
  it('is begun once more at the next open, later and later if it keeps dying', async () => {
    const transport = await openTransport();
    newest().die();
    const waits: number[] = [];
    for (let death = 0; death < 7; death += 1) {
      const before = ports.length;
      onStart = (port) => queueMicrotask(() => port.die());
      const opening = failure(transport.open());
      const from = Date.now();
      while (ports.length === before) await vi.advanceTimersByTimeAsync(10);
      waits.push(Date.now() - from);
      expect(await opening).toMatchObject({ code: 'DRIVER_STOPPED', maybeBytes: 0 });
    }
    expect(waits.map((ms) => Math.round(ms / 50) * 50)).toEqual([0, 250, 500, 1000, 2000, 5000, 5000]);
  });

  it('ends when it gives no sign of life, and only then', async () => {
    const transport = await openTransport();
    const reading = failure(transport.read(600_000));
    for (let second = 0; second < 10; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      newest().say({ type: 'alive', device });
    }
    expect(newest().isKilled).toBe(false);
    await vi.advanceTimersByTimeAsync(7000);
    expect(newest().isKilled).toBe(true);
    expect(await reading).toMatchObject({ code: 'DRIVER_STOPPED' });
  });

  it('ends when it does not answer, whatever its signs of life', async () => {
    const transport = await openTransport();
    const reading = failure(transport.read(100));
    for (let second = 0; second < 6; second += 1) {
      newest().say({ type: 'alive', device });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(newest().isKilled).toBe(true);
    expect(await reading).toMatchObject({ code: 'DRIVER_STOPPED' });
  });

  it('ends when a call of it hangs, and the range of that call is kept', async () => {
    const transport = await openTransport();
    const writing = failure(transport.write(new Uint8Array(100)));
    const hung = { code: 'PRINTER_HUNG', message: 'x', cause: null, sureBytes: 0, maybeBytes: 100 };
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.find(({ type }) => type === 'write')?.id ?? 0;
    newest().say({ type: 'failed', id, failure: hung, device: { isOpen: false, readable: true } });
    expect(await writing).toMatchObject({ code: 'PRINTER_HUNG', maybeBytes: 100 });
    expect(newest().isKilled).toBe(true);
  });

  it('may not come about at all', async () => {
    const transport = createDriverTransport({
      target: { kind: 'device-file', path: 'x' },
      startDriver: () => {
        throw new Error('EAGAIN');
      },
    });
    expect(await failure(transport.open())).toMatchObject({ code: 'DRIVER_STOPPED' });
    expect(transport).toMatchObject({ kind: 'device-file', description: 'file:x', isOpen: false });
  });
});

describe('the way that the driver has chosen', () => {
  it('is named once it is open, and stays named', async () => {
    const transport = createTransport();
    expect(transport).toMatchObject({ kind: 'usb', description: 'usb:0471:0055' });
    const way = { kind: 'device-file', description: 'usb:0471:0055 (usbprint)' } as const;
    const opening = transport.open();
    await answer((id) => ({ type: 'done', id, value: null, device: { isOpen: true, readable: false, way } }));
    await opening;
    expect(transport).toMatchObject({ ...way, readable: false, isOpen: true });
    newest().die();
    expect(transport).toMatchObject({ ...way, isOpen: false });
  });

  it('is the queue that was asked for', () => {
    const startDriver = createFakeDriverPort;
    const transport = createDriverTransport({ target: { kind: 'spooler', queueName: 'POS-80' }, startDriver });
    expect(transport).toMatchObject({ kind: 'spooler', description: 'spooler:POS-80' });
  });
});
