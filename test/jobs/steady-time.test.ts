import { describe, expect, test } from 'vitest';
import type { LastSign } from '../../src/main/jobs/job-store.ts';
import { createSteadyTime, findAbsence } from '../../src/main/jobs/steady-time.ts';
import { createFakeClock } from '../fake-clock.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const year = 365 * day;

describe('the steady time', () => {
  const last = (at: number): LastSign => ({ at, kind: 'end' });

  test('goes on evenly, whatever is done to the wall clock', () => {
    const clock = createFakeClock();
    const time = createSteadyTime(clock, null);
    const start = time.now();
    for (const jump of [11 * year, -26 * year, 3_600_000]) {
      const off = time.offBy();
      clock.set(clock.now() + jump);
      expect(time.offBy()).toBe(off + jump);
      clock.pass(1_000);
    }
    expect(time.now()).toBe(start + 3_000);
    time.adopt(time.offBy());
    expect(time.now()).toBe(clock.now());
  });

  test('the wall clock’s own unrest is nothing to write down', () => {
    const clock = createFakeClock();
    const time = createSteadyTime(clock, null);
    clock.set(clock.now() + 999);
    expect(time.offBy()).toBe(0);
    clock.set(clock.now() + 1);
    expect(time.offBy()).toBe(1_000);
  });

  test.each([
    ['a minute', minute, true],
    ['a night', 14 * 60 * minute, true],
    ['a week but a minute', 7 * day - minute, true],
    ['a week', 7 * day, false],
    ['eleven years: the clock is in 2037', 11 * year, false],
    ['back by an hour', -60 * minute, false],
    ['back by 26 years: it was started in 2000', -26 * year, false],
  ])('over a restart, %s', (_name, gap, counts) => {
    const clock = createFakeClock();
    const time = createSteadyTime(clock, last(clock.now() - gap));
    expect(time.now()).toBe(counts ? clock.now() : clock.now() - gap);
    expect(time.offBy()).toBe(counts ? 0 : gap);
  });
});

describe('how long the agent was away', () => {
  const now = Date.parse('2026-11-30T08:00:00Z');
  const absence = (ago: number, kind: LastSign['kind']) => findAbsence({ at: now - ago, kind }, now);

  test('a new journal, or one of a version that gave no signs, tells nothing', () => {
    expect(findAbsence(null, now)).toBeNull();
    expect(absence(day, 'job')).toBeNull();
  });
  test('neither does a restart for new settings or an update', () => {
    expect(absence(29_999, 'end')).toBeNull();
    expect(absence(-29_999, 'end')).toBeNull();
  });
  test('a stop of a minute does, and a crash, of which only the last sign is known', () => {
    const times = { from: now - minute, to: now, isPlausible: true };
    expect(absence(minute, 'end')).toEqual({ ...times, isEndKnown: true });
    expect(absence(minute, 'sign')).toEqual({ ...times, isEndKnown: false });
  });
  test('a clock that was set says so', () => {
    for (const ago of [-year, 7 * day, 11 * year]) expect(absence(ago, 'end')).toMatchObject({ isPlausible: false });
  });
});
