import { isDeepStrictEqual } from 'node:util';
import { Notification } from 'electron';
import type { Log } from '../../base/log.ts';
import { createNoticePolicy, type Notice } from './notices.ts';

export interface Notifier {
  /** What needs hands now; of tickets only while `jobsKnown`, else they stand as they were. */
  update(wanted: readonly Notice[], jobsKnown: boolean): void;
  /** Withdraws everything that is shown. */
  close(): void;
}

/** A trouble that ends within this time by itself is not told. */
const holdMs = 2000;

/** The system's notifications: one a problem, taken back when it is solved. */
export function createNotifier(options: {
  icon: string;
  onClick: (notice: Notice) => void;
  /** Of the run before, and after each change for the next one. */
  seenJobs: readonly string[];
  onSeen: (seenJobs: string[]) => void;
  log: () => Log;
}): Notifier {
  const { icon, onClick, seenJobs, onSeen, log } = options;
  const policy = createNoticePolicy({ now: () => performance.now(), holdMs, seenJobs });
  // Held here: a notification that is collected as garbage loses its click.
  const shown = new Map<string, Notification>();
  let again: NodeJS.Timeout | undefined;

  const show = (notice: Notice) => {
    if (!Notification.isSupported()) return;
    const { title, body } = notice;
    const notification = new Notification({ title, body, icon });
    notification.on('click', () => onClick(notice));
    notification.on('failed', (_event, error) => log().warn({ error }, 'the system took no notification'));
    shown.set(notice.key, notification);
    notification.show();
  };

  const takeBack = (key: string) => {
    shown.get(key)?.close();
    shown.delete(key);
  };

  const update = (wanted: readonly Notice[], jobsKnown: boolean) => {
    clearTimeout(again);
    const before = policy.seenJobs;
    const { show: toShow, withdraw, againInMs } = policy.next(wanted, jobsKnown);
    for (const key of withdraw) takeBack(key);
    for (const notice of toShow) show(notice);
    if (!isDeepStrictEqual(policy.seenJobs, before)) onSeen(policy.seenJobs);
    if (againInMs !== null) again = setTimeout(() => update(wanted, jobsKnown), againInMs);
  };

  return {
    update,
    close: () => {
      clearTimeout(again);
      for (const key of [...shown.keys()]) takeBack(key);
    },
  };
}
