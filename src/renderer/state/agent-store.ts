import type { BridgeEvent, JobSummary, Overview } from '../../shared/bridge.ts';
import type { JobSearch } from '../../shared/bridge-calls.ts';
import type { Problem } from '../../shared/job.ts';
import type { AgentLink, LinkState } from '../bridge/agent-link.ts';
import { toProblem } from '../bridge/problem-error.ts';

/** What every panel may look at without asking. */
export interface AgentState {
  link: LinkState;
  /** As it was last told; whether that is still so, `isCurrent` says. */
  overview: Overview | null;
  /** The agent answers, and all that is here was read since it does: only then may anything be called ready. */
  isCurrent: boolean;
  /** Why it cannot be read although the agent is there. */
  problem: Problem | null;
  /** ISO 8601: since when nothing is known. Null while the state is current, and before it was read for the first time. */
  unknownSince: string | null;
  /** The last ones, newest first. */
  jobs: JobSummary[];
  /** All that wait for a person's decision, newest first. */
  uncertain: JobSummary[];
  /** Papers that did not come out in time and about which nobody has decided, newest first; the overview counts them all. */
  expired: JobSummary[];
  /** Grows when settings or token changed: panels read theirs again. */
  settingsRevision: number;
}

export interface AgentStore {
  read(): AgentState;
  watch(listener: (state: AgentState) => void): () => void;
  /** Makes a call whose answer is the overview; it is dropped if an event told a newer one before it came. */
  ask(name: OverviewCall): Promise<void>;
}

type OverviewCall = 'readOverview' | 'pausePrinting' | 'resumePrinting' | 'finishWelcome';

export const recentJobCount = 40;
const undecidedCount = 50;
const expiredSearch = { states: ['expired'], decision: 'open', limit: undecidedCount } satisfies JobSearch;
/** After a refused reading; then twice as long each time, up to the second of them. */
const retryMs = { first: 1000, most: 10_000 };

/** What the agent has said of itself, as long as it can be asked; null: nobody knows how the till is. */
export function currentOverview({ overview, isCurrent }: AgentState): Overview | null {
  return isCurrent ? overview : null;
}

/** Keeps the agent's state up to date from its events, and reads it whole whenever the link comes (back). */
export function createAgentStore(bridge: AgentLink): AgentStore {
  const listeners = new Set<(state: AgentState) => void>();
  let state: AgentState = {
    link: 'connecting',
    overview: null,
    isCurrent: false,
    problem: null,
    unknownSince: null,
    jobs: [],
    uncertain: [],
    expired: [],
    settingsRevision: 0,
  };
  /** Grows with each overview that was told or read. */
  let news = 0;
  let readingCount = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const change = (part: Partial<AgentState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener(state);
  };

  const unknownSince = () => (state.isCurrent ? new Date().toISOString() : state.unknownSince);

  /** Events that came while the whole was being read: they are newer than some of what was read. */
  const readings = new Set<BridgeEvent[]>();

  const onEvent = (event: BridgeEvent) => {
    for (const missed of readings) missed.push(event);
    apply(event);
  };

  const apply = (event: BridgeEvent) => {
    switch (event.type) {
      case 'job-changed':
        return change(withJob(state, event.job));
      case 'overview-changed':
        news += 1;
        // Before the first reading it would stand beside lists that are empty because nobody has read them.
        if (state.overview === null) return;
        change({ overview: event.overview });
        if (state.expired.length < Math.min(undecidedCount, event.overview.queue.expired)) void refillExpired();
        return;
      case 'settings-changed':
        return change({ settingsRevision: state.settingsRevision + 1 });
      case 'update-changed':
        // The one panel that shows it listens itself.
        return;
    }
  };

  let isRefilling = false;
  /** The list has only the newest: where decisions have shortened it, older ones move up. */
  async function refillExpired(): Promise<void> {
    if (isRefilling) return;
    isRefilling = true;
    const missed: BridgeEvent[] = [];
    readings.add(missed);
    try {
      const { jobs } = await bridge.call('listJobs', expiredSearch);
      if (state.link !== 'connected') return;
      change({ expired: jobs });
      for (const event of missed) if (event.type === 'job-changed') apply(event);
    } catch {
      // The next overview tries again.
    } finally {
      readings.delete(missed);
      isRefilling = false;
    }
  }

  async function readAll(nextRetryMs = retryMs.first): Promise<void> {
    clearTimeout(retry);
    readingCount += 1;
    const own = readingCount;
    const missed: BridgeEvent[] = [];
    readings.add(missed);
    try {
      const [overview, recent, uncertain, expired] = await Promise.all([
        bridge.call('readOverview', undefined),
        bridge.call('listJobs', { limit: recentJobCount }),
        bridge.call('listJobs', { states: ['uncertain'], limit: undecidedCount }),
        bridge.call('listJobs', expiredSearch),
      ]);
      // A later one is under way, or the link is gone again.
      if (own !== readingCount || state.link !== 'connected') return;
      news += 1;
      change({
        overview,
        isCurrent: true,
        problem: null,
        unknownSince: null,
        jobs: recent.jobs,
        uncertain: uncertain.jobs,
        expired: expired.jobs,
        settingsRevision: state.settingsRevision + 1,
      });
      for (const event of missed) apply(event);
    } catch (error) {
      // Where the agent is gone the link tells it; all is read again when the link is back.
      if (own !== readingCount || state.link !== 'connected') return;
      change({ problem: toProblem(error) });
      retry = setTimeout(() => void readAll(Math.min(nextRetryMs * 2, retryMs.most)), nextRetryMs);
    } finally {
      readings.delete(missed);
    }
  }

  bridge.subscribe(onEvent, () => void readAll());
  bridge.watchLink((link) => {
    if (link === 'connected') change({ link });
    else change({ link, isCurrent: false, problem: null, unknownSince: unknownSince() });
    // The tray application's bridge is connected from the start and tells no reconnection then.
    if (bridge.kind === 'window' && link === 'connected' && state.overview === null) void readAll();
  });

  return {
    read: () => state,
    watch: (listener) => {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    ask: async (name) => {
      const before = news;
      const overview = await bridge.call(name, undefined);
      if (news !== before) return;
      news += 1;
      change({ overview });
    },
  };
}

function withJob(state: AgentState, job: JobSummary): Partial<AgentState> {
  const listed = (jobs: JobSummary[], isWanted: boolean) => {
    const others = jobs.filter(({ id }) => id !== job.id);
    return isWanted ? newestFirst([job, ...others]) : others;
  };
  return {
    jobs: upsert(state.jobs, job).slice(0, recentJobCount),
    uncertain: listed(state.uncertain, job.state === 'uncertain'),
    expired: listed(state.expired, job.state === 'expired' && job.decision === 'open').slice(0, undecidedCount),
  };
}

function upsert(jobs: JobSummary[], job: JobSummary): JobSummary[] {
  const known = jobs.some(({ id }) => id === job.id);
  return known ? jobs.map((each) => (each.id === job.id ? job : each)) : newestFirst([job, ...jobs]);
}

function newestFirst(jobs: JobSummary[]): JobSummary[] {
  return jobs.sort((a, b) => b.created_at.localeCompare(a.created_at));
}
