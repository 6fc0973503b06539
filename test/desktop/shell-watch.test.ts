import { describe, expect, it, vi } from 'vitest';
import type { AgentSession } from '../../src/main/desktop/agent-life.ts';
import { createShellWatch } from '../../src/main/desktop/shell-watch.ts';
import type { BridgeEvent, JobPage, JobSummary, Overview } from '../../src/shared/bridge.ts';
import { silentLog } from '../silent-log.ts';
import { job, overview } from './tray/shell-states.ts';

/** An agent that answers when the test says so. */
function slowAgent() {
  const overviewRead = Promise.withResolvers<Overview>();
  const jobsRead = Promise.withResolvers<JobPage>();
  let tell: (event: BridgeEvent) => void = () => {};
  const session: AgentSession = {
    url: 'http://127.0.0.1:1',
    windowApi: {
      call: (name) => (name === 'readOverview' ? overviewRead.promise : jobsRead.promise),
      subscribe: (listener) => {
        tell = listener;
        return () => {
          tell = () => {};
        };
      },
    },
    lookAtPrinter: () => {},
    close: async () => {},
  };
  return { session, overviewRead, jobsRead, tell: (event: BridgeEvent) => tell(event) };
}

function watched() {
  let told = Promise.withResolvers<void>();
  const watch = createShellWatch({ onChange: () => told.resolve(), onEvent: () => {}, log: () => silentLog().log });
  const follow = () => {
    const { session, overviewRead, jobsRead, tell } = slowAgent();
    watch.follow({ name: 'running', session });
    return {
      tell,
      /** Its first reading answers, with what was true when it was asked. */
      answer: (old: Overview, jobs: JobSummary[]) => {
        told = Promise.withResolvers();
        overviewRead.resolve(old);
        jobsRead.resolve({ jobs, next: null });
      },
    };
  };
  return { watch, follow, untilTold: () => told.promise };
}

describe('what the shell knows', () => {
  it('is what was read, until an event says more', async () => {
    const { watch, follow, untilTold } = watched();
    const { tell, answer } = follow();
    answer(overview({ paused: true }), [job()]);
    await untilTold();
    expect(watch.state).toMatchObject({ overview: { paused: true } });
    expect(watch.undecided).toHaveLength(1);
    tell({ type: 'overview-changed', overview: overview() });
    tell({ type: 'job-changed', job: job({ state: 'printed' }) });
    expect(watch.state).toMatchObject({ overview: { paused: false } });
    expect(watch.undecided).toEqual([]);
  });

  it('is never put back by a reading that answers after a newer event', async () => {
    const { watch, follow, untilTold } = watched();
    const { tell, answer } = follow();
    tell({ type: 'overview-changed', overview: overview({ paused: true }) });
    tell({ type: 'job-changed', job: job({ id: 'looked at', state: 'printed' }) });
    tell({ type: 'job-changed', job: job({ id: 'new' }) });
    answer(overview({ paused: false }), [job({ id: 'looked at' }), job({ id: 'old' })]);
    await untilTold();
    expect(watch.state).toMatchObject({ overview: { paused: true } });
    expect(watch.undecided.map(({ id }) => id).sort()).toEqual(['new', 'old']);
  });

  it('counts papers that did not come out in time until a person has decided', async () => {
    const { watch, follow, untilTold } = watched();
    const { tell, answer } = follow();
    const late = (id: string, decision: 'open' | 'left' | null) => job({ id, state: 'expired', decision });
    answer(overview(), [late('a', 'open')]);
    await untilTold();
    tell({ type: 'job-changed', job: late('b', 'open') });
    tell({ type: 'job-changed', job: job({ id: 'drawer', kind: 'drawer', state: 'expired', decision: null }) });
    expect(watch.undecided.map(({ id }) => id).sort()).toEqual(['a', 'b']);
    tell({ type: 'job-changed', job: late('a', 'left') });
    tell({ type: 'job-changed', job: job({ id: 'b', state: 'queued' }) });
    expect(watch.undecided).toEqual([]);
  });

  it('is of the agent that runs now: what the one before it answers late is not taken', async () => {
    const { watch, follow, untilTold } = watched();
    const before = follow();
    const now = follow();
    before.answer(overview({ paused: true }), [job()]);
    now.answer(overview(), []);
    await untilTold();
    expect(watch.state).toMatchObject({ overview: { paused: false } });
    expect(watch.undecided).toEqual([]);
  });

  it('is read again where a reading failed; what could be read is shown meanwhile', async () => {
    vi.useFakeTimers();
    try {
      const { watch, untilTold } = watched();
      let failures = 2;
      const session: AgentSession = {
        ...slowAgent().session,
        windowApi: {
          call: async (name) => {
            if (name === 'readOverview') return overview({ paused: true });
            failures -= 1;
            if (failures >= 0) throw new Error('disk I/O error');
            return { jobs: [job()], next: null };
          },
          subscribe: () => () => {},
        },
      };
      watch.follow({ name: 'failed', problem: { code: 'PORT_IN_USE', message: '' } });
      watch.follow({ name: 'running', session });
      await vi.advanceTimersByTimeAsync(0);
      expect(watch.state).toMatchObject({ overview: { paused: true } });
      await vi.advanceTimersByTimeAsync(2_000);
      await untilTold();
      expect(watch.undecided).toHaveLength(1);
      watch.follow({ name: 'stopped' });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('has no reading left behind an agent that is gone', async () => {
    vi.useFakeTimers();
    try {
      const { watch } = watched();
      const { session, overviewRead } = slowAgent();
      watch.follow({ name: 'running', session });
      overviewRead.reject(new Error('closed'));
      await vi.advanceTimersByTimeAsync(0);
      expect(vi.getTimerCount()).toBe(1);
      watch.follow({ name: 'starting' });
      expect(vi.getTimerCount()).toBe(0);
      expect(watch.state).toEqual({ name: 'starting' });
    } finally {
      vi.useRealTimers();
    }
  });
});
