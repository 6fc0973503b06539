import { aliveEveryMs } from './driver-protocol.ts';

export interface DriverTimes {
  /** Waits before a driver that died again and again is started once more; the last one holds from then on. */
  backOffMs: readonly number[];
  /** A new process may take this long to say its first word: a virus scanner reads it first. */
  startMs: number;
  /** A driver without a sign of life for this long is ended. */
  silenceMs: number;
}

export const defaultDriverTimes: DriverTimes = {
  backOffMs: [0, 250, 500, 1000, 2000, 5000],
  startMs: 15_000,
  silenceMs: 5000,
};

/** Notices a driver that hangs. */
export interface DriverLifeWatch {
  sawLife(): void;
  /** What waits for an answer keeps the agent alive; an idle driver does not. */
  keepAgent(isAwaited: boolean): void;
  stop(): void;
}

/** Counts ticks and not time: after the machine has slept, the driver has not been silent, the clock has jumped. */
export function watchDriverLife(options: { times: DriverTimes; onSilent: () => void }): DriverLifeWatch {
  const { times, onSilent } = options;
  let ticksLeft = Math.ceil(times.startMs / aliveEveryMs);
  const timer = setInterval(() => {
    ticksLeft -= 1;
    if (ticksLeft < 0) onSilent();
  }, aliveEveryMs);
  return {
    sawLife: () => {
      ticksLeft = Math.ceil(times.silenceMs / aliveEveryMs);
    },
    keepAgent: (isAwaited) => {
      if (isAwaited) timer.ref();
      else timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}
