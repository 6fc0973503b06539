import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { DrawerTimes } from './drawer-times.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';
import type { SteadyTime } from './steady-time.ts';

/** The longest sleep: a machine that slept, or whose clock was set, is noticed this soon. */
const longestSleepMs = 30_000;
/** After the disk refused: the next try. */
const storageRetryMs = 1_000;
/** So often the journal is told that the agent lives, so that the next start knows how long nobody did. */
const signEveryMs = 60_000;

export const drawerExpired: Problem = {
  code: 'DRAWER_EXPIRED',
  message: "Le tiroir n'a pas pu s'ouvrir à temps : la demande est abandonnée. Ouvrez-le avec la clé ou redemandez.",
};

const ticketExpired: Problem = {
  code: 'TICKET_EXPIRED',
  message: "L'imprimante n'a pas été prête à temps : ce ticket n'est pas sorti. Imprimez-le depuis le journal.",
};

export interface Expiry {
  /** A job has been queued: see to it that it expires in time. */
  watch(job: Job): void;
  /** Expires every queued job whose time is over; first moves their times along with a wall clock that was set. */
  expireDue(): Promise<void>;
  /** Whether this job must not go out any more, though nobody has said so yet. */
  isLate(job: Job): boolean;
  /** From now on the journal is told that the agent lives. */
  beginSigns(): void;
  /** Ends the timers, and says in the journal that the agent has ended, where it said that it lives. Never rejects. */
  close(): Promise<void>;
}

/**
 * Expires the jobs that waited too long, by a timer and whenever the worker looks for work. Papers by the steady time; their
 * `expiresAt` is moved when the wall clock was set, so that it always says at what hour they will be given up.
 */
export function createExpiry(options: {
  store: JobStore;
  clock: Clock;
  steady: SteadyTime;
  drawers: DrawerTimes;
  announce: (job: Job) => Job;
}): Expiry {
  const { store, clock, steady, drawers, announce } = options;
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  let signs: NodeJS.Timeout | null = null;
  let closed = false;
  /** One at a time: what is due by a time that is just being moved would be all or nothing. */
  let turn: Promise<unknown> = Promise.resolve();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const isLate = (job: Job): boolean => {
    const left = job.kind === 'drawer' ? drawers.timeLeft(job.id) : null;
    return (left ?? job.expiresAt - steady.now()) <= 0;
  };

  const isDue = (): boolean => {
    const at = store.nextExpiry();
    return (at !== null && at <= steady.now()) || store.waitingDrawers().some(isLate);
  };

  const followClock = async (): Promise<void> => {
    const off = steady.offBy();
    if (off === 0) return;
    await store.transact((transaction) => {
      transaction.moveTimes(off);
      // With it, as the next start takes the times for what they are by the last sign.
      transaction.signLife(steady.now() + off, false);
    });
    steady.adopt(off);
  };

  const expire = async (): Promise<void> => {
    while (isDue()) {
      const expired = await store.transact((transaction) => {
        const at = clock.now();
        const due = [...transaction.expired(steady.now()), ...transaction.waitingDrawers().filter(isLate)];
        return due.map((job) =>
          transaction.change(job.id, {
            state: 'expired',
            at,
            error: job.kind === 'drawer' ? drawerExpired : ticketExpired,
          }),
        );
      });
      for (const job of expired) announce(job);
    }
  };

  const expireDue = (): Promise<void> =>
    alone(async () => {
      await followClock();
      await expire();
    });

  const sign = (isEnd: boolean): Promise<void> =>
    alone(async () => {
      await followClock();
      await store.transact((transaction) => transaction.signLife(clock.now(), isEnd));
    });
  // A full disk is told by those who lose something by it.
  const trySign = (isEnd: boolean): Promise<void> => sign(isEnd).catch(() => {});

  /** @param at by the monotonic clock */
  const arm = (at: number) => {
    if (closed || at >= timerAt) {
      return;
    }
    if (timer !== null) {
      clearTimeout(timer);
    }
    timerAt = at;
    timer = setTimeout(() => void onTimer(), Math.min(longestSleepMs, Math.max(0, at - clock.monotonic())));
    timer.unref();
  };

  const nextDeadline = (): number => {
    const at = store.nextExpiry() ?? Number.POSITIVE_INFINITY;
    return Math.min(clock.monotonic() + at - steady.now(), drawers.nextDeadline());
  };

  const onTimer = async (): Promise<void> => {
    timer = null;
    timerAt = Number.POSITIVE_INFINITY;
    try {
      await expireDue();
      // The journal may have been closed meanwhile.
      if (!closed) arm(nextDeadline());
    } catch {
      arm(clock.monotonic() + storageRetryMs);
    }
  };

  return {
    watch: (job) =>
      arm(job.kind === 'drawer' ? drawers.nextDeadline() : clock.monotonic() + job.expiresAt - steady.now()),
    expireDue,
    isLate,
    beginSigns: () => {
      if (signs !== null || closed) return;
      void trySign(false);
      signs = setInterval(() => void trySign(false), signEveryMs);
      signs.unref();
    },
    close: async () => {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      if (signs === null) return;
      clearInterval(signs);
      await trySign(true);
    },
  };
}
