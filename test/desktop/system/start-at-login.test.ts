import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartEntry, createLinuxAutostart } from '../../../src/main/desktop/system/linux-autostart.ts';
import { createLoginStart } from '../../../src/main/desktop/system/start-at-login.ts';

describe('start at login', () => {
  it('says what the system really does, not what was wished', async () => {
    // Windows' Task Manager keeps the entry and does not start it.
    const prevented = createLoginStart({ read: () => ({ wished: true, effective: false }), write: () => {} });
    expect(await prevented.write(true)).toMatchObject({ enabled: false, problem: { code: 'AUTOSTART_PREVENTED' } });
  });

  it('a system that refuses is told, with the state as it is', async () => {
    const refusing = createLoginStart({
      read: () => ({ wished: false, effective: false }),
      write: () => {
        throw new Error('EACCES');
      },
    });
    expect(await refusing.write(true)).toMatchObject({ enabled: false, problem: { code: 'AUTOSTART_NOT_SAVED' } });
  });
});

describe('start at login on Linux', () => {
  let configDir: string;
  beforeEach(() => {
    configDir = mkdtempSync(join(tmpdir(), 'autostart-'));
  });
  afterEach(() => rmSync(configDir, { recursive: true }));
  const open = () => createLinuxAutostart({ configDir, command: ['/opt/SmartPOS Agent/smartpos-agent', '--hidden'] });
  const file = () => join(configDir, 'autostart/smartpos-agent.desktop');

  it('writes and removes the entry', () => {
    const item = open();
    expect(item.read()).toEqual({ wished: false, effective: false });
    item.write(true);
    expect(item.read()).toEqual({ wished: true, effective: true });
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/opt/SmartPOS Agent/smartpos-agent" --hidden\n');
    item.write(false);
    item.write(false);
    expect(item.read()).toEqual({ wished: false, effective: false });
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('sees that the desktop has turned it off: %s', (line) => {
    const item = open();
    item.write(true);
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}${line}\n`);
    expect(item.read()).toEqual({ wished: true, effective: false });
    item.write(true);
    expect(item.read().effective).toBe(true);
  });

  it('quotes what a desktop would read otherwise', () => {
    expect(autostartEntry(['/a/50%', '/b "c" $d'])).toContain(String.raw`Exec=/a/50%% "/b \\"c\\" \\$d"`);
  });
});
