import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { previewJob } from '../../src/main/station/encode-job.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import { call } from '../end-to-end/agent-api.ts';
import { until } from '../end-to-end/until.ts';
import { fromErp, ticketDocument } from '../jobs/new-job.ts';
import { startTcpPrinter, type TcpPrinter, type TcpPrinterOptions } from '../printer-emulator/tcp-printer.ts';
import { type RunningAgent, type SettingsChange, startRunningAgent } from '../running-agent.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) {
    await part.close();
  }
});
const profile = (id: string) => findProfile(id) as PrinterProfile;
const startPrinter = async (id = 'epson-80', options: Partial<TcpPrinterOptions> = {}): Promise<TcpPrinter> => {
  const printer = await startTcpPrinter({ profile: profile(id), ...options });
  open.push(printer);
  return printer;
};
const startTill = async (change: SettingsChange = {}): Promise<RunningAgent> => {
  const till = await startRunningAgent(change);
  open.push(till);
  return till;
};
const onPrinter = ({ address }: TcpPrinter, profileId = 'epson-80') => ({ address, profile: profileId });
const orders = (printer: TcpPrinter) => printer.papers().map(({ text }) => /Ticket N°: (\d+)/.exec(text)?.[1]);
const refuses = (url: string) =>
  call({ url, token: '' }, 'GET', '/health').then(
    () => false,
    () => true,
  );

