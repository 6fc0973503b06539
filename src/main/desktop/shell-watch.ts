import type { BridgeEvent, JobPage, JobSummary, Overview } from '../../shared/bridge.ts';
import type { Log } from '../base/log.ts';
import type { AgentSession, AgentState } from './agent-life.ts';
import type { ShellState } from './tray/tray-look.ts';

export interface ShellWatch {
  readonly state: ShellState;
  /** What a person must decide about, newest first: tickets in doubt, and papers that did not come out in time. */
  readonly undecided: readonly JobSummary[];
  follow(state: AgentState): void;
}

/** Between two readings, where the first one failed. */
const againMs = 1000;

/** Keeps what tray and notifications say up to date, from the same calls and events as the window has. */
export function createShellWatch(options: {
  onChange: () => void;
  /** Every event of the agent, for the window. */
  onEvent: (event: BridgeEvent) => void;
  log: () => Log;
}): ShellWatch {
  const { onChange, onEvent, log } = options;
  let state: ShellState = { name: 'starting' };
  let undecided = new Map<string, JobSummary>();
  let unsubscribe = () => {};
  let followed: AgentSession | null = null;
  let again: NodeJS.Timeout | undefined;
  /** What events have told while the first reading is on its way: newer than what it will bring. Null once it is here. */
  let toldMeanwhile: Set<string> | null = null;

  const take = (event: BridgeEvent) => {
    onEvent(event);
    if (event.type === 'overview-changed') {
      state = { name: 'running', overview: event.overview };
      toldMeanwhile?.add('overview');
    } else if (event.type === 'job-changed') {
      toldMeanwhile?.add(event.job.id);
      if (isUndecided(event.job)) undecided.set(event.job.id, event.job);
      else if (!undecided.delete(event.job.id)) return;
    }
    onChange();
  };

  const readAll = async (session: AgentSession) => {
    const isNews = (what: string) => toldMeanwhile?.has(what) !== true;
    const overview = (await session.windowApi.call('readOverview', undefined)) as Overview;
    if (followed !== session) return;
    if (isNews('overview')) state = { name: 'running', overview };
    for (const search of [{ states: ['uncertain'] }, { states: ['expired'], decision: 'open' }]) {
      const page = (await session.windowApi.call('listJobs', { ...search, limit: 200 })) as JobPage;
      if (followed !== session) return;
      for (const job of page.jobs) if (isNews(job.id)) undecided.set(job.id, job);
    }
    toldMeanwhile = null;
  };

  /** Until it has been read: an icon that still tells of the time before would be believed. */
  const readUntilDone = async (session: AgentSession): Promise<void> => {
    try {
      await readAll(session);
    } catch (error) {
      log().error({ err: error }, 'the tray cannot read the state');
      if (followed === session) again = setTimeout(() => void readUntilDone(session), againMs);
    }
    if (followed === session) onChange();
  };

  return {
    get state() {
      return state;
    },
    get undecided() {
      return [...undecided.values()].sort((a, b) => b.created_at.localeCompare(a.created_at));
    },
    follow: (agent) => {
      unsubscribe();
      unsubscribe = () => {};
      clearTimeout(again);
      followed = null;
      undecided = new Map();
      toldMeanwhile = new Set();
      if (agent.name === 'running') {
        followed = agent.session;
        // It runs, and how it is will be known in a moment: what was said of the one before is not true any more.
        state = { name: 'starting' };
        unsubscribe = agent.session.windowApi.subscribe(take);
        void readUntilDone(agent.session);
        return;
      }
      state = agent.name === 'failed' ? { name: 'failed', problem: agent.problem } : { name: agent.name };
      onChange();
    },
  };
}

function isUndecided({ state, decision }: JobSummary): boolean {
  return state === 'uncertain' || (state === 'expired' && decision === 'open');
}
