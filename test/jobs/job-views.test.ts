import { describe, expect, test } from 'vitest';
import type { JobDocument } from '../../src/main/documents/document.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { readDayStatistics, toJobDetail, toJobSummary } from '../../src/main/jobs/job-views.ts';
import { jobAmount } from '../../src/main/jobs/journal/journal-rows.ts';
import { type JobState, jobStates } from '../../src/shared/job.ts';
import { newJob, ticketDocument } from './new-job.ts';

const job = (change: Partial<Job> = {}): Job => ({
  ...newJob({ id: 'a', orderId: 42 }),
  sequence: 1,
  state: 'queued',
  updatedAt: 1_000,
  error: null,
  amount: '150',
  decision: null,
  ...change,
});

describe('the amount of a job', () => {
  test.each<[string, JobDocument, string | null]>([
    ['lines and delivery', ticketDocument({ totalAmount: null, deliveryCost: '200' }), '350'],
    ['the ERP’s total, discount included', ticketDocument({ totalAmount: '140.5' }), '140.5'],
    ['a direct sale', ticketDocument({ items: [], totalAmount: '99.999' }), '100'],
    [
      'a cash-out, as its receipt rounds it',
      { kind: 'cashout', amount: '15000.005', notes: null, employeeName: null },
      '15000.01',
    ],
    ['a drawer', { kind: 'drawer' }, null],
    ['a test page', { kind: 'test' }, null],
  ])('%s', (_, document, amount) => {
    expect(jobAmount(document)).toBe(amount);
  });
});

describe('a job as the window sees it', () => {
  test('tells who asked, for how much and for whom', () => {
    const document = ticketDocument({ customerName: 'Léa' });
    const summary = toJobSummary(job({ document, source: 'erp', sourceAddress: '192.168.1.9' }), 'DA');
    expect(summary).toMatchObject({
      id: 'a',
      order_id: 42,
      created_at: '1970-01-01T00:00:01.000Z',
      amount: '150',
      currency: 'DA',
      source: 'erp',
      source_address: '192.168.1.9',
      customer_name: 'Léa',
    });
    expect(toJobSummary(job({ kind: 'drawer', document: { kind: 'drawer' }, amount: null }), 'DA')).toMatchObject({
      amount: null,
      customer_name: null,
    });
  });

  test('tells its steps and the length of its bytes', () => {
    const reader = {
      timeline: () => [{ at: 0, state: 'queued' as const, detail: null }],
      bytes: () => new Uint8Array(7),
    };
    expect(toJobDetail(job(), reader, 'DA')).toMatchObject({
      bytes: 7,
      timeline: [{ at: '1970-01-01T00:00:00.000Z', state: 'queued', detail: null }],
    });
    expect(toJobDetail(job(), { ...reader, bytes: () => null }, 'DA').bytes).toBeNull();
  });

  test('offers what its state allows, and nothing else', () => {
    const reader = { timeline: () => [], bytes: () => null };
    const offered = (state: JobState) =>
      Object.entries(toJobDetail(job({ state }), reader, 'DA').can)
        .filter(([, can]) => can)
        .map(([name]) => name)
        .join();
    expect(Object.fromEntries(jobStates.map((state) => [state, offered(state)]))).toEqual({
      queued: 'cancel',
      printing: '',
      printed: 'reprint',
      sent: 'reprint',
      drawn: 'reprint',
      uncertain: 'reprint,confirm',
      failed: 'cancel,retry',
      cancelled: 'reprint',
      expired: 'retry,reprint',
      reprinted: '',
    });
  });

  test('puts no drawer back, nor what another job prints by now', () => {
    const reader = { timeline: () => [], bytes: () => null };
    const can = (change: Partial<Job>) => toJobDetail(job({ state: 'expired', ...change }), reader, 'DA').can;
    expect(can({ kind: 'drawer', document: { kind: 'drawer' } })).toMatchObject({ retry: false, reprint: false });
    expect(can({ decision: 'reprinted' })).toMatchObject({ retry: false, reprint: true });
    expect(can({ decision: 'left' })).toMatchObject({ retry: true, reprint: true });
  });
});

test('the statistics of a day ask for the whole day of the shop, and tell seconds', () => {
  const asked: object[] = [];
  const papers = { printed: 1, drawn: 6, expired: 7, drawersExpired: 8 };
  const counts = { ...papers, drawerOpenings: 2, uncertain: 3, failed: 4, byHour: [5] };
  const statistics = (range: object) => {
    asked.push(range);
    return { ...counts, medianMsToPaper: 1_250 };
  };
  const day = readDayStatistics({ statistics }, Date.parse('2026-11-22T23:30:00Z'), 'Africa/Algiers');
  expect(day).toEqual({ day: '2026-11-23', ...counts, medianSecondsToPaper: 1.25 });
  const [from, before] = [Date.parse('2026-11-22T23:00:00Z'), Date.parse('2026-11-23T23:00:00Z')];
  expect(asked).toEqual([{ from, before, timeZone: 'Africa/Algiers' }]);
});
