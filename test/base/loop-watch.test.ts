import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopWatch, watchLoop } from '../../src/main/base/loop-watch.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';

describe('when a request can have come, at the earliest', () => {
  let clock: FakeClock;
  let watch: LoopWatch;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    clock = createFakeClock();
    watch = watchLoop(clock);
  });
  afterEach(() => {
    watch.end();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
  /** The loop turns. */
  const turn = (ms: number) => {
    for (let gone = 0; gone < ms; gone += 50) {
      clock.pass(50);
      vi.advanceTimersByTime(50);
    }
  };
  const ago = () => clock.monotonic() - watch.earliestArrival().monotonic;

  test('now, while the loop turns', () => {
    turn(1_000);
    expect(ago()).toBe(0);
    clock.pass(200);
    expect(ago()).toBe(0);
  });

  test('before the standstill, where it is read before the beat that is late', () => {
    turn(1_000);
    clock.pass(7_000);
    expect(ago()).toBe(7_000);
  });

  test('before the standstill, where it is read some turns behind that beat', () => {
    turn(1_000);
    clock.pass(7_000);
    vi.advanceTimersByTime(250);
    expect(ago()).toBe(7_000);
    turn(450);
    expect(ago()).toBe(7_450);
    turn(100);
    expect(ago()).toBe(0);
  });

  test('before the first of two standstills, one right behind the other', () => {
    turn(1_000);
    clock.pass(3_000);
    vi.advanceTimersByTime(250);
    clock.pass(3_000);
    vi.advanceTimersByTime(250);
    expect(ago()).toBe(6_000);
  });

  test('on a machine that is always slow nothing is older than two standstills', () => {
    turn(1_000);
    for (let count = 0; count < 50; count += 1) {
      clock.pass(600);
      vi.advanceTimersByTime(250);
      watch.earliestArrival();
    }
    expect(ago()).toBe(1_200);
  });

  test('before the machine fell asleep, which the wall clock alone tells', () => {
    turn(1_000);
    const { wall } = watch.earliestArrival();
    clock.set(clock.now() + 3_600_000);
    expect(watch.earliestArrival().wall).toBe(wall);
    turn(800);
    expect(watch.earliestArrival().wall).toBe(clock.now());
  });
});
