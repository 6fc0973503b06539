import { afterEach, describe, expect, test, vi } from 'vitest';
import { fromErp, ticketDocument } from '../jobs/new-job.ts';
import { startPrinting } from './printing-harness.ts';

type Printing = Awaited<ReturnType<typeof startPrinting>>;

let printing: Printing;
const start = async (options: Parameters<typeof startPrinting>[0] = {}) => {
  printing = await startPrinting(options);
  return printing;
};
/** The order numbers on paper, in the order in which they came out. */
const printedOrders = () =>
  [
    ...printing.device
      .bytes()
      .toString('latin1')
      .matchAll(/Ticket N.: (\S+)/g),
  ].map((m) => m[1]);
const detail = (id: string) => printing.store.timeline(id).at(-1)?.detail;

afterEach(() => printing.stop());

describe('a printer that confirms', () => {
  test.each(['epson-80', 'generic-58'])('%s: printed, once the printer says so', async (profileId) => {
    const { ticket, outcome, device } = await start({ profileId });
    const job = await ticket(42);
    expect((await outcome(job)).state).toBe('printed');
    expect((await device.waitForPaper(1)).text).toContain('Ticket N°: 42');
    expect(device.papers()).toHaveLength(1);
  });

  test('keeps the bytes that it was sent, for preview and proof', async () => {
    const { ticket, outcome, device, store } = await start();
    const job = await outcome(await ticket(42));
    const bytes = store.bytes(job.id);
    expect(bytes?.length).toBeGreaterThan(100);
    expect(device.bytes().includes(Buffer.from(bytes ?? [0xff, 0xff]))).toBe(true);
    expect(store.timeline(job.id).map((step) => step.state)).toEqual(['queued', 'printing', 'printed']);
  });

  test('tells paper low and the drawer, and prints on', async () => {
    const { ticket, outcome, device, untilPrinter } = await start();
    device.device.setFaults({ paper: 'near-end', drawer: 'open' });
    const state = await untilPrinter(({ reasons }) => reasons.includes('media-low'));
    expect(state).toMatchObject({ condition: 'ready', code: 'PAPER_LOW', drawer: 'open' });
    expect((await outcome(await ticket(1))).state).toBe('printed');
  });
});

describe('a printer that cannot confirm', () => {
  test('one that never answers: sent, never printed', async () => {
    const { ticket, outcome, device } = await start({ profileId: 'generic-58', faults: { mute: true } });
    const first = await outcome(await ticket(1));
    const second = await outcome(await ticket(2));
    expect([first.state, second.state]).toEqual(['sent', 'sent']);
    await device.flush();
    expect(printedOrders()).toEqual(['1', '2']);
  });

  test('one that answers status and knows no fence: sent', async () => {
    const { ticket, outcome } = await start({ profileId: 'generic-58', reality: { fence: 'none' } });
    for (let order = 1; order <= 4; order += 1) {
      expect((await outcome(await ticket(order))).state).toBe('sent');
    }
    expect(printedOrders()).toEqual(['1', '2', '3', '4']);
  });

  test('one that falls silent before a job: offline, the job waits', async () => {
    const { ticket, outcome, device, untilPrinter, store } = await start();
    expect((await outcome(await ticket(1))).state).toBe('printed');
    device.device.setFaults({ mute: true });
    const job = await ticket(2);
    const state = await untilPrinter(({ condition }) => condition === 'offline');
    expect(state.code).toBe('PRINTER_NOT_ANSWERING');
    expect(store.get(job.id)?.state).toBe('queued');
    device.device.setFaults({ mute: false });
    expect((await outcome(job)).state).toBe('printed');
  });

  test('one that falls silent in mid-job: uncertain, though every byte was taken', async () => {
    const { outcome, stalledTicket, device } = await start();
    const job = await stalledTicket(2);
    device.device.setFaults({ acceptLimit: null, mute: true });
    expect(await outcome(job)).toMatchObject({ state: 'uncertain', error: { code: 'NOT_CONFIRMED' } });
  });
});

