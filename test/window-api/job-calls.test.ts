import { describe, expect, it } from 'vitest';
import { until } from '../end-to-end/until.ts';
import { refusal, startControlledAgent } from './controlled-agent.ts';

const ticket = {
  order_id: 1042,
  customer_name: 'Amélie Benaïssa',
  items: [{ product_name: 'Éclair', quantity: 2, unit_price: 150 }],
};

describe('a window', () => {
  it('sees the ERP print: the job at once, then the day with it', async () => {
    const till = await startControlledAgent();
    const { body } = await till.erp('POST', '/print/ticket', ticket);
    await till.untilState(body.job_id, 'drawn');
    const states = till.events.flatMap((event) => (event.type === 'job-changed' ? [event.job] : []));
    expect(states.map(({ state }) => state)).toEqual(['queued', 'printing', 'drawn']);
    expect(states[0]).toMatchObject({
      id: body.job_id,
      order_id: 1042,
      amount: '300',
      currency: 'DA',
      source: 'erp',
      source_address: '127.0.0.1',
      customer_name: 'Amélie Benaïssa',
    });
    await until('the overview counts it', () =>
      till.events.some((event) => event.type === 'overview-changed' && event.overview.today.drawn === 1),
    );
    const page = await till.call('listJobs', { text: 'amelie', amountFrom: '300', kinds: ['ticket'] });
    expect(page.jobs.map(({ id }) => id)).toEqual([body.job_id]);
    const detail = await till.call('readJob', body.job_id);
    expect(detail).toMatchObject({ can: { cancel: false, reprint: true }, bytes: expect.any(Number) });
    expect(detail.timeline.map(({ state }) => state)).toEqual(['queued', 'printing', 'drawn']);
  });

  it('is told of many jobs one by one, of the overview far less often, and last of how it ends', async () => {
    const till = await startControlledAgent();
    const count = 40;
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        till.erp('POST', '/print/ticket', { ...ticket, order_id: index + 1 }),
      ),
    );
    // One look at what was told, not a question a job: those would hold up the printing of this same process.
    const printed = () => {
      const last = till.events.findLast((event) => event.type === 'overview-changed');
      return last?.type === 'overview-changed' && last.overview.today.drawn === count;
    };
    await until('the last overview', printed, 25_000);
    expect(till.events.filter(({ type }) => type === 'job-changed')).toHaveLength(3 * count);
    expect(till.events.filter(({ type }) => type === 'overview-changed').length).toBeLessThan(3 * count);
  });

  it('pages through the journal, by days of the shop', async () => {
    const till = await startControlledAgent({ environment: { PRINTER_ENABLED: 'false' } });
    for (const order of [1, 2, 3]) {
      await till.erp('POST', '/print/ticket', { ...ticket, order_id: order });
    }
    const first = await till.call('listJobs', { limit: 2 });
    expect(first.jobs.map((job) => job.order_id)).toEqual([3, 2]);
    const second = await till.call('listJobs', { limit: 2, before: first.next ?? '' });
    expect(second).toMatchObject({ jobs: [{ order_id: 1 }], next: null });
    const { day } = (await till.call('readOverview', undefined)).today;
    expect((await till.call('listJobs', { from: day, to: day })).jobs).toHaveLength(3);
    expect((await till.call('listJobs', { to: '2000-01-01' })).jobs).toEqual([]);
  });

  it('prints again, marked as what it is, and shows the paper', async () => {
    const till = await startControlledAgent();
    const { body } = await till.erp('POST', '/print/ticket', ticket);
    await till.untilState(body.job_id, 'drawn');
    const copy = await till.call('reprintJob', body.job_id);
    expect(copy).toMatchObject({ reprint_of: body.job_id, source: 'window', source_address: null });
    const picture = await till.call('previewJob', copy.id);
    expect(picture).toMatchObject({ dataUrl: expect.stringMatching(/^data:image\/png;base64,iVBOR/) });
    expect(picture.height).toBeGreaterThan(picture.width);
  });

  it('pauses: tickets wait, a drawer does not; and goes on', async () => {
    const till = await startControlledAgent();
    expect(await till.call('pausePrinting', undefined)).toMatchObject({ paused: true });
    const { body } = await till.erp('POST', '/print/ticket', ticket);
    const drawer = await till.call('openDrawer', undefined);
    // It does not wait for the pause, nor for a printer: there is no drawer.
    await till.untilState(drawer.id, 'expired');
    expect(await till.call('readOverview', undefined)).toMatchObject({
      queue: { waiting: 1 },
      today: { drawerOpenings: 0, drawersExpired: 1 },
    });
    await till.call('cancelJob', body.job_id);
    expect(await till.call('resumePrinting', undefined)).toMatchObject({ paused: false, queue: { waiting: 0 } });
    const test = await till.call('printTest', undefined);
    await till.untilState(test.id, 'drawn');
  });

  it("prints a calibration page for another printer than the one in use; the ERP's test page stays what it was", async () => {
    const till = await startControlledAgent();
    const page = await till.call('printCalibration', { profile: 'epson-80', columns: 48 });
    await till.untilState(page.id, 'drawn');
    const { body } = await till.erp('POST', '/test/print', { calibration: { profile: 'epson-80', columns: 48 } });
    await till.untilState(body.job_id, 'drawn');
    const [calibration, test] = await Promise.all([
      till.call('previewJob', page.id),
      till.call('previewJob', body.job_id),
    ]);
    expect(calibration.width).toBeGreaterThan(test.width);
    expect((await till.call('readSettings', undefined)).printer.profile).toBe('generic-58');
    const unknown = till.call('printCalibration', { profile: 'no-such', columns: 48 });
    expect(await refusal(unknown)).toMatchObject({ code: 'INVALID_SETTING' });
  });
});
