/** Time as the agent needs it; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch: what stands on paper and in the journal. */
  now(): number;
  /** Milliseconds that only ever grow: a clock set back must not keep an old drawer request alive. */
  monotonic(): number;
}

/** One moment, on both clocks. */
export interface Moment {
  wall: number;
  monotonic: number;
}

export function momentOf(clock: Clock): Moment {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