describe('no paper, open cover', () => {
  test('the queue waits, and goes on by itself', async () => {
    const { ticket, outcome, device, untilPrinter, store } = await start();
    device.device.setFaults({ paper: 'end' });
    const state = await untilPrinter(({ condition }) => condition === 'blocked');
    expect(state).toMatchObject({ reasons: ['media-empty'], code: 'PAPER_OUT' });
    const job = await ticket(42);
    await untilPrinter(({ condition }) => condition === 'blocked');
    expect(store.get(job.id)?.state).toBe('queued');
    device.device.setFaults({ paper: 'ok' });
    expect((await outcome(job)).state).toBe('printed');
    expect(printedOrders()).toEqual(['42']);
  });

  test('in mid-job it stays printing until the printer goes on', async () => {
    const { outcome, device, untilPrinter, stalledTicket, store } = await start();
    const job = await stalledTicket(2);
    device.device.setFaults({ coverOpen: true, acceptLimit: null });
    await untilPrinter(({ reasons }) => reasons.includes('cover-open'));
    // Longer than any time-out of a free printer: only a person ends this.
    await untilPrinter(() => true).then(() => outcome(job, 1_500));
    expect(store.get(job.id)?.state).toBe('printing');
    device.device.setFaults({ coverOpen: false });
    expect((await outcome(job)).state).toBe('printed');
    expect(printedOrders()).toEqual(['2']);
  });

  test('the drawer still opens, where the profile knows the real-time pulse', async () => {
    const { drawer, outcome, device, untilPrinter } = await start({ profileId: 'epson-80' });
    device.device.setFaults({ paper: 'end' });
    await untilPrinter(({ condition }) => condition === 'blocked');
    const job = await outcome(await drawer());
    expect(job.state).toBe('sent');
    expect(detail(job.id)).toBe('real-time pulse');
    expect((await device.waitForPulse(1)).realTime).toBe(true);
  });

  test('where it does not, the drawer request expires and never opens late', async () => {
    const { drawer, outcome, device, untilPrinter, ticket } = await start({
      profileId: 'generic-58',
      limits: { drawerTtlMs: 300 },
    });
    device.device.setFaults({ coverOpen: true });
    await untilPrinter(({ condition }) => condition === 'blocked');
    const job = await outcome(await drawer());
    expect(job).toMatchObject({ state: 'expired', error: { code: 'DRAWER_EXPIRED' } });
    device.device.setFaults({ coverOpen: false });
    await outcome(await ticket(1));
    expect(device.drawerPulses()).toEqual([]);
  });
});

describe('a link that fails', () => {
  test('one that the printer dropped while idle is simply made again', async () => {
    const { ticket, outcome, device, untilPrinter, printer } = await start();
    await untilPrinter(({ condition }) => condition === 'ready');
    const conditions: string[] = [];
    printing.events.on('printer-changed', ({ condition }) => conditions.push(condition));
    device.dropConnections();
    expect((await outcome(await ticket(1))).state).toBe('printed');
    expect(conditions).not.toContain('offline');
    expect(printer.state.condition).not.toBe('offline');
  });

  test('a printer that is off: the queue waits until it is back', async () => {
    const { ticket, outcome, device, untilPrinter } = await start();
    await device.refuse();
    device.dropConnections();
    await untilPrinter(({ condition }) => condition === 'offline');
    const job = await ticket(42);
    await device.listenAgain();
    expect((await outcome(job)).state).toBe('printed');
    expect(printedOrders()).toEqual(['42']);
  });

  test('cut in mid-job: uncertain, nothing is sent again, the next job goes on', async () => {
    const { ticket, outcome, device, stalledTicket } = await start();
    const doubtful = await stalledTicket(2);
    device.dropConnections();
    device.device.setFaults({ acceptLimit: null });
    expect(await outcome(doubtful)).toMatchObject({ state: 'uncertain', error: { code: 'PRINTER_OFFLINE' } });
    expect((await outcome(await ticket(3))).state).toBe('printed');
    expect(printedOrders().filter((order) => order === '2').length).toBeLessThanOrEqual(1);
  });
});

