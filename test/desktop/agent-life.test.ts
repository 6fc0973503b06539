import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { type AgentSession, type AgentState, createAgentLife } from '../../src/main/desktop/agent-life.ts';
import { until } from '../end-to-end/until.ts';
import { silentLog } from '../silent-log.ts';

function session(close: () => Promise<void> = async () => {}): AgentSession {
  return {
    url: 'http://127.0.0.1:1',
    windowApi: { call: async () => null, subscribe: () => () => {} },
    lookAtPrinter: () => {},
    close,
  };
}

function lifeOf(starts: (() => Promise<AgentSession>)[]) {
  const states: AgentState[] = [];
  const { log, errors } = silentLog();
  let tries = 0;
  const life = createAgentLife({
    start: () => {
      const start = starts[Math.min(tries, starts.length - 1)];
      tries += 1;
      return start === undefined ? Promise.reject(new Error('no start')) : start();
    },
    onChange: (state) => states.push(state),
    log: () => log,
    retryMs: 1,
  });
  return { life, states, errors, tries: () => tries };
}

const portTaken = () => Promise.reject(new AgentError('PORT_IN_USE', 'Le port est pris.'));

describe('the life of the agent in the tray application', () => {
  it('tries again until it runs, and logs one reason once', async () => {
    const { life, states, errors } = lifeOf([portTaken, portTaken, portTaken, async () => session()]);
    await life.start();
    await until('it runs', () => life.state.name === 'running');
    expect(states.map(({ name }) => name)).toEqual(['failed', 'failed', 'failed', 'running']);
    expect(states[0]).toMatchObject({ problem: { code: 'PORT_IN_USE', message: 'Le port est pris.' } });
    expect(errors).toHaveLength(1);
    await life.stop();
  });

  it('shows nothing of the inside of an unexpected error', async () => {
    const { life, states } = lifeOf([() => Promise.reject(new Error('secret at /home/nadia'))]);
    await life.start();
    await life.stop();
    expect(states[0]).toMatchObject({ name: 'failed', problem: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(states)).not.toContain('nadia');
  });

  it('closes the agent before it starts another after an unforeseen error', async () => {
    const order: string[] = [];
    let toldAtClose: string | undefined;
    const { life, states } = lifeOf([
      async () =>
        session(async () => {
          toldAtClose = states.at(-1)?.name;
          order.push('closed');
        }),
      async () => {
        order.push('started');
        return session();
      },
    ]);
    await life.start();
    const restarted = [life.restartAfter(new Error('boom')), life.restartAfter(new Error('boom again'))];
    // Somebody clicks « Réessayer » meanwhile.
    await Promise.all([...restarted, life.start()]);
    await until('the second runs', () => life.state.name === 'running');
    expect(order).toEqual(['closed', 'started']);
    // Icon and window are told before the agent is closed, which may take seconds.
    expect(states.map(({ name }) => name)).toEqual(['running', 'starting', 'failed', 'running']);
    expect(toldAtClose).toBe('starting');
    await life.stop();
  });

  it('a stop while it is being started closes what comes', async () => {
    let isClosed = false;
    let give: (value: AgentSession) => void = () => {};
    const { life } = lifeOf([
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    ]);
    void life.start();
    const stopped = life.stop();
    give(
      session(async () => {
        isClosed = true;
      }),
    );
    await stopped;
    expect(isClosed).toBe(true);
    await life.start();
    expect(life.state.name).toBe('stopped');
  });

  it('a stop while it is being started anew waits for its bytes, and nothing starts behind it', async () => {
    const bytes = Promise.withResolvers<void>();
    const { life, states, tries } = lifeOf([async () => session(() => bytes.promise)]);
    await life.start();
    const restarted = life.restartAfter(new Error('boom'));
    let isStopped = false;
    const stopped = life.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    bytes.resolve();
    await Promise.all([restarted, stopped]);
    expect(states.map(({ name }) => name)).toEqual(['running', 'starting', 'stopped']);
    expect(tries()).toBe(1);
  });

  it('closes the agent even where nobody can be told of it any more', async () => {
    let isClosed = false;
    const life = createAgentLife({
      start: async () =>
        session(async () => {
          isClosed = true;
        }),
      onChange: ({ name }) => {
        if (name !== 'running') throw new Error('the tray is destroyed');
      },
      log: () => silentLog().log,
      retryMs: 60_000,
    });
    await life.start();
    await expect(life.restartAfter(new Error('boom'))).rejects.toThrow('destroyed');
    expect(isClosed).toBe(true);
  });
});
