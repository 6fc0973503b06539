import type { BridgeEvent, JobSummary, Overview } from '../../shared/bridge.ts';
import type { AgentLink, LinkState } from '../bridge/agent-link.ts';

/** What every panel may look at without asking. */
export interface AgentState {
  link: LinkState;
  overview: Overview | null;
  /** The last ones, newest first. */
  jobs: JobSummary[];
  /** All that wait for a person's decision, newest first. */
  uncertain: JobSummary[];
  /** Grows when settings or token changed: panels read theirs again. */
  settingsRevision: number;
}

export interface AgentStore {
  read(): AgentState;
  watch(listener: (state: AgentState) => void): () => void;
  setOverview(overview: Overview): void;
}

export const recentJobCount = 40;
const uncertainCount = 50;

/** Keeps the agent's state up to date from its events, and reads it whole whenever the link comes (back). */
export function createAgentStore(bridge: AgentLink): AgentStore {
  const listeners = new Set<(state: AgentState) => void>();
  let state: AgentState = { link: 'connecting', overview: null, jobs: [], uncertain: [], settingsRevision: 0 };

  const change = (part: Partial<AgentState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener(state);
  };

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
        return change({ overview: event.overview });
      case 'settings-changed':
        return change({ settingsRevision: state.settingsRevision + 1 });
      case 'update-changed':
        // The one panel that shows it listens itself.
        return;
    }
  };

  async function readAll(): Promise<void> {
    const missed: BridgeEvent[] = [];
    readings.add(missed);
    try {
      const [overview, recent, uncertain] = await Promise.all([
        bridge.call('readOverview', undefined),
        bridge.call('listJobs', { limit: recentJobCount }),
        bridge.call('listJobs', { states: ['uncertain'], limit: uncertainCount }),
      ]);
      change({
        overview,
        jobs: recent.jobs,
        uncertain: uncertain.jobs,
        settingsRevision: state.settingsRevision + 1,
      });
      for (const event of missed) apply(event);
    } catch {
      // The link tells that the agent is gone; it is read again when the link is back.
    } finally {
      readings.delete(missed);
    }
  }

  bridge.subscribe(onEvent, () => void readAll());
  bridge.watchLink((link) => {
    change({ link });
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
    setOverview: (overview) => change({ overview }),
  };
}

function withJob(state: AgentState, job: JobSummary): Partial<AgentState> {
  const others = state.uncertain.filter(({ id }) => id !== job.id);
  return {
    jobs: upsert(state.jobs, job).slice(0, recentJobCount),
    uncertain: job.state === 'uncertain' ? newestFirst([job, ...others]) : others,
  };
}

function upsert(jobs: JobSummary[], job: JobSummary): JobSummary[] {
  const known = jobs.some(({ id }) => id === job.id);
  return known ? jobs.map((each) => (each.id === job.id ? job : each)) : newestFirst([job, ...jobs]);
}

function newestFirst(jobs: JobSummary[]): JobSummary[] {
  return jobs.sort((a, b) => b.created_at.localeCompare(a.created_at));
}
