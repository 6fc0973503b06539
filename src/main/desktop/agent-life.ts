import type { Problem } from '../../shared/job.ts';
import { problemOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { WindowApi } from '../window-api/window-api.ts';

/** A running agent, as the shell needs it. */
export interface AgentSession {
  readonly url: string;
  readonly windowApi: WindowApi;
  /** The machine has slept, or somebody wants to know: the printer is asked now. */
  lookAtPrinter(): void;
  /** Takes no more requests and finishes the current bytes. */
  close(): Promise<void>;
}

export type AgentState =
  | { name: 'starting' }
  | { name: 'running'; session: AgentSession }
  | { name: 'failed'; problem: Problem }
  | { name: 'stopped' };

export interface AgentLife {
  readonly state: AgentState;
  /** Tries now; nothing while it runs or is being started. */
  start(): Promise<void>;
  /** Something unforeseen has happened: the agent is closed, its jobs kept, and started anew. */
  restartAfter(error: unknown): Promise<void>;
  /** For good. */
  stop(): Promise<void>;
}

/**
 * Starts the agent inside the tray application and keeps trying: whatever prevents it (a port taken, a journal that a
 * service holds, a wrong setting) can be mended by somebody without touching this program, which then goes on by itself.
 *
 * @param options.retryMs pause between two tries
 */
export function createAgentLife(options: {
  start: () => Promise<AgentSession>;
  onChange: (state: AgentState) => void;
  log: () => Log;
  retryMs: number;
}): AgentLife {
  const { start, onChange, log, retryMs } = options;
  let state: AgentState = { name: 'starting' };
  let retry: NodeJS.Timeout | undefined;
  let attempt: Promise<void> | null = null;
  let toldCode: string | null = null;
  /** The end of an agent that is being started anew. */
  let closing: Promise<void> | null = null;

  const become = (next: AgentState) => {
    state = next;
    onChange(next);
  };

  const fail = (error: unknown) => {
    if (state.name === 'stopped') return;
    const problem = problemOf(error);
    // Each few seconds the same: said once.
    if (toldCode !== problem.code) log().error({ err: error }, 'the agent is not running');
    toldCode = problem.code;
    retry = setTimeout(() => void tryStart(), retryMs);
    become({ name: 'failed', problem });
  };

  const tryOnce = async (): Promise<void> => {
    try {
      const session = await start();
      if (state.name === 'stopped') {
        await session.close();
        return;
      }
      toldCode = null;
      become({ name: 'running', session });
    } catch (error) {
      fail(error);
    }
  };

  const tryStart = (): Promise<void> => {
    if (state.name === 'running' || state.name === 'stopped') return Promise.resolve();
    // Its journal and its port are free only then.
    if (closing !== null) return closing.then(tryStart);
    clearTimeout(retry);
    attempt ??= tryOnce().finally(() => {
      attempt = null;
    });
    return attempt;
  };

  return {
    get state() {
      return state;
    },
    start: tryStart,
    restartAfter: async (error) => {
      if (state.name !== 'running') return;
      const { session } = state;
      try {
        // At once: nobody may call an agent that is being closed, or believe that it prints.
        become({ name: 'starting' });
      } finally {
        closing = session.close().finally(() => {
          closing = null;
          fail(error);
        });
        await closing;
      }
    },
    stop: async () => {
      clearTimeout(retry);
      const running = state.name === 'running' ? state.session : null;
      become({ name: 'stopped' });
      await Promise.all([attempt, closing, running?.close()]);
    },
  };
}
