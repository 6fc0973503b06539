import { beforeEach, describe, expect, test } from 'vitest';
import { momentOf } from '../../src/main/base/clock.ts';
import { createDrawerTimes, type DrawerTimes } from '../../src/main/jobs/drawer-times.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { newJob } from './new-job.ts';

const ttlMs = 10_000;
const drawer = (id: string, change: Partial<Job> = {}): Job => ({
  ...newJob({ id, kind: 'drawer', document: { kind: 'drawer' } }),
  ...{ sequence: 1, state: 'queued', updatedAt: 0, error: null, amount: null, decision: null },
  ...change,
});

describe('the time of a drawer', () => {
  let clock: FakeClock;
  let times: DrawerTimes;
  beforeEach(() => {
    clock = createFakeClock();
    times = createDrawerTimes(clock);
  });
  const begin = (id = 'a', change: Partial<Job> = {}) => times.begin(drawer(id, change), momentOf(clock), ttlMs);
  /** The printer moves twice a second. */
  const printFor = (ms: number, station = 'main') => {
    for (let gone = 0; gone < ms; gone += 500) {
      times.printerMoved(station);
      clock.pass(500);
    }
  };

  test('begins when its request came, however long it took to be accepted', () => {
    const arrivedAt = momentOf(clock);
    clock.pass(4_000);
    times.begin(drawer('a'), arrivedAt, ttlMs);
    expect(times.timeLeft('a')).toBe(6_000);
    clock.pass(6_000);
    expect(times.timeLeft('a')).toBe(0);
  });

  test('stands still while the job before it moves, and for 2 s after', () => {
    begin();
    clock.pass(3_000);
    printFor(20_000);
    // The last move is 500 ms ago.
    expect(times.timeLeft('a')).toBe(7_000);
    clock.pass(1_500);
    expect(times.timeLeft('a')).toBe(7_000);
    clock.pass(1_000);
    expect(times.timeLeft('a')).toBe(6_000);
  });

  test('a pause of more than 2 s between two moves counts', () => {
    begin();
    times.printerMoved('main');
    clock.pass(5_000);
    times.printerMoved('main');
    clock.pass(2_000);
    expect(times.timeLeft('a')).toBe(7_000);
  });

  test('stands still for 60 s at most, all together', () => {
    begin();
    printFor(60_000);
    expect(times.timeLeft('a')).toBe(ttlMs);
    printFor(9_500);
    expect(times.timeLeft('a')).toBe(500);
    clock.pass(500);
    expect(times.timeLeft('a')).toBe(0);
  });

  test('one that comes while a job moves stands still at once', () => {
    times.printerMoved('main');
    clock.pass(1_000);
    begin();
    clock.pass(1_000);
    expect(times.timeLeft('a')).toBe(ttlMs);
    clock.pass(1_000);
    expect(times.timeLeft('a')).toBe(9_000);
  });

  test('a printer that is blocked does not stop it', () => {
    begin();
    times.printerMoved('main');
    clock.pass(500);
    times.printerStopped('main');
    clock.pass(1_000);
    expect(times.timeLeft('a')).toBe(9_000);
    begin('b');
    clock.pass(1_000);
    expect(times.timeLeft('b')).toBe(9_000);
  });

  test('another station’s printer does not, either', () => {
    begin();
    printFor(3_000, 'kitchen');
    expect(times.timeLeft('a')).toBe(7_000);
  });

  test('its own bytes do not: it does not wait any more', () => {
    begin();
    times.follow(drawer('a', { state: 'printing' }));
    printFor(3_000);
    expect(times.timeLeft('a')).toBe(7_000);
    // Not a byte has left: what it has waited is not forgotten.
    times.follow(drawer('a', { state: 'queued' }));
    expect(times.timeLeft('a')).toBe(7_000);
    times.follow(drawer('a', { state: 'sent' }));
    expect(times.timeLeft('a')).toBeNull();
  });

  test('a machine that slept has not stopped it: the wall clock went on alone', () => {
    begin();
    clock.pass(1_000);
    clock.set(clock.now() + 8_999);
    expect(times.timeLeft('a')).toBe(1);
    clock.set(clock.now() + 1);
    expect(times.timeLeft('a')).toBe(0);
  });

  test('a wall clock that is set back gives it no time', () => {
    begin();
    clock.set(clock.now() - 3_600_000);
    clock.pass(ttlMs);
    expect(times.timeLeft('a')).toBe(0);
  });

  test('is looked at again when it can be over, not before', () => {
    expect(times.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
    begin();
    expect(times.nextDeadline()).toBe(10_000);
    clock.pass(9_990);
    times.printerMoved('main');
    expect(times.nextDeadline()).toBe(12_000);
    begin('b');
    times.follow(drawer('a', { state: 'printing' }));
    expect(times.nextDeadline()).toBe(9_990 + 2_000 + ttlMs);
  });
});
