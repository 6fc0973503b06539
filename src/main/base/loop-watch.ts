import { type Clock, type Moment, momentOf } from './clock.ts';

const beatMs = 250;
/** A beat that comes later than this was held up: by work in this thread, by the disk, by a machine that slept. */
const heldUpMs = 250;
/** What came meanwhile has been read by then: one connection a turn of the loop is taken. */
const readMs = 500;

/**
 * Knows when what is read just now can have reached the machine, at the earliest. Nobody is told when bytes came: while the
 * event loop stands still they wait in the kernel. So what is read soon behind a standstill counts from its beginning.
 */
export interface LoopWatch {
  earliestArrival(): Moment;
  end(): void;
}

export function watchLoop(clock: Clock): LoopWatch {
  let beat = momentOf(clock);
  let standstill: { begin: Moment; since: Moment; until: number } | null = null;

  const look = (): Moment => {
    const now = momentOf(clock);
    const held = Math.max(now.monotonic - beat.monotonic, now.wall - beat.wall) > beatMs + heldUpMs;
    // So long has the loop turned since: all that came meanwhile has been read.
    const turned = (held ? beat : now).monotonic - (standstill?.until ?? 0);
    if (turned > readMs) standstill = null;
    if (!held) return now;
    // Right behind another: what came in that one may not be read yet. What came before it is; or else a machine that is
    // always slow would take every request for an old one.
    const since = standstill === null ? beat : standstill.begin === beat ? standstill.since : standstill.begin;
    standstill = { begin: beat, since, until: now.monotonic };
    return now;
  };

  const timer = setInterval(() => {
    beat = look();
  }, beatMs);
  timer.unref();
  return {
    earliestArrival: () => {
      const now = look();
      return standstill?.since ?? now;
    },
    end: () => clearInterval(timer),
  };
}
