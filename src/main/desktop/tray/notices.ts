import type { JobSummary, Language, Overview } from '../../../shared/bridge.ts';
import { statesForHands } from '../../../shared/describe-state.ts';
import { describeProblem } from '../../../shared/words/describe-problem.ts';
import { stateSentence, stateTitle } from '../../../shared/words/say-state.ts';
import { createTranslate } from '../../../shared/words/translate.ts';
import type { ShellState } from './tray-look.ts';

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
 * What needs hands now, by the rule of icon and window. Paper and cover are one problem: whoever changes the roll opens the
 * cover, and is not to be told so. A new uncertain ticket is a new problem; one that was looked at changes nothing. So is a paper that did not come out in time.
 *
 * @param jobs uncertain and expired ones, about which a person must decide; newest first
 */
export function wantedNotices(state: ShellState, jobs: readonly JobSummary[], language: Language): Notice[] {
  if (state.name === 'failed') {
    const { text } = describeProblem(state.problem, language);
    return [{ key: 'agent', title: createTranslate(language)('agent.stopped'), body: text, jobId: null }];
  }
  // On its way up or down it needs nobody.
  if (state.name !== 'running') return [];
  const { overview } = state;
  return statesForHands(overview).flatMap((name) => {
    const title = stateTitle(name, overview, language);
    if (name !== 'check' && name !== 'expired') {
      return { key: name, title, body: stateSentence(name, overview, language).text, jobId: null };
    }
    const kind = name === 'check' ? 'uncertain' : 'expired';
    const newest = jobs.find(({ state: its }) => its === kind);
    if (newest === undefined) return [];
    const body = (kind === 'uncertain' ? doubtOf : lateOf)(newest, overview, language);
    return { key: `${kind} ${newest.id}`, title, body, jobId: newest.id };
  });
}

function doubtOf({ order_id }: JobSummary, { queue }: Overview, language: Language): string {
  const t = createTranslate(language);
  if (queue.uncertain > 1) return t('uncertain.explain');
  return order_id === null ? t('notify.doubtful') : t('notify.doubtfulOrder', { order: String(order_id) });
}

function lateOf({ order_id }: JobSummary, { queue }: Overview, language: Language): string {
  const t = createTranslate(language);
  return queue.expired > 1 || order_id === null
    ? t('notify.expired')
    : t('notify.expiredOrder', { order: String(order_id) });
}

export interface NoticeChange {
  show: Notice[];
  /** Keys whose problem is solved. */
  withdraw: string[];
}

/**
 * Tells each problem once, and only when it has lasted: a printer that is asked again a second later, or a driver that
 * is started anew, needs no hands.
 *
 * @param options.seenJobs keys of jobs that were told in the run before. A printer's trouble is told again by each run, as a
 *   new day without paper is news; one ticket is told once.
 */
export function createNoticePolicy(options: { now: () => number; holdMs: number; seenJobs?: readonly string[] }) {
  const { now, holdMs, seenJobs = [] } = options;
  const since = new Map<string, number>();
  /** Told and not solved, with whether it is about a job. */
  const told = new Map<string, boolean>(seenJobs.map((key) => [key, true]));
  return {
    /**
     * Gives what to do now, and after how long to ask again although nothing has changed (null: not).
     *
     * @param jobsKnown false: the agent does not run, and whether a ticket was looked at is not known
     */
    next(wanted: readonly Notice[], jobsKnown = true): NoticeChange & { againInMs: number | null } {
      const time = now();
      const keys = new Set(wanted.map(({ key }) => key));
      for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
      const solved = [...told].filter(([key, isJob]) => !keys.has(key) && (jobsKnown || !isJob));
      const withdraw = solved.map(([key]) => key);
      for (const key of withdraw) told.delete(key);
      for (const key of keys) if (!since.has(key)) since.set(key, time);
      const untold = wanted.filter(({ key }) => !told.has(key));
      const leftMs = ({ key }: Notice) => (since.get(key) ?? time) + holdMs - time;
      const show = untold.filter((notice) => leftMs(notice) <= 0);
      for (const { key, jobId } of show) told.set(key, jobId !== null);
      const later = untold.map(leftMs).filter((ms) => ms > 0);
      return { show, withdraw, againInMs: later.length === 0 ? null : Math.min(...later) };
    },
    /** Keys of the jobs that are told and not solved: for the next run. */
    get seenJobs(): string[] {
      return [...told].flatMap(([key, isJob]) => (isJob ? [key] : []));
    },
  };
}
