import { EventEmitter } from 'node:events';
import type {
  BridgeEvent,
  Connection,
  FirewallNotice,
  JobSummary,
  Overview,
  SettingsView,
  StartAtLogin,
} from '../../src/shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../src/shared/bridge-calls.ts';
import type { Problem } from '../../src/shared/job.ts';
import type { UpdateView } from '../../src/shared/update.ts';
import { createFakeCalls } from './fake-calls.ts';
import { makeFakeJournal } from './fake-jobs.ts';
import type { FakePaper } from './fake-paper.ts';
import { fakeToken, makeFakeConnection, makeFakeOverview, makeFakeSettings, makeFakeUpdate } from './fake-state.ts';

/**
 * The agent's side of the bridge in memory, for the window's tests and pictures. What it cannot show: whether the real
 * agent's answers, order of events and error codes are these (the tests in test/end-to-end say so); no job is ever
 * really printed, and nothing is checked as strictly as `saveSettings` and `importPythonSettings` really do. Calls answer
 * at once, unless a test holds them.
 */
export interface FakeAgent {
  readonly state: FakeState;
  call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>>;
  subscribe(onEvent: (event: BridgeEvent) => void): () => void;
  /** Every call that came, in order. */
  readonly calls: { name: BridgeCallName; argument: unknown }[];
  /** The next call of this name is refused. */
  failNext(name: BridgeCallName, problem: Problem): void;
  /** A slow agent: the next call of this name stays without its answer until the test lets it go. */
  hold(name: BridgeCallName, options?: HoldOptions): HeldCall;
  emit(event: BridgeEvent): void;
  /** As if the agent had changed the job: it is stored, and told. */
  putJob(job: JobSummary): void;
  changeOverview(part: Partial<Overview>): void;
}

export interface HoldOptions {
  /** The answer is on its way (default), or the agent has not yet done what it was asked. */
  at?: 'answer' | 'arrival';
}

export interface HeldCall {
  /** The call has come; what it does is done, unless it is held at its arrival. */
  readonly reached: Promise<void>;
  release(): void;
}

export interface FakeState {
  now: () => number;
  jobs: JobSummary[];
  overview: Overview;
  settings: SettingsView;
  connection: Connection;
  update: UpdateView;
  startAtLogin: StartAtLogin;
  firewall: FirewallNotice | null;
  token: string;
  paper: FakePaper | null;
}

/** An error that the fake agent answers with its code. */
export class FakeProblem extends Error {
  readonly code: string;
  constructor({ code, message }: Problem) {
    super(message);
    this.code = code;
  }
}

export interface FakeAgentOptions {
  now?: () => number;
  jobCount?: number;
  /** Real paper for the pictures; without it they are one grey dot. */
  paper?: FakePaper | null;
}

export function createFakeAgent(options: FakeAgentOptions = {}): FakeAgent {
  const { now = Date.now, jobCount = 60, paper = null } = options;
  const emitter = new EventEmitter().setMaxListeners(100);
  const failures = new Map<BridgeCallName, Problem>();
  const held = new Map<BridgeCallName, { at: 'answer' | 'arrival'; arrive(): void; released: Promise<void> }[]>();
  const calls: FakeAgent['calls'] = [];
  const state: FakeState = {
    now,
    jobs: makeFakeJournal(jobCount, now()),
    overview: makeFakeOverview(now()),
    settings: makeFakeSettings(),
    connection: makeFakeConnection(now()),
    update: makeFakeUpdate(now()),
    startAtLogin: { enabled: true, byInstaller: false, problem: null },
    firewall: null,
    token: fakeToken,
    paper,
  };
  const emit = (event: BridgeEvent) => void emitter.emit('bridge', event);
  const putJob = (job: JobSummary) => {
    const index = state.jobs.findIndex(({ id }) => id === job.id);
    if (index < 0) state.jobs.unshift(job);
    else state.jobs[index] = job;
    emit({ type: 'job-changed', job });
  };
  const changeOverview = (part: Partial<Overview>) => {
    state.overview = { ...state.overview, ...part };
    emit({ type: 'overview-changed', overview: state.overview });
  };
  const answers = createFakeCalls({ state, emit, putJob, changeOverview });
  return {
    state,
    calls,
    emit,
    putJob,
    changeOverview,
    hold: (name, { at = 'answer' } = {}) => {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      held.set(name, [...(held.get(name) ?? []), { at, arrive: reached.resolve, released: released.promise }]);
      return { reached: reached.promise, release: released.resolve };
    },
    failNext: (name, problem) => void failures.set(name, problem),
    subscribe: (onEvent) => {
      emitter.on('bridge', onEvent);
      return () => emitter.off('bridge', onEvent);
    },
    call: async (name, argument) => {
      calls.push({ name, argument });
      const hold = held.get(name)?.shift();
      const wait = async (at: 'answer' | 'arrival') => {
        if (hold?.at !== at) return;
        hold.arrive();
        await hold.released;
      };
      await wait('arrival');
      const failure = failures.get(name);
      failures.delete(name);
      if (failure !== undefined) {
        await wait('answer');
        throw new FakeProblem(failure);
      }
      const answer = await answers[name](argument);
      await wait('answer');
      return answer;
    },
  };
}
