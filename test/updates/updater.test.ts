import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { createUpdater, isNewerVersion, type UpdateSource } from '../../src/main/updates/updater.ts';
import type { UpdateState } from '../../src/shared/update.ts';

/** A server with one offer. Blind spot: electron-updater itself, which needs a packed application and a real server. */
async function makeUpdater(offered: string | null, changes: Partial<UpdateSource> = {}) {
  const states: UpdateState[] = [];
  const calls: string[] = [];
  let waiting = 0;
  const updater = createUpdater({
    currentVersion: '1.2.0',
    unfinished: () => waiting,
    now: () => 1_000,
    onChange: () => states.push(updater.state),
    log: { info: () => {}, warn: () => {} },
  });
  await updater.useSource({
    check: async () => (offered === null ? null : { version: offered, notes: null }),
    download: async (onProgress) => {
      calls.push('download');
      onProgress(41.7);
    },
    install: async () => void calls.push('install'),
    ...changes,
  });
  return {
    updater,
    calls,
    states,
    names: () => states.map(({ name }) => name),
    setWaiting: (count: number) => {
      waiting = count;
      updater.jobsChanged();
    },
  };
}

describe('an update by the application', () => {
  it('is found, and nothing more until a person wants it; then fetched with progress, and installed', async () => {
    const { updater, states, names, calls } = await makeUpdater('1.3.0');
    expect(names()).toEqual(['checking', 'available']);
    expect([calls, updater.checkedAt]).toEqual([[], 1_000]);
    await updater.install();
    expect(states.slice(2)).toMatchObject([
      { name: 'downloading', version: '1.3.0', percent: 0 },
      { name: 'downloading', version: '1.3.0', percent: 41 },
      { name: 'ready', version: '1.3.0' },
      { name: 'installing', version: '1.3.0' },
    ]);
    expect(calls).toEqual(['download', 'install']);
  });

  it('waits for the last ticket, says for how many, and is installed once, however many jobs come and go', async () => {
    const { updater, calls, setWaiting } = await makeUpdater('1.3.0');
    setWaiting(2);
    await updater.install();
    expect(updater.state).toMatchObject({ waits: { code: 'UPDATE_WAITS', message: expect.stringContaining('2 ') } });
    setWaiting(1);
    expect(updater.state).toMatchObject({ waits: { message: expect.stringContaining("d'une impression") } });
    expect(calls).toEqual(['download']);
    setWaiting(0);
    setWaiting(0);
    await updater.check();
    await updater.install();
    expect(calls).toEqual(['download', 'install']);
  });

  it.each(['1.2.0', '1.1.9', '0.9.9', '1.2.0-beta.1', 'latest', ''])('%j over 1.2.0 is not taken', async (offered) => {
    const { updater, calls, names } = await makeUpdater(offered);
    await updater.install();
    expect(names()).toEqual(['checking', 'up-to-date']);
    expect(calls).toEqual([]);
  });

  it('says in words what failed, and tries again when asked', async () => {
    let isDown = true;
    const check = async () => {
      if (isDown) throw new AgentError('UPDATE_UNREACHABLE', 'Le serveur ne répond pas.');
      return { version: '1.3.0', notes: 'Nouveau.' };
    };
    const { updater } = await makeUpdater(null, { check });
    expect(updater.state).toEqual({
      name: 'failed',
      problem: { code: 'UPDATE_UNREACHABLE', message: 'Le serveur ne répond pas.' },
    });
    expect(updater.checkedAt).toBeNull();
    isDown = false;
    await updater.check();
    expect(updater.state).toEqual({ name: 'available', version: '1.3.0', notes: 'Nouveau.' });
  });

  it('a failing download or installation leaves the agent as it is, without foreign words on the screen', async () => {
    const broken = async () => {
      throw new Error('ENOSPC: no space left');
    };
    for (const changes of [{ download: broken }, { install: broken }]) {
      const { updater } = await makeUpdater('1.3.0', changes);
      await updater.install();
      expect(updater.state).toMatchObject({ name: 'failed', problem: { code: 'UPDATE_FAILED' } });
      expect(JSON.stringify(updater.state)).not.toContain('ENOSPC');
    }
  });

  it('the way back waits like any other, and a check that ends meanwhile does not hide it', async () => {
    let answer: () => void = () => {};
    const { updater, setWaiting } = await makeUpdater('1.3.0');
    await updater.useSource(null);
    expect(updater.state.name).toBe('off');
    const asking = updater.useSource({
      check: () => new Promise((resolve) => (answer = () => resolve({ version: '1.3.0', notes: null }))),
      download: async () => {},
      install: async () => {},
    });
    setWaiting(1);
    const runs: string[] = [];
    await updater.runInstaller('1.1.0', async () => void runs.push('previous'));
    answer();
    await asking;
    expect(updater.state).toMatchObject({ name: 'ready', version: '1.1.0' });
    setWaiting(0);
    expect(runs).toEqual(['previous']);
  });

  it('what a server offers that is no longer the settings’ is forgotten', async () => {
    let fetched: () => void = () => {};
    const { updater, calls } = await makeUpdater('1.3.0', {
      download: () => new Promise((resolve) => (fetched = resolve)),
    });
    const installing = updater.install();
    await updater.useSource(null);
    fetched();
    await installing;
    expect(updater.state.name).toBe('off');
    expect(calls).toEqual([]);
  });

  it('installs nothing any more once the application ends', async () => {
    const { updater, calls, setWaiting } = await makeUpdater('1.3.0');
    setWaiting(1);
    await updater.install();
    updater.close();
    setWaiting(0);
    expect(calls).toEqual(['download']);
  });
});

it.each([
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.9.9', true],
  ['1.2.0', '1.2.0-rc.1', true],
  ['1.2.0-rc.2', '1.2.0-rc.1', false],
  ['v1.2.1', '1.2.0', true],
  ['1.2', '1.1.0', false],
])('%s newer than %s: %s', (offered, current, wanted) => {
  expect(isNewerVersion(offered, current)).toBe(wanted);
});
