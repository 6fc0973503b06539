import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';

/** Resolves once it is over, after about `lastMs`. */
export type Trouble = (lastMs: number, random: Random) => Promise<void>;

export interface PrinterTroubles {
  /** How often each came. */
  readonly counts: ReadonlyMap<string, number>;
  /** Resolves once the printer is well again. */
  stop(): Promise<void>;
}

const longestMs = 1_500;

/** One trouble after the other. */
export function startPrinterTroubles(troubles: Readonly<Record<string, Trouble>>, random: Random): PrinterTroubles {
  const stopping = new AbortController();
  const counts = new Map<string, number>();
  const [first = '', ...others] = Object.keys(troubles);
  const run = async () => {
    while (!stopping.signal.aborted) {
      await pause(random.whole(20, longestMs));
      const name = random.pick([first, ...others]);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      await troubles[name]?.(random.whole(5, longestMs), random);
    }
  };
  const running = run();
  return {
    counts,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
