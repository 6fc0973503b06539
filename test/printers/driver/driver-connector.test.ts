import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDriverConnector } from '../../../src/main/printers/driver/driver-connector.ts';
import type { DriverMessage } from '../../../src/main/printers/driver/driver-protocol.ts';
import { LinkError } from '../../../src/main/printers/transport/link.ts';
import { createFakeDriverPort, type FakeDriverPort } from './driver-fake-port.ts';

const opened = { kind: 'usb', description: 'usb:0471:0055', readable: true } as const;
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

const create = () =>
  createDriverConnector({
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

async function openLink() {
  const connector = create();
  const opening = connector.open();
  await answer((id) => ({ type: 'done', id, value: opened }));
  return { connector, link: await opening };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as LinkError,
  );

describe('a write whose driver dies', () => {
  const start = async () => {
    const { link } = await openLink();
    const writing = failure(link.write(new Uint8Array(20_000)));
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.find(({ type }) => type === 'write')?.id ?? 0;
    return { link, writing, id };
  };

  it.each<[string, ('handing' | 'taken')[], number, number]>([
    ['before it began', [], 0, 0],
    ['with a piece in its hands', ['handing'], 0, 4096],
    ['between two pieces', ['handing', 'taken'], 4096, 4096],
    ['with the second piece in its hands', ['handing', 'taken', 'handing'], 4096, 8192],
  ])('%s', async (_, words, sureBytes, maybeBytes) => {
    const { link, writing, id } = await start();
    let upTo = 0;
    for (const type of words) {
      if (type === 'handing') upTo += 4096;
      newest().say({ type, id, upTo });
    }
    newest().die();
    const error = await writing;
    expect(error).toBeInstanceOf(LinkError);
    expect(error).toMatchObject({ code: 'DRIVER_STOPPED', sureBytes, maybeBytes });
    expect(link.ended.reason).toMatchObject({ code: 'DRIVER_STOPPED', maybeBytes: 0 });
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
    const { connector } = await openLink();
    newest().die();
    const waits: number[] = [];
    for (let death = 0; death < 7; death += 1) {
      const before = ports.length;
      onStart = (port) => queueMicrotask(() => port.die());
      const opening = failure(connector.open());
      const from = Date.now();
      while (ports.length === before) await vi.advanceTimersByTimeAsync(10);
      waits.push(Date.now() - from);
      expect(await opening).toMatchObject({ code: 'DRIVER_STOPPED', maybeBytes: 0 });
    }
    expect(waits.map((ms) => Math.round(ms / 50) * 50)).toEqual([0, 250, 500, 1000, 2000, 5000, 5000]);
  });

  it('ends when it gives no sign of life, and only then', async () => {
    const { link } = await openLink();
    const reading = failure(link.read(600_000));
    for (let second = 0; second < 10; second += 1) {
      await vi.advanceTimersByTimeAsync(1000);
      newest().say({ type: 'alive' });
    }
    expect(newest().isKilled).toBe(false);
    await vi.advanceTimersByTimeAsync(7000);
    expect(newest().isKilled).toBe(true);
    expect(await reading).toMatchObject({ code: 'DRIVER_STOPPED' });
  });

  it('ends when it does not answer, whatever its signs of life', async () => {
    const { link } = await openLink();
    const reading = failure(link.read(100));
    for (let second = 0; second < 6; second += 1) {
      newest().say({ type: 'alive' });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(newest().isKilled).toBe(true);
    expect(await reading).toMatchObject({ code: 'DRIVER_STOPPED' });
  });

  it('ends when a call of it hangs, and the range of that call is kept', async () => {
    const { link } = await openLink();
    const writing = failure(link.write(new Uint8Array(100)));
    const hung = { code: 'PRINTER_HUNG', message: 'x', cause: null, sureBytes: 0, maybeBytes: 100 };
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.find(({ type }) => type === 'write')?.id ?? 0;
    newest().say({ type: 'failed', id, failure: hung });
    expect(await writing).toMatchObject({ code: 'PRINTER_HUNG', maybeBytes: 100 });
    expect(newest().isKilled).toBe(true);
  });

  it('may not come about at all', async () => {
    const connector = createDriverConnector({
      target: { kind: 'device-file', path: 'x' },
      startDriver: () => {
        throw new Error('EAGAIN');
      },
    });
    expect(await failure(connector.open())).toMatchObject({ code: 'DRIVER_STOPPED' });
    expect(connector).toMatchObject({ kind: 'device-file', description: 'file:x' });
  });
});

describe('the way that the driver has chosen', () => {
  it('is named by the link; the connector says what was asked for', async () => {
    const connector = create();
    const way = { kind: 'device-file', description: 'usb:0471:0055 (usbprint)', readable: false } as const;
    const opening = connector.open();
    await answer((id) => ({ type: 'done', id, value: way }));
    const link = await opening;
    newest().die();
    expect(link).toMatchObject(way);
    expect(connector).toMatchObject({ kind: 'usb', description: 'usb:0471:0055' });
  });

  it('is the queue that was asked for', () => {
    const startDriver = createFakeDriverPort;
    const connector = createDriverConnector({ target: { kind: 'spooler', queueName: 'POS-80' }, startDriver });
    expect(connector).toMatchObject({ kind: 'spooler', description: 'spooler:POS-80' });
  });
});

describe('a link that the driver says has ended', () => {
  const gone = { code: 'PRINTER_OFFLINE', message: 'gone', cause: null, sureBytes: 0, maybeBytes: 0 };

  it('has ended before the write that ended with it rejects, with its own range', async () => {
    const { link } = await openLink();
    const writing = failure(link.write(new Uint8Array(100)));
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.find(({ type }) => type === 'write')?.id ?? 0;
    const opening = newest().requests.find(({ type }) => type === 'open')?.id ?? 0;
    newest().say({ type: 'ended', id: opening, failure: gone });
    expect(link.ended.reason).toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 0 });
    newest().say({ type: 'failed', id, failure: { ...gone, maybeBytes: 100 } });
    expect(await writing).toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 100 });
  });

  it('has ended although that came in one breath with its opening', async () => {
    const connector = create();
    const opening = connector.open();
    await vi.advanceTimersByTimeAsync(0);
    const id = newest().requests.at(-1)?.id ?? 0;
    newest().say({ type: 'done', id, value: opened });
    newest().say({ type: 'ended', id, failure: gone });
    expect((await opening).ended.reason).toMatchObject({ message: 'gone' });
  });

  it('is another one when the word comes late', async () => {
    const { connector, link } = await openLink();
    const first = newest().requests.at(-1)?.id ?? 0;
    const closing = link.close();
    await answer((id) => ({ type: 'done', id, value: null }));
    await closing;
    const opening = connector.open();
    await answer((id) => ({ type: 'done', id, value: opened }));
    newest().say({ type: 'ended', id: first, failure: gone });
    expect((await opening).ended.aborted).toBe(false);
  });
});

