import type { Clock } from '../src/main/base/clock.ts';

export interface FakeClock extends Clock {
  /** Lets time go by, on both clocks. */
  pass(ms: number): void;
  /** Somebody (or NTP) sets the wall clock. */
  set(now: number): void;
}

export function createFakeClock(start = Date.parse('2026-11-22T13:05:00Z')): FakeClock {
  let now = start;
  let monotonic = 0;
  return {
    now: () => now,
    monotonic: () => monotonic,
    pass: (ms) => {
      now += ms;
      monotonic += ms;
    },
    set: (value) => {
      now = value;
    },
  };
}