describe('another printer', () => {
  test('prints what waited for the one before, at its own width', async () => {
    const [broken, spare] = [await startPrinter(), await startPrinter('generic-58')];
    await broken.refuse();
    const till = await startTill({ printer: onPrinter(broken) });
    const waiting = [(await till.ticket(1)).body, (await till.ticket(2)).body];
    await till.apply({ printer: onPrinter(spare, 'generic-58') });
    await till.untilJob(waiting[1]?.job_id ?? '', 'printed');
    expect(orders(spare)).toEqual(['1', '2']);
    expect(Math.max(...(spare.papers()[0]?.text.split('\n') ?? []).map((line) => line.length))).toBeLessThanOrEqual(32);
    expect((await till.status()).printer).toMatchObject({
      profile: 'generic-58',
      transport: spare.address,
      state: 'ready',
      running: true,
    });
    expect(till.agent.station.profile.id).toBe('generic-58');
  });

  test('shows an old ticket on the paper that it was printed on, and a new one on its own', async () => {
    const [wide, narrow] = [await startPrinter(), await startPrinter('generic-58')];
    const till = await startTill({ printer: onPrinter(wide) });
    const { job_id: old } = (await till.ticket(1)).body;
    await till.untilJob(old, 'printed');
    const drawn = async (id: string) => {
      const job = till.agent.store.get(id);
      return job === null ? null : previewJob(job, till.agent);
    };
    const before = await drawn(old);
    await till.apply({ printer: onPrinter(narrow, 'generic-58') });
    const { job_id: recent } = (await till.ticket(1)).body;
    await till.untilJob(recent, 'printed');
    expect(await drawn(old)).toEqual(before);
    expect(await drawn(recent)).not.toEqual(before);
    expect(till.agent.store.paper(recent)).toEqual({ columns: 32, dots: 384 });
  });

  test('chosen in mid-ticket: that ticket is doubtful and never printed twice; calls are accepted all the while', async () => {
    const [stuck, spare] = [await startPrinter(), await startPrinter()];
    const till = await startTill({ printer: onPrinter(stuck) });
    stuck.device.setFaults({ acceptLimit: 60 });
    const { job_id: cut } = (await till.ticket(1)).body;
    await until('the first bytes', () => stuck.bytes().includes('\x1b@'));
    const applied = till.apply({ printer: onPrinter(spare) });
    const meanwhile = await till.ticket(2);
    expect(meanwhile.status).toBe(200);
    await applied;
    expect(till.agent.store.get(cut)?.state).toBe('uncertain');
    await till.untilJob(meanwhile.body.job_id, 'printed');
    expect(orders(spare)).toEqual(['2']);
    expect(till.agent.store.count('printing')).toBe(0);
  });

  test('a ticket that is going out is finished on the printer that has it', async () => {
    const [first, second] = [await startPrinter(), await startPrinter()];
    const till = await startTill({ printer: onPrinter(first) });
    first.device.setFaults({ acceptLimit: 60 });
    const { job_id: id } = (await till.ticket(1)).body;
    await until('the first bytes', () => first.bytes().includes('\x1b@'));
    const applied = till.apply({ printer: onPrinter(second) });
    first.device.setFaults({ acceptLimit: null });
    await applied;
    expect(till.agent.store.get(id)?.state).toBe('printed');
    await till.untilJob((await till.ticket(2)).body.job_id, 'printed');
    expect([orders(first), orders(second)]).toEqual([['1'], ['2']]);
  });

  test('that was left inside an image is told so when its settings change, at once or after another one', async () => {
    const [cut, spare] = [await startPrinter('epson-80', { keepsPartialCommand: true }), await startPrinter()];
    const till = await startTill({ printer: onPrinter(cut) });
    const cutInImage = async (orderId: number) => {
      const before = cut.bytes().length;
      cut.device.setFaults({ acceptLimit: 0 });
      const document = ticketDocument({ orderId, customerName: 'محل الحلويات' });
      const { job } = await till.agent.queue.enqueue(document, 2, fromErp);
      while (!cut.bytes().includes('\x1dv0', before)) {
        const taken = cut.bytes().length;
        cut.device.setFaults({ acceptLimit: 20 });
        await until('20 bytes more', () => cut.bytes().length === taken + 20);
      }
      return job.id;
    };
    const applyWhileCut = async (id: string, change: SettingsChange) => {
      await till.apply(change);
      expect(till.agent.store.get(id)?.state).toBe('uncertain');
      cut.device.setFaults({ acceptLimit: null });
    };
    await applyWhileCut(await cutInImage(1), { drawer: { sensor: 'open-when-high' } });
    await till.untilJob((await till.ticket(2)).body.job_id, 'printed');
    expect(cut.papers().at(-1)?.text).toMatch(/Fée Maison.*Ticket N°: 2/s);

    await applyWhileCut(await cutInImage(3), { printer: onPrinter(spare) });
    await till.untilJob((await till.ticket(4)).body.job_id, 'printed');
    await till.apply({ printer: onPrinter(cut) });
    await till.untilJob((await till.ticket(5)).body.job_id, 'printed');
    expect(cut.papers().at(-1)?.text).toMatch(/Fée Maison.*Ticket N°: 5/s);
    // White fills what is left of an image, once for each; the spare printer was never in one.
    const fillings = (printer: TcpPrinter) =>
      printer
        .bytes()
        .toString('latin1')
        .match(/\0{500,}/g)?.length ?? 0;
    expect([fillings(cut), fillings(spare)]).toEqual([2, 0]);
  });

  test('none, and then one again: tickets wait in between, and the screens are told', async () => {
    const printer = await startPrinter();
    const till = await startTill({ printer: onPrinter(printer) });
    const told: string[] = [];
    till.agent.events.on('printer-changed', ({ condition }: PrinterState) => told.push(condition));
    await till.apply({ printer: { enabled: false } });
    const { job_id: id } = (await till.ticket(1)).body;
    expect((await till.status()).printer).toMatchObject({ enabled: false, running: false, state: 'disabled' });
    expect(told.at(-1)).toBe('disabled');
    await till.apply({ printer: { enabled: true } });
    await till.untilJob(id, 'printed');
    expect(told).toContain('ready');
  });
});

describe('a call over HTTP', () => {
  test('is remembered with its caller, and /jobs says what it always said', async () => {
    const till = await startTill({ host: '::', printer: { enabled: false } });
    const { job_id: id } = (await till.ticket(1)).body;
    // A socket for IPv4 and IPv6 writes an IPv4 caller in IPv6's way.
    const url = `http://127.0.0.1:${till.agent.listening().port}`;
    const second = await call<{ job_id: string }>({ url, token: 'test-token' }, 'POST', '/drawer/open');
    expect(till.agent.store.get(id)).toMatchObject({ source: 'erp', sourceAddress: '::1', amount: '5' });
    expect(till.agent.store.get(second.body.job_id)).toMatchObject({ source: 'erp', sourceAddress: '127.0.0.1' });
    const view = await call<object>({ url, token: 'test-token' }, 'GET', `/jobs?limit=1`);
    expect(Object.keys((view.body as { jobs: object[] }).jobs[0] ?? {})).toEqual([
      'id',
      'kind',
      'state',
      'order_id',
      'priority',
      'created_at',
      'updated_at',
      'reprint_of',
      'error',
    ]);
  });
});

