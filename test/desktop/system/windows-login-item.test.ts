import { describe, expect, it } from 'vitest';
import {
  createLoginStart,
  createWindowsLoginItem,
  type LaunchItem,
} from '../../../src/main/desktop/system/start-at-login.ts';

/**
 * Windows with these entries, changed as Electron does it: in the account's own part of the registry alone (browser_win.cc).
 * Blind spot: composed after Electron's documentation, no Windows was asked.
 */
function makeTill(items: LaunchItem[]) {
  let entries = items;
  const start = createLoginStart(
    createWindowsLoginItem({
      readItems: () => entries,
      writeOwn: (enabled) => {
        entries = entries.filter(({ scope }) => scope !== 'user');
        if (enabled) entries.push({ scope: 'user', enabled: true });
      },
    }),
  );
  return { start, scopes: () => entries.map(({ scope }) => scope) };
}

const machine = (enabled: boolean): LaunchItem => ({ scope: 'machine', enabled });
const user = (enabled: boolean): LaunchItem => ({ scope: 'user', enabled });

describe('start at log-on on Windows', () => {
  it('by the installer, for every account: shown as that', async () => {
    const { start } = makeTill([machine(true)]);
    expect(await start.read()).toEqual({ enabled: true, byInstaller: true, problem: null });
  });

  it('cannot be switched off in the window where the installer set it: says where it can', async () => {
    const { start, scopes } = makeTill([machine(true)]);
    expect(await start.write(false)).toMatchObject({ enabled: true, problem: { code: 'AUTOSTART_BY_INSTALLER' } });
    expect(scopes()).toEqual(['machine']);
  });

  it('switched off in Task Manager: is said, and switching on here makes no second start', async () => {
    const { start, scopes } = makeTill([machine(false)]);
    expect(await start.read()).toMatchObject({ enabled: false, problem: { code: 'AUTOSTART_PREVENTED' } });
    expect(await start.write(true)).toMatchObject({ enabled: false, problem: { code: 'AUTOSTART_PREVENTED' } });
    expect(scopes()).toEqual(['machine']);
  });

  it.each([true, false])('a second start, from before the installer’s, is taken away (%s)', async (enabled) => {
    const { start, scopes } = makeTill([user(true), machine(true)]);
    await start.write(enabled);
    expect(scopes()).toEqual(['machine']);
  });

  it('of this account alone (--no-autostart): switched on and off here', async () => {
    const { start, scopes } = makeTill([]);
    expect(await start.read()).toEqual({ enabled: false, byInstaller: false, problem: null });
    expect(await start.write(true)).toEqual({ enabled: true, byInstaller: false, problem: null });
    expect(scopes()).toEqual(['user']);
    expect(await start.write(false)).toEqual({ enabled: false, byInstaller: false, problem: null });
    expect(scopes()).toEqual([]);
  });
});
