import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { describeState } from '../../src/shared/describe-state.ts';
import type { JobView } from '../../src/shared/job.ts';
import type { Accepted, ApiAnswer, Status } from '../end-to-end/agent-api.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { createFakeClock } from '../fake-clock.ts';
import { startTcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { type ControlledAgent, startControlledAgent } from './controlled-agent.ts';

const ask = (till: ControlledAgent, path: string, body: unknown = {}) =>
  till.erp('POST', path, body) as unknown as Promise<
    ApiAnswer<Accepted & { error?: { code: string; message: string } }>
  >;
const ticket = (till: ControlledAgent, order: number, query = '?wait=8') =>
  ask(till, `/print/ticket${query}`, { order_id: order, total_amount: 5 });
const status = async (till: ControlledAgent) =>
  ((await till.erp('GET', '/status')) as unknown as ApiAnswer<Status>).body.printer;
const overview = (till: ControlledAgent) => till.call('readOverview', undefined);
const papersOf = ({ dataDir }: ControlledAgent) =>
  readdirSync(join(dataDir, 'paper')).filter((name) => name.endsWith('.png') && !name.startsWith('.'));

async function newPrinter() {
  const printer = await startTcpPrinter({ profile: generic58 });
  onTestFinished(() => printer.close());
  return printer;
}

describe('without a printer', () => {
  it.each<[string, Parameters<typeof startControlledAgent>[0]]>([
    ['that anybody has chosen', {}],
    ['but the built-in one, by hand', { flags: { port: '0', printer: 'virtual' } }],
  ])('%s: a ticket is drawn, and nobody is told that it is on paper', async (_name, options) => {
    const till = await startControlledAgent(options);
    const { body } = await ticket(till, 1);
    expect(body).toMatchObject({ success: true, state: 'drawn' });
    expect(body.error).toBeUndefined();
    expect(papersOf(till)).toHaveLength(1);
    const { timeline } = await till.call('readJob', body.job_id);
    expect(timeline.map(({ state }) => state)).toEqual(['queued', 'printing', 'drawn']);
    expect((await ask(till, '/print/cashout?wait=8', { amount: 5 })).body.state).toBe('drawn');
    expect((await ask(till, '/test/print?wait=8')).body.state).toBe('drawn');

    expect(await status(till)).toMatchObject({
      state: 'virtual',
      code: 'NO_PRINTER_CHOSEN',
      connected: false,
      running: true,
      enabled: true,
      jobs: { waiting: 0, uncertain: 0, failed: 0, drawn: 3, expired: 0, drawers_expired: 0 },
    });
    expect((await till.erp('GET', '/health', undefined, '')).body).toMatchObject({
      status: 'healthy',
      printer_connected: false,
    });
    const seen = await overview(till);
    expect(describeState(seen)).toEqual({ name: 'virtual', level: 'attention' });
    expect(seen).toMatchObject({ drawnToPrint: 0, today: { printed: 0, drawn: 3, medianSecondsToPaper: null } });
    expect(seen.today.byHour.every((count) => count === 0)).toBe(true);
  });

  it.each([false, true])('a drawer is over at once, with a sentence (paused: %s)', async (paused) => {
    const till = await startControlledAgent();
    if (paused) await till.call('pausePrinting', undefined);
    const { body } = await ask(till, '/drawer/open?wait=8');
    expect(body).toMatchObject({ success: true, state: 'expired', error: { code: 'NO_PRINTER_CHOSEN' } });
    expect(body.error?.message).toMatch(/n'a pas été ouvert.*clé/);
    // At once: nothing was sent, and its ten seconds are not waited for.
    const { timeline } = await till.call('readJob', body.job_id);
    expect(timeline.map(({ state }) => state)).toEqual(['queued', 'expired']);
    const [asked = '', over = ''] = timeline.map(({ at }) => at);
    expect(Date.parse(over) - Date.parse(asked)).toBeLessThan(5_000);
    expect(papersOf(till)).toEqual([]);
    expect((await status(till)).jobs).toMatchObject({ expired: 0, drawers_expired: 1 });
    expect(await overview(till)).toMatchObject({
      queue: { expired: 0 },
      today: { drawerOpenings: 0, failed: 0, expired: 0, drawersExpired: 1 },
    });
    const { status: code, body: refused } = await ask(till, `/jobs/${body.job_id}/retry`);
    expect([code, refused]).toMatchObject([409, { code: 'JOB_STATE_CONFLICT' }]);
  });
});

describe('once a printer is chosen', () => {
  it('what was drawn is offered, and printed as first prints, once', async () => {
    const till = await startControlledAgent();
    const first = (await ticket(till, 1)).body.job_id;
    await ticket(till, 2);
    await ask(till, '/test/print?wait=8');
    const printer = await newPrinter();
    await till.call('saveSettings', { printer: { address: printer.address } });
    expect((await overview(till)).drawnToPrint).toBe(2);
    expect((await till.call('listDrawn', undefined)).map(({ order_id }) => order_id)).toEqual([2, 1]);
    expect(await till.call('printDrawn', undefined)).toEqual({ done: 2, left: 0 });
    await until('both are on paper', () => printer.papers().length === 2);
    const papers = printer.papers().map(({ text }) => text);
    expect(papers.map((text) => /Ticket N°: (\d)/.exec(text)?.[1])).toEqual(['1', '2']);
    expect(papers.join()).not.toContain('DUPLICATA');
    expect(await overview(till)).toMatchObject({ drawnToPrint: 0 });
    expect(await till.call('printDrawn', undefined)).toEqual({ done: 0, left: 0 });
    expect(await till.call('readJob', first)).toMatchObject({ state: 'drawn', decision: 'reprinted' });
    // The next paper of that sale is a second one.
    const copy = await till.call('reprintJob', first);
    await till.untilState(copy.id, 'printed');
    expect(printer.papers().at(-1)?.text).toContain('DUPLICATA');
  });

  it('what nobody wants is not offered again; the ERP’s reprint of it is a first print', async () => {
    const till = await startControlledAgent();
    const { body } = await ticket(till, 1);
    const printer = await newPrinter();
    await till.call('saveSettings', { printer: { address: printer.address } });
    expect(await till.call('leaveDrawn', undefined)).toEqual({ done: 1, left: 0 });
    expect(await overview(till)).toMatchObject({ drawnToPrint: 0 });
    const copy = (await ask(till, `/jobs/${body.job_id}/reprint`)).body as unknown as JobView;
    await till.untilState(copy.id, 'printed');
    expect(printer.papers()[0]?.text).not.toContain('DUPLICATA');
  });
});

describe('a printer that is not ready in time', () => {
  /** Tickets and a drawer that waited for an absent printer until their time was over. */
  async function lateTill(orders: readonly number[]) {
    const clock = createFakeClock();
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ printer: { address: 'tcp://127.0.0.1:1' } }));
    const till = await startControlledAgent({ clock, dataDir });
    const ids: string[] = [];
    for (const order of orders) ids.push((await ticket(till, order, '')).body.job_id);
    await until('the printer is missing', async () => (await status(till)).state === 'offline');
    return { till, clock, ids };
  }
  const expire = async ({ till, clock, ids }: Awaited<ReturnType<typeof lateTill>>) => {
    clock.pass(15 * 60_000);
    for (const id of ids) await till.untilState(id, 'expired');
  };

  it('costs no ticket in silence: counted, told, put back all at once, and printed when it comes', async () => {
    const late = await lateTill([1, 2, 3]);
    const { till, clock, ids } = late;
    expect((await overview(till)).queue).toMatchObject({
      waiting: 3,
      expired: 0,
      papersWaitUntil: new Date(clock.now() + 15 * 60_000).toISOString(),
    });
    const drawer = (await ask(till, '/drawer/open')).body.job_id;
    // Its ten seconds are not when the tickets stop.
    expect((await overview(till)).queue.papersWaitUntil).toBe(new Date(clock.now() + 15 * 60_000).toISOString());
    await expire(late);
    await till.untilState(drawer, 'expired');
    expect(await status(till)).toMatchObject({ queue_size: 0, jobs: { failed: 0, expired: 3, drawers_expired: 1 } });
    expect(await overview(till)).toMatchObject({
      queue: { waiting: 0, expired: 3, papersWaitUntil: null },
      today: { failed: 0, expired: 3, drawersExpired: 1 },
    });
    expect((await ask(till, `/jobs/${ids[0]}/leave`)).body).toMatchObject({ state: 'expired' });
    const printer = await newPrinter();
    await till.call('saveSettings', { printer: { address: printer.address } });
    const all = await ask(till, '/jobs/retry-expired');
    expect([all.status, all.body]).toEqual([200, { success: true, queued: 2, left: 0 }]);
    expect((await ask(till, '/jobs/retry-expired')).body).toEqual({ success: true, queued: 0, left: 0 });
    for (const id of ids.slice(1)) await till.untilState(id, 'printed');
    const papers = printer.papers().map(({ text }) => text);
    expect(papers.map((text) => /Ticket N°: (\d)/.exec(text)?.[1])).toEqual(['2', '3']);
    expect(papers.join()).not.toContain('DUPLICATA');
    expect((await status(till)).jobs).toMatchObject({ expired: 0, drawers_expired: 1 });
  });

  it('one alone is put back by the ERP, or left by a person for good', async () => {
    const late = await lateTill([1, 2]);
    await expire(late);
    const { till, ids } = late;
    const { status: code, body } = await ask(till, `/jobs/${ids[0]}/retry`);
    expect([code, body]).toMatchObject([200, { state: 'queued', error: null }]);
    await till.call('leaveJob', ids[1] ?? '');
    expect((await status(till)).jobs).toMatchObject({ waiting: 1, expired: 0 });
    const errors = till.events.filter((event) => event.type === 'job-changed' && event.job.id === ids[1]);
    expect(errors.at(-1)).toMatchObject({ job: { state: 'expired', decision: 'left' } });
    const { dataDir } = till;
    await till.close();
    const again = await startControlledAgent({ dataDir, clock: late.clock });
    expect((await overview(again)).queue.expired).toBe(0);
    expect(await again.call('leaveExpired', undefined)).toEqual({ done: 0, left: 0 });
  });

  it('counts a paper that came too late as one error, whatever is decided about it', async () => {
    const late = await lateTill([1, 2]);
    await expire(late);
    const { till } = late;
    const errors = async () =>
      ((await till.erp('GET', '/status')) as unknown as ApiAnswer<Status>).body.agent.stats.errors;
    expect(await errors()).toBe(2);
    await till.call('leaveExpired', undefined);
    expect(await errors()).toBe(2);
  });
});
