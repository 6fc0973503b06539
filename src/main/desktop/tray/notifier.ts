import { Notification } from 'electron';
import type { Log } from '../../base/log.ts';
import { createNoticePolicy, type Notice } from './notices.ts';

export interface Notifier {
  /** What needs hands now. */
  update(wanted: readonly Notice[]): void;
  /** Withdraws everything. */
  close(): void;
}

/** A trouble that ends within this time by itself is not told. */
const holdMs = 2000;

/** The system's notifications: one a problem, taken back when it is solved. */
export function createNotifier(options: { icon: string; onClick: (notice: Notice) => void; log: () => Log }): Notifier {
  const { icon, onClick, log } = options;
  const policy = createNoticePolicy({ now: () => performance.now(), holdMs });
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

  const update = (wanted: readonly Notice[]) => {
    clearTimeout(again);
    const { show: toShow, withdraw, againInMs } = policy.next(wanted);
    for (const key of withdraw) {
      shown.get(key)?.close();
      shown.delete(key);
    }
    for (const notice of toShow) show(notice);
    if (againInMs !== null) again = setTimeout(() => update(wanted), againInMs);
  };

  return {
    update,
    close: () => {
      clearTimeout(again);
      update([]);
    },
  };
}
