import { connect, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createTcpConnector, type TcpConnectorOptions } from '../../../src/main/printers/tcp/tcp-connector.ts';
import { type Connector, type Link, LinkError } from '../../../src/main/printers/transport/link.ts';
import { until, untilStill, watchOutcome } from '../../contracts/connector-harness.ts';
import { createFakeTcpPrinter, type FakeTcpPrinter } from './tcp-fake-printer.ts';

let printer: FakeTcpPrinter;
let connector: Connector;

function create(options: Partial<TcpConnectorOptions> = {}): Connector {
  connector = createTcpConnector({ host: '127.0.0.1', port: printer.port, ...options });
  return connector;
}

beforeEach(async () => {
  printer = await createFakeTcpPrinter();
});
afterEach(async () => {
  const closed = connector.end();
  await printer.dispose();
  await closed;
});

/** A connection that ends with this system error. */
function failWith(code: string): () => Socket {
  return () => new Socket().destroy(Object.assign(new Error(code), { code }));
}

async function writeUntilStalled(link: Link): Promise<ReturnType<typeof watchOutcome>> {
  let taken = 0;
  printer.stall();
  const outcome = watchOutcome(
    link.write(Buffer.alloc(48_000_000), {
      onProgress: (count) => {
        taken = count;
      },
    }),
  );
  await untilStill(() => taken);
  return outcome;
}

it('tells its address, IPv6 in brackets', () => {
  expect(create().description).toBe(`tcp://127.0.0.1:${printer.port}`);
  expect(create({ host: 'fe80::1', port: 9100 }).description).toBe('tcp://[fe80::1]:9100');
});

it.each([
  ['ECONNREFUSED', 'PRINTER_OFFLINE', /refuse la connexion/],
  ['ENOTFOUND', 'PRINTER_OFFLINE', /inconnu du réseau/],
  ['EHOSTUNREACH', 'PRINTER_OFFLINE', /vérifiez qu'elle est allumée et branchée au réseau/],
  ['ENETUNREACH', 'PRINTER_OFFLINE', /ce poste/],
  ['EPERM', 'PRINTER_PERMISSION', /pare-feu/],
])('explains %s', async (systemCode, code, message) => {
  const error = await create({ connect: failWith(systemCode) })
    .open()
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LinkError);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message), maybeBytes: 0 });
});

it('gives up a host that never answers', async () => {
  await expect(create({ connect: () => new Socket(), connectTimeoutMs: 20 }).open()).rejects.toMatchObject({
    code: 'PRINTER_OFFLINE',
    message: `L'imprimante 127.0.0.1:${printer.port} ne répond pas : vérifiez qu'elle est allumée et branchée au réseau.`,
  });
});

it('gives up an attempt that nobody answers when it is told to, and can be opened again', async () => {
  const sockets = [new Socket()];
  create({ connect: (target) => sockets.pop() ?? connect(target) });
  const controller = new AbortController();
  const opening = watchOutcome(connector.open(controller.signal));
  await until('the first attempt is under way', () => sockets.length === 0);
  controller.abort();
  await opening.done;
  expect(opening.error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringMatching(/a été fermée/) });
  expect((await connector.open()).ended.aborted).toBe(false);
});

it('hands nothing more over once it was told to stop between two pieces', async () => {
  const link = await create().open();
  const bytes = Buffer.alloc(40_960, 'a');
  const stop = new AbortController();
  const aborted = link.write(bytes, { signal: stop.signal, onProgress: (taken) => taken === 8192 && stop.abort() });
  await expect(aborted).rejects.toMatchObject({ code: 'WRITE_ABORTED', maybeBytes: 8192 });
  const closed = link.write(bytes, { onProgress: (taken) => taken === 8192 && void link.close() });
  await expect(closed).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 8192 });
  await link.close();
  await until('all of it has come', () => printer.received().length === 16_384);
});

it('rejects what is pending when the printer hangs up', async () => {
  const link = await create().open();
  const outcome = await writeUntilStalled(link);
  const reading = watchOutcome(link.read(20_000));
  await printer.hangUp();
  await Promise.all([outcome.done, reading.done]);
  expect(outcome.error).toMatchObject({ code: 'PRINTER_OFFLINE', sureBytes: 0 });
  expect(reading.error).toMatchObject({ code: 'PRINTER_OFFLINE' });
  expect(link.ended.aborted).toBe(true);
});

it('still gives what came in before the printer hung up, then opens anew', async () => {
  const link = await create().open();
  await printer.answer(Buffer.from([0x00]));
  await printer.hangUp();
  await until('the link is lost', () => link.ended.aborted);
  expect([...(await link.read(0))]).toEqual([0x00]);
  await expect(link.read(0)).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
  await connector.open();
  await until('both connections have come', () => printer.connections === 2);
});

it('finds a dead printer although the kernel still holds bytes for it', async () => {
  const connectProbe = vi.fn(async () => false);
  const link = await create({ connectProbe, stallProbeAfterMs: 20, probeRetryMs: 5 }).open();
  const outcome = await writeUntilStalled(link);
  await outcome.done;
  expect(connectProbe).toHaveBeenCalledTimes(3);
  expect(outcome.error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringMatching(/ne répond plus/) });
  expect(link.ended.aborted).toBe(true);
});

it('finds a dead printer while its answer is awaited', async () => {
  const link = await create({ connectProbe: async () => false, stallProbeAfterMs: 20, probeRetryMs: 5 }).open();
  await link.write(Buffer.from([0x1d, 0x72, 0x01]));
  await expect(link.read(20_000)).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
});

it('finds a dead printer although it is asked again and again', async () => {
  const link = await create({ connectProbe: async () => false, stallProbeAfterMs: 30, probeRetryMs: 5 }).open();
  const ask = async () => {
    await link.write(Buffer.from([0x10, 0x04, 0x01]));
    return link.read(10);
  };
  const asking = watchOutcome(until('never', async () => (await ask()).length > 0));
  await asking.done;
  expect(asking.error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringMatching(/ne répond plus/) });
});

it('waits for a stalled printer as long as its host is alive', async () => {
  const connectProbe = vi.fn(async () => true);
  const link = await create({ connectProbe, stallProbeAfterMs: 5, probeRetryMs: 5 }).open();
  const outcome = await writeUntilStalled(link);
  await until('it was probed often', () => connectProbe.mock.calls.length > 10);
  expect(outcome.settled).toBe(false);
  printer.resume();
  await outcome.done;
  expect(outcome.error).toBeUndefined();
});

it('does not probe a link where nobody waits', async () => {
  const connectProbe = vi.fn(async () => false);
  const link = await create({ connectProbe, stallProbeAfterMs: 1, probeRetryMs: 1 }).open();
  await link.write(Buffer.from('a ticket'));
  await until('it has come', () => printer.received().length === 8);
  await printer.answer(Buffer.from([0x00]));
  expect((await link.read(10_000)).length).toBe(1);
  connectProbe.mockClear();
  expect((await link.read(60)).length).toBe(0);
  expect(connectProbe).not.toHaveBeenCalled();
});

it('keeps the latest 64 KB of a printer that nobody listens to', async () => {
  const link = await create().open();
  await printer.answer(Buffer.alloc(100_000, 1));
  await printer.answer(Buffer.from('end'));
  // Reads only once everything has come: nobody listened until then.
  await printer.hangUp();
  await until('the link is lost', () => link.ended.aborted);
  const bytes = Buffer.from(await link.read(0));
  expect(bytes.length).toBe(64 * 1024);
  expect(bytes.subarray(-3).toString()).toBe('end');
});
