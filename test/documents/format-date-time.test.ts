import { describe, expect, it } from 'vitest';
import { formatDateTime } from '../../src/main/documents/format-date-time.ts';

describe('formatDateTime', () => {
  const date = new Date('2026-11-22T23:30:00Z');

  it('is dd/mm/yyyy hh:mm in the time zone given', () => {
    expect(formatDateTime(date, 'UTC')).toBe('22/11/2026 23:30');
    expect(formatDateTime(date, 'Africa/Algiers')).toBe('23/11/2026 00:30');
    expect(formatDateTime(new Date('2026-01-02T03:04:59Z'), 'UTC')).toBe('02/01/2026 03:04');
  });

  it("is in the machine's zone by default (the tests' one is Algiers)", () => {
    expect(formatDateTime(date, undefined)).toBe('23/11/2026 00:30');
  });
});