test('one that has confirmed and is silent now gets nothing, until a person says that it was replaced', async () => {
  const { ticket, outcome, device, untilPrinter, printer, worker, store } = await start({ profileId: 'generic-58' });
  expect((await outcome(await ticket(1))).state).toBe('printed');
  await device.refuse();
  device.dropConnections();
  await untilPrinter(({ message }) => message.includes('refuse la connexion'));
  device.device.setFaults({ mute: true });
  await device.listenAgain();
  const job = await ticket(2);
  await untilPrinter(({ code }) => code === 'PRINTER_NOT_ANSWERING');
  expect(store.get(job.id)?.state).toBe('queued');
  printer.replaced();
  worker.wake();
  expect((await outcome(job)).state).toBe('sent');
});

describe('a ticket cut off inside an image', () => {
  test('is not printed into: the next one comes out whole, even of a printer that still waits for the rest', async () => {
    const { device, queue, untilJob, outcome, ticket } = await start({ keepsPartialCommand: true });
    device.device.setFaults({ acceptLimit: 0 });
    const document = ticketDocument({ orderId: 1, customerName: 'محل الحلويات' });
    const { job } = await queue.enqueue(document, 2, fromErp);
    while (!device.bytes().includes('\x1dv0')) {
      const before = device.bytes().length;
      device.device.setFaults({ acceptLimit: 20 });
      await vi.waitUntil(() => device.bytes().length === before + 20, { timeout: 10_000 });
    }
    const next = await ticket(2);
    device.dropConnections();
    await untilJob(job.id, 'uncertain');
    device.device.setFaults({ acceptLimit: null });
    expect((await outcome(next)).state).toBe('printed');
    const text = device.papers().at(-1)?.text;
    expect(text).toContain('Fée Maison');
    expect(text).toContain('Ticket N°: 2');
    // What filled the image went out once.
    expect((await outcome(await ticket(3))).state).toBe('printed');
    const lengths = device
      .bytes()
      .toString('latin1')
      .match(/\0{500,}/g);
    expect(lengths).toHaveLength(1);
  });
});

describe('order', () => {
  test('drawers pass waiting tickets, then priority, then arrival', async () => {
    const { ticket, drawer, outcome, device, untilPrinter } = await start({ profileId: 'generic-58' });
    device.device.setFaults({ coverOpen: true });
    await untilPrinter(({ condition }) => condition === 'blocked');
    const jobs = [await ticket(1, 3), await ticket(2, 2), await ticket(3, 2), await ticket(4, 1), await drawer()];
    device.device.setFaults({ coverOpen: false });
    for (const job of jobs) {
      expect((await outcome(job)).state).toBe(job.kind === 'drawer' ? 'sent' : 'printed');
    }
    expect(printedOrders()).toEqual(['4', '2', '3', '1']);
    const pulseAt = device.bytes().indexOf(Buffer.from([0x1b, 0x70, 0x00]));
    expect(pulseAt).toBeGreaterThan(0);
    expect(pulseAt).toBeLessThan(device.bytes().indexOf('Ticket N'));
  });

  test('a document that cannot be encoded fails alone', async () => {
    const { ticket, outcome } = await start();
    const [poison, good] = [await ticket('poison'), await ticket(2)];
    expect(await outcome(poison)).toMatchObject({ state: 'failed', error: { code: 'ENCODING_FAILED' } });
    expect((await outcome(good)).state).toBe('printed');
  });
});

test('stopping in mid-job waits a moment, then calls the job uncertain', async () => {
  const { stalledTicket, store, worker } = await start();
  const job = await stalledTicket(1);
  await worker.stop();
  expect(store.get(job.id)).toMatchObject({ state: 'uncertain', error: { code: 'INTERRUPTED' } });
});

test('stopping lets the current job end', async () => {
  const { stalledTicket, store, worker, device } = await start();
  const job = await stalledTicket(1);
  const stopped = worker.stop();
  device.device.setFaults({ acceptLimit: null });
  await stopped;
  expect(store.get(job.id)?.state).toBe('printed');
});