describe('an opening that is given up', () => {
  it('is told to the driver, which is ended when it does not obey', async () => {
    const connector = create();
    const controller = new AbortController();
    const opening = failure(connector.open(controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    expect(newest().requests.at(-1)).toMatchObject({ type: 'abort' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(newest().isKilled).toBe(true);
    expect(await opening).toMatchObject({ code: 'PRINTER_OFFLINE' });
  });

  it('waits for no driver that was ended and does not die', async () => {
    const { connector, link } = await openLink();
    newest().diesSlowly = true;
    newest().say({ type: 'hung' });
    const controller = new AbortController();
    const closing = link.close();
    await answer((id) => ({ type: 'done', id, value: null }));
    await closing;
    const opening = failure(connector.open(controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    expect(await opening).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect({ drivers: ports.length, isDead: newest().isDead }).toEqual({ drivers: 1, isDead: false });
    expect(newest().requests.at(-1)).toMatchObject({ type: 'close' });
  });

  it('waits for no back-off and for no first word', async () => {
    const { connector } = await openLink();
    for (let death = 0; death < 3; death += 1) {
      onStart = (port) => queueMicrotask(() => port.die());
      if (death === 0) newest().die();
      const opening = failure(connector.open());
      await vi.advanceTimersByTimeAsync(1000);
      await opening;
    }
    const controller = new AbortController();
    const waiting = failure(connector.open(controller.signal));
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'PRINTER_OFFLINE' });
  });
});

describe('the end of the connector', () => {
  it('closes the link, then ends the process; nothing is started any more', async () => {
    const { connector, link } = await openLink();
    const ending = connector.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(newest().requests.at(-1)).toMatchObject({ type: 'close' });
    expect(newest().isKilled).toBe(false);
    await answer((id) => ({ type: 'done', id, value: null }));
    await ending;
    expect(newest().isKilled).toBe(true);
    expect(link.ended.reason).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(await failure(connector.open())).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect(ports).toHaveLength(1);
  });
});