describe('settings that need no other printer', () => {
  test('hold for the next ticket, and the link stays', async () => {
    const printer = await startPrinter();
    const till = await startTill({ printer: onPrinter(printer), shop: { name: 'Avant' } });
    await till.untilJob((await till.ticket(1)).body.job_id, 'printed');
    const { printer: link } = till.agent.station;
    await till.apply({
      shop: { name: 'Après', currency: 'EUR' },
      queue: { maxWaiting: 7 },
      drawer: { pin: 1, onMs: 100 },
      journal: { days: 30 },
    });
    expect(till.agent.station.printer).toBe(link);
    const { body } = await call<{ message: string; job_id: string }>(
      { url: till.agent.url, token: 'test-token' },
      'POST',
      '/print/cashout',
      { body: JSON.stringify({ amount: 5 }) },
    );
    expect(body.message).toBe('Impression reçu cashout de 5.00 EUR programmée');
    await till.untilJob(body.job_id, 'printed');
    await till.drawer();
    expect(await printer.waitForPulse(1)).toMatchObject({ pin: 5, onMs: 100 });
    const shops = printer.papers().flatMap(({ text }) => /Avant|Après/.exec(text)?.[0] ?? []);
    expect(shops).toEqual(['Avant', 'Après']);
  });

  test('the virtual printer keeps its roll, and gets a new one with another profile', async () => {
    const till = await startTill({ printer: { address: 'virtual' } });
    const papers = () => readdirSync(join(till.dataDir, 'paper')).filter((name) => name.endsWith('.png')).length;
    await till.untilJob((await till.ticket(1)).body.job_id, 'drawn');
    await till.apply({ shop: { name: 'Après' } });
    await till.apply({ drawer: { sensor: 'open-when-low' } });
    await till.untilJob((await till.ticket(2)).body.job_id, 'drawn');
    await till.apply({ printer: { profile: 'epson-80', columns: 42 } });
    await till.untilJob((await till.ticket(3)).body.job_id, 'drawn');
    expect(papers()).toBe(3);
    expect(till.agent.station.profile).toMatchObject({ id: 'epson-80', columns: 42 });
    expect((await till.status()).printer).toMatchObject({ transport: 'virtual', profile: 'epson-80' });
  });
});

