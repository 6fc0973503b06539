import { type Clock, type Moment, momentOf } from '../base/clock.ts';
import { isSettled, type Job } from './job.ts';

/** So long after the printer has last moved a job on, drawers behind that job still stand still. */
const stillAfterMoveMs = 2_000;
/** A drawer's time stands still for so long at most, all together. */
const longestStillMs = 60_000;

/**
 * How long each drawer may still wait. Its time begins when its request reached the machine, runs by the monotonic clock, by
 * the wall clock where that has moved on by more (the machine slept), and stands still only while a job before it comes out.
 */
export interface DrawerTimes {
  begin(job: Job, arrivedAt: Moment, ttlMs: number): void;
  /** The job has changed: only one that waits can stand still, and one that is settled is forgotten. */
  follow(job: Job): void;
  /** The station's printer has just taken or answered bytes of a job, and is not blocked. */
  printerMoved(station: string): void;
  /** It does not move any more. */
  printerStopped(station: string): void;
  /** Milliseconds, below 0 when it is late; null: not known here. */
  timeLeft(id: string): number | null;
  /** The monotonic moment at which the next one is late, as far as is known now; infinite: none waits. */
  nextDeadline(): number;
}

interface DrawerTime {
  station: string;
  arrivedAt: Moment;
  ttlMs: number;
  isWaiting: boolean;
  /** Granted so far, up to `stillUntil`, which may be still to come. */
  stillMs: number;
  stillUntil: number;
}

export function createDrawerTimes(clock: Clock): DrawerTimes {
  const drawers = new Map<string, DrawerTime>();
  const movedAt = new Map<string, number>();

  const grant = (drawer: DrawerTime, from: number, until: number): void => {
    const begin = Math.max(from, drawer.stillUntil);
    const ms = Math.min(until - begin, longestStillMs - drawer.stillMs);
    if (ms <= 0) return;
    drawer.stillMs += ms;
    drawer.stillUntil = begin + ms;
  };

  const waitingAt = (station: string): DrawerTime[] =>
    [...drawers.values()].filter((drawer) => drawer.isWaiting && drawer.station === station);

  const timeLeft = ({ arrivedAt, ttlMs, stillMs, stillUntil }: DrawerTime): number => {
    const { wall, monotonic } = momentOf(clock);
    const ran = monotonic - arrivedAt.monotonic;
    const slept = Math.max(0, wall - arrivedAt.wall - ran);
    const stood = stillMs - Math.max(0, stillUntil - monotonic);
    return ttlMs - (ran - stood) - slept;
  };

  return {
    begin: (job, arrivedAt, ttlMs) => {
      const drawer = {
        ...{ station: job.station, arrivedAt, ttlMs, isWaiting: true },
        ...{ stillMs: 0, stillUntil: arrivedAt.monotonic },
      };
      drawers.set(job.id, drawer);
      const moved = movedAt.get(job.station);
      if (moved !== undefined) grant(drawer, moved, moved + stillAfterMoveMs);
    },
    follow: ({ id, state }) => {
      const drawer = drawers.get(id);
      if (drawer === undefined) return;
      drawer.isWaiting = state === 'queued';
      if (isSettled(state)) drawers.delete(id);
    },
    printerMoved: (station) => {
      const at = clock.monotonic();
      movedAt.set(station, at);
      for (const drawer of waitingAt(station)) grant(drawer, at, at + stillAfterMoveMs);
    },
    printerStopped: (station) => {
      const at = clock.monotonic();
      movedAt.delete(station);
      for (const drawer of waitingAt(station)) {
        drawer.stillMs -= Math.max(0, drawer.stillUntil - at);
        drawer.stillUntil = Math.min(drawer.stillUntil, at);
      }
    },
    timeLeft: (id) => {
      const drawer = drawers.get(id);
      return drawer === undefined ? null : timeLeft(drawer);
    },
    nextDeadline: () => {
      const waiting = [...drawers.values()].filter(({ isWaiting }) => isWaiting);
      const at = clock.monotonic();
      // Granted stillness goes by first: a drawer that stands still is not looked at again and again.
      return Math.min(
        ...waiting.map((drawer) => at + timeLeft(drawer) + Math.max(0, drawer.stillUntil - at)),
        Number.POSITIVE_INFINITY,
      );
    },
  };
}
