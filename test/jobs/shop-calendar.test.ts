import { describe, expect, test } from 'vitest';
import { createShopCalendar } from '../../src/main/jobs/shop-calendar.ts';

const iso = (at: number) => new Date(at).toISOString();
const bounds = (day: string, timeZone?: string) => {
  const { from, before } = createShopCalendar(timeZone).boundsOf(day);
  return [iso(from), iso(before)];
};

describe('the shop’s calendar', () => {
  test.each([
    // The tests run in Africa/Algiers, one hour ahead of UTC.
    [undefined, '2026-11-22', '2026-11-21T23:00:00.000Z', '2026-11-22T23:00:00.000Z'],
    ['UTC', '2026-11-22', '2026-11-22T00:00:00.000Z', '2026-11-23T00:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-01-01', '2025-12-31T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-01-01', '2026-01-01T12:00:00.000Z', '2026-01-02T12:00:00.000Z'],
    // 23 and 25 hours.
    ['Europe/Paris', '2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Paris', '2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // Summer time begins at midnight: the day's first hour is one o'clock.
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['Asia/Kathmandu', '2024-02-29', '2024-02-28T18:15:00.000Z', '2024-02-29T18:15:00.000Z'],
  ])('in %s knows when %s begins and ends', (timeZone, day, from, before) => {
    expect(bounds(day, timeZone)).toEqual([from, before]);
  });

  test('tells day and hour of a moment', () => {
    const at = Date.parse('2026-11-22T23:30:00Z');
    const tell = (timeZone?: string) => {
      const calendar = createShopCalendar(timeZone);
      return [calendar.dayOf(at), calendar.hourOf(at)];
    };
    expect(tell()).toEqual(['2026-11-23', 0]);
    expect(tell('UTC')).toEqual(['2026-11-22', 23]);
    expect(tell('America/New_York')).toEqual(['2026-11-22', 18]);
  });

  test.each(['', '2026-02-30', '2026-13-01', '22/11/2026', '2026-11-22T10:00', '0'])('%j is no day', (day) => {
    expect(createShopCalendar(undefined).boundsOf(day)).toEqual({ from: Number.NaN, before: Number.NaN });
  });
});