describe('another address', () => {
  const freePort = async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    return port;
  };

  test('the new port answers and the old is given up; a call that waits there is still answered', async () => {
    const till = await startTill({ printer: { enabled: false } });
    const old = till.agent.url;
    const waiting = till.ticket(1, '?wait=8');
    await until('the call has come', () => till.agent.store.count('queued') === 1);
    const port = await freePort();
    await till.apply({ port, printer: { enabled: true } });
    expect((await waiting).body.state).toBe('drawn');
    expect(till.agent.url).toBe(`http://127.0.0.1:${port}`);
    expect(till.agent.listening()).toEqual({ host: '127.0.0.1', port });
    expect((await till.status()).agent.port).toBe(port);
    expect(await refuses(old)).toBe(true);
  });

  test('from this machine alone to the whole network and back, on the same port', async () => {
    const port = await freePort();
    const till = await startTill({ port });
    for (const host of ['0.0.0.0', '127.0.0.1', '::', '127.0.0.1']) {
      await till.apply({ host });
      expect(till.agent.listening()).toEqual({ host, port });
      const { status } = await call({ url: `http://127.0.0.1:${port}`, token: 'test-token' }, 'GET', '/status');
      expect(status).toBe(200);
    }
  });

  test('screens are let go, and the agent stops at once afterwards', async () => {
    const till = await startTill();
    const listeners = () => till.agent.events.listenerCount('printer-changed');
    const before = listeners();
    const stream = call({ url: till.agent.url, token: 'test-token' }, 'GET', '/events');
    await until('the stream is open', () => listeners() > before);
    await till.apply({ port: await freePort() });
    expect((await stream).status).toBe(200);
  });

  test('one that another program holds on the network: refused, and the old one still answers', async () => {
    const other = createServer().listen(0, '127.0.0.2');
    await once(other, 'listening');
    open.push({ close: async () => other.close() });
    const { port } = other.address() as { port: number };
    const till = await startTill({ port, host: '127.0.0.1' });
    await expect(till.apply({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    expect(till.agent.listening()).toEqual({ host: '127.0.0.1', port });
    expect((await till.status()).agent.host).toBe('127.0.0.1');
  });
});

describe('settings that cannot be applied', () => {
  test.each<[string, (taken: number) => SettingsChange]>([
    ['INVALID_SETTING', () => ({ printer: { profile: 'unknown' } })],
    ['INVALID_PRINTER', () => ({ printer: { address: 'parallel:1' } })],
    ['PORT_IN_USE', (taken) => ({ port: taken })],
    ['ADDRESS_UNAVAILABLE', () => ({ host: '192.0.2.1' })],
    ['ADDRESS_UNAVAILABLE', () => ({ host: 'no-such-host.invalid' })],
  ])('%s: nothing has changed, and it prints on', async (code, change) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    open.push({ close: async () => other.close() });
    const printer = await startPrinter();
    const till = await startTill({ printer: onPrinter(printer), shop: { name: 'Avant' } });
    const { station, url } = till.agent;
    const before = { settings: station.settings, printer: station.printer };
    let changes = 0;
    till.agent.events.on('station-changed', () => {
      changes += 1;
    });
    const bad = { shop: { name: 'Après' }, ...change((other.address() as { port: number }).port) };
    await expect(till.apply(bad)).rejects.toMatchObject({ code, message: expect.stringMatching(/\.$/) });
    expect({ settings: station.settings, printer: station.printer }).toEqual(before);
    expect([till.agent.url, changes]).toEqual([url, 0]);
    await till.untilJob((await till.ticket(1)).body.job_id, 'printed');
    expect(printer.papers()[0]?.text).toContain('Avant');
  });
});

describe('saving again and again', () => {
  test('leaves nobody behind who waits for what a printer never says', async () => {
    const till = await startTill({ printer: { address: 'tcp://127.0.0.1:1', profile: 'epson-80' } });
    const { events } = till.agent;
    const before = events.listenerCount('printer-changed');
    for (const enabled of [false, true, false, true, false]) await till.apply({ printer: { enabled } });
    // The change above has told; this one tells nothing.
    await till.apply({ printer: { columns: 32 } });
    expect(events.listenerCount('printer-changed')).toBe(before);
  });
});

describe('saving twice', () => {
  test('at once: the last one holds, and tickets are printed once', async () => {
    const [first, second, third] = [await startPrinter(), await startPrinter(), await startPrinter()];
    const till = await startTill({ printer: onPrinter(first) });
    const { job_id: id } = (await till.ticket(1)).body;
    await Promise.all([till.apply({ printer: onPrinter(second) }), till.apply({ printer: onPrinter(third) })]);
    expect(till.agent.station.settings.printer.address).toBe(third.address);
    await till.untilJob(id, 'printed');
    await till.untilJob((await till.ticket(2)).body.job_id, 'printed');
    expect([...orders(first), ...orders(second), ...orders(third)]).toEqual(['1', '2']);
    expect(orders(third)).toContain('2');
  });

  test('while the agent stops: refused, with nothing left running', async () => {
    const printer = await startPrinter();
    const till = await startRunningAgent({ printer: onPrinter(printer) });
    const closed = till.close();
    await expect(till.apply({ shop: { name: 'Après' } })).rejects.toMatchObject({ code: 'STOPPING' });
    await closed;
    expect(await refuses(till.agent.url)).toBe(true);
  });
});
