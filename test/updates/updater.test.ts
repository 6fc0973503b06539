import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/errors.ts';
import { isNewerVersion } from '../../src/main/updates/compare-versions.ts';
import { createUpdater, type UpdateSource, type UpdateState } from '../../src/main/updates/updater.ts';

/** A server with one offer. Blind spot: electron-updater itself, which needs a packed application and a real server. */
function makeUpdater(offered: string | null, changes: Partial<UpdateSource> = {}) {
  const states: UpdateState[] = [];
  const calls: string[] = [];
  let waiting = 0;
  const updater = createUpdater({
    source: {
      check: async () => offered,
      download: async (onProgress) => {
        calls.push('download');
        onProgress(41.7);
      },
      install: () => void calls.push('install'),
      ...changes,
    },
    currentVersion: '1.2.0',
    isIdle: () => waiting === 0,
    onChange: (state) => states.push(state),
    log: { info: () => {}, warn: () => {} },
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
  it('is fetched with its progress shown, and installed at once when nothing waits', async () => {
    const { updater, states, calls } = makeUpdater('1.3.0');
    await updater.check();
    expect(states).toEqual([
      { name: 'checking' },
      { name: 'downloading', version: '1.3.0', percent: 0 },
      { name: 'downloading', version: '1.3.0', percent: 41 },
      { name: 'waiting', version: '1.3.0' },
      { name: 'installing', version: '1.3.0' },
    ]);
    expect(calls).toEqual(['download', 'install']);
  });

  it('waits for the last ticket, and is installed once, however many jobs come and go', async () => {
    const { updater, calls, setWaiting } = makeUpdater('1.3.0');
    setWaiting(2);
    await updater.check();
    expect(updater.state).toEqual({ name: 'waiting', version: '1.3.0' });
    setWaiting(1);
    expect(calls).toEqual(['download']);
    setWaiting(0);
    setWaiting(0);
    await updater.check();
    expect(calls).toEqual(['download', 'install']);
  });

  it.each(['1.2.0', '1.1.9', '0.9.9', '1.2.0-beta.1', 'latest', ''])('%j over 1.2.0 is not taken', async (offered) => {
    const { updater, calls, names } = makeUpdater(offered);
    await updater.check();
    expect(names()).toEqual(['checking', 'current']);
    expect(calls).toEqual([]);
  });

  it('says in words what failed, and tries again when asked', async () => {
    let isDown = true;
    const check = async () => {
      if (isDown) throw new AgentError('UPDATE_UNREACHABLE', 'Le serveur ne répond pas.');
      return '1.3.0';
    };
    const { updater, calls } = makeUpdater(null, { check });
    await updater.check();
    expect(updater.state).toEqual({
      name: 'failed',
      problem: { code: 'UPDATE_UNREACHABLE', message: 'Le serveur ne répond pas.' },
    });
    isDown = false;
    await updater.check();
    expect(calls).toEqual(['download', 'install']);
  });

  it('a failing download or installation leaves the agent as it is, without foreign words on the screen', async () => {
    const broken = async () => {
      throw new Error('ENOSPC: no space left');
    };
    const download = makeUpdater('1.3.0', { download: broken });
    await download.updater.check();
    expect(download.updater.state).toMatchObject({ name: 'failed', problem: { code: 'UPDATE_FAILED' } });
    expect(JSON.stringify(download.updater.state)).not.toContain('ENOSPC');
    const install = makeUpdater('1.3.0', {
      install: () => {
        throw new Error('spawn EACCES');
      },
    });
    await install.updater.check();
    expect(install.updater.state.name).toBe('failed');
  });

  it('installs nothing any more once the application ends', async () => {
    const { updater, calls, setWaiting } = makeUpdater('1.3.0');
    setWaiting(1);
    await updater.check();
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
