import type { JobSummary } from '../../../shared/bridge.ts';
import type { DesktopText } from '../text/desktop-words.ts';
import { printerSentence, type ShellState } from './tray-look.ts';

/** Something that needs somebody's hands. */
export interface Notice {
  /** One problem, one notice: what has this key is not told again until it was solved. */
  key: string;
  title: string;
  body: string;
  /** The job to show when it is clicked. */
  jobId: string | null;
}

/**
 * What needs hands now. Paper and cover are one problem: whoever changes the roll opens the cover, and is not to be
 * told so. A new uncertain ticket is a new problem; one that was looked at changes nothing.
 *
 * @param uncertain newest first
 */
export function wantedNotices(state: ShellState, uncertain: readonly JobSummary[], text: DesktopText): Notice[] {
  const notices: Notice[] = [];
  const add = (key: string, title: string, body: string, jobId: string | null = null) =>
    void notices.push({ key, title, body, jobId });
  if (state.name === 'failed') add('agent', text.notify.stopped, state.problem.message);
  if (state.name !== 'running') return notices;
  const { condition } = state.overview.printer;
  if (condition === 'blocked') add('blocked', text.notify.blocked, printerSentence(state.overview, text));
  if (condition === 'offline') add('offline', text.notify.offline, printerSentence(state.overview, text));
  const [newest] = uncertain;
  if (newest !== undefined) {
    const order = newest.order_id === null ? null : String(newest.order_id);
    const body = uncertain.length === 1 ? text.notify.uncertainBody(order) : text.uncertain(uncertain.length);
    add(`uncertain ${newest.id}`, text.notify.uncertain(uncertain.length), body, newest.id);
  }
  return notices;
}

export interface NoticeChange {
  show: Notice[];
  /** Keys whose problem is solved. */
  withdraw: string[];
}

/**
 * Tells each problem once, and only when it has lasted: a printer that is asked again a second later, or a driver that
 * is started anew, needs no hands.
 */
export function createNoticePolicy(options: { now: () => number; holdMs: number }) {
  const { now, holdMs } = options;
  const since = new Map<string, number>();
  const told = new Set<string>();
  return {
    /** Gives what to do now, and after how long to ask again although nothing has changed (null: not). */
    next(wanted: readonly Notice[]): NoticeChange & { againInMs: number | null } {
      const time = now();
      const keys = new Set(wanted.map(({ key }) => key));
      for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
      const withdraw = [...told].filter((key) => !keys.has(key));
      for (const key of withdraw) told.delete(key);
      for (const key of keys) if (!since.has(key)) since.set(key, time);
      const untold = wanted.filter(({ key }) => !told.has(key));
      const leftMs = ({ key }: Notice) => (since.get(key) ?? time) + holdMs - time;
      const show = untold.filter((notice) => leftMs(notice) <= 0);
      for (const { key } of show) told.add(key);
      const later = untold.map(leftMs).filter((ms) => ms > 0);
      return { show, withdraw, againInMs: later.length === 0 ? null : Math.min(...later) };
    },
  };
}
