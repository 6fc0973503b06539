import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { Job } from './job.ts';
import type { JobStore } from './job-store.ts';

/** The longest sleep: a machine that slept, or whose clock was set, is noticed this soon. */
const longestSleepMs = 30_000;
/** After the disk refused: the next try. */
const storageRetryMs = 1_000;

const drawerExpired: Problem = {
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
  /** Expires every queued job whose time is over. */
  expireDue(): Promise<void>;
  close(): void;
}

/** Expires the jobs that waited too long, by a timer and whenever the worker looks for work. */
export function createExpiry(options: {
  store: JobStore;
  clock: Clock;
  drawerTtlMs: () => number;
  announce: (job: Job) => Job;
}): Expiry {
  const { store, clock, drawerTtlMs, announce } = options;
  /** Drawer jobs by id: when they end on the clock that nobody can set back. */
  const drawerDeadlines = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let timerAt = Number.POSITIVE_INFINITY;
  let closed = false;

  const lateDrawers = (): Job[] => {
    const late: Job[] = [];
    for (const [id, deadline] of drawerDeadlines) {
      const job = store.get(id);
      if (job?.state !== 'queued') {
        drawerDeadlines.delete(id);
      } else if (clock.monotonic() >= deadline) {
        late.push(job);
      }
    }
    return late;
  };

  const isDue = () => {
    const at = store.nextExpiry();
    return (at !== null && at <= clock.now()) || lateDrawers().length > 0;
  };

  const expireDue = async (): Promise<void> => {
    while (isDue()) {
      const expired = await store.transact((transaction) => {
        const at = clock.now();
        const due = new Map([...transaction.expired(at), ...lateDrawers()].map((job) => [job.id, job]));
        return [...due.values()].map((job) =>
          transaction.change(job.id, {
            state: 'expired',
            at,
            error: job.kind === 'drawer' ? drawerExpired : ticketExpired,
          }),
        );
      });
      for (const job of expired) {
        drawerDeadlines.delete(job.id);
        announce(job);
      }
    }
  };

  const arm = (at: number) => {
    if (closed || at >= timerAt) {
      return;
    }
    if (timer !== null) {
      clearTimeout(timer);
    }
    timerAt = at;
    timer = setTimeout(() => void onTimer(), Math.min(longestSleepMs, Math.max(0, at - clock.now())));
    timer.unref();
  };

  const onTimer = async (): Promise<void> => {
    timer = null;
    timerAt = Number.POSITIVE_INFINITY;
    try {
      await expireDue();
      // The journal may have been closed meanwhile.
      if (!closed) arm(store.nextExpiry() ?? Number.POSITIVE_INFINITY);
    } catch {
      arm(clock.now() + storageRetryMs);
    }
  };

  return {
    watch: (job) => {
      if (job.kind === 'drawer') {
        drawerDeadlines.set(job.id, clock.monotonic() + drawerTtlMs());
      }
      arm(job.expiresAt);
    },
    expireDue,
    close: () => {
      closed = true;
      if (timer !== null) {
        clearTimeout(timer);
      }
    },
  };
}
