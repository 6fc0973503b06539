import { describe, expect, it } from 'vitest';
import type { ShellState } from '../../../src/main/desktop/tray/tray-look.ts';
import { trayMenu } from '../../../src/main/desktop/tray/tray-menu.ts';
import { languages } from '../../../src/shared/bridge.ts';
import { blocked, queueCounts, running } from './shell-states.ts';

const busy = queueCounts({ waiting: 3, printing: 1 });

describe('the menu', () => {
  const actions = (state: ShellState) => trayMenu(state, 'fr').flatMap((line) => line?.action ?? []);

  it('offers what can be done', () => {
    expect(actions(running())).toEqual(['test', 'drawer', 'open', 'pause', 'quit']);
    expect(actions(running({ paused: true }))).toEqual(['test', 'drawer', 'open', 'resume', 'quit']);
    expect(actions({ name: 'failed', problem: { code: 'X', message: 'x' } })).toEqual(['open', 'retry', 'quit']);
    expect(actions({ name: 'starting' })).toEqual(['open', 'quit']);
  });

  it('says the state in its first lines, none of them too wide, and how many tickets wait', () => {
    const lines = trayMenu(blocked('X', `${'Une phrase bien longue '.repeat(8)}`), 'fr');
    const head = lines.slice(0, lines.indexOf(null));
    expect(head.every((line) => line?.action === null && line.label.length <= 60)).toBe(true);
    expect(trayMenu(running({ queue: busy }), 'fr')[1]).toEqual({
      label: '3 impressions attendent, rien n’est perdu.',
      action: null,
    });
  });

  it('a steady one is the same whether tickets wait, come out, or not', () => {
    expect(trayMenu(running({ queue: busy }), 'fr', true)).toEqual(trayMenu(running(), 'fr', true));
    expect(trayMenu(running({ queue: busy }), 'fr')).not.toEqual(trayMenu(running(), 'fr'));
  });

  it.each(languages)('has a word for everything in %s', (language) => {
    const lines = trayMenu(running({ queue: busy }), language);
    expect(lines.every((line) => line === null || line.label.trim() !== '')).toBe(true);
  });
});
