import { describe, expect, it } from 'vitest';
import { countWaiting, describeState, papersWaitUntil } from '../../src/shared/describe-state.ts';
import { type PrinterState, printerConditions } from '../../src/shared/printer-state.ts';
import { overview, printerState, queueCounts } from '../desktop/tray/shell-states.ts';

const doubtful = queueCounts({ uncertain: 1 });
const printing = queueCounts({ waiting: 2, printing: 1, uncertain: 0 });
const late = queueCounts({ expired: 1 });
const notices = [{ code: 'TOKEN_UNREADABLE', message: 'x' }];
const at = (change: Partial<PrinterState>, rest: Parameters<typeof overview>[0] = {}) =>
  overview({ printer: printerState(change), ...rest });

describe('the one rule by which window and tray say how the till is', () => {
  it.each([
    ['an agent that does not answer', null, 'unreachable', 'stopped'],
    ['all is well', at({}), 'ready', 'ready'],
    ['paper is low, which stops nothing', at({ reasons: ['media-low'] }), 'ready', 'ready'],
    ['the printer prints', at({ condition: 'busy' }), 'busy', 'busy'],
    ['a job goes out to a printer that says ready', at({}, { queue: printing }), 'busy', 'busy'],
    ['paper is out', at({ condition: 'blocked', reasons: ['media-empty'] }), 'blocked', 'attention'],
    ['the printer is gone', at({ condition: 'offline' }), 'offline', 'attention'],
    ['printing is off', at({ condition: 'disabled' }), 'disabled', 'stopped'],
    ['no printer is chosen', at({ condition: 'virtual' }), 'virtual', 'attention'],
    ['paused', at({}, { paused: true }), 'paused', 'stopped'],
    ['a ticket is in doubt', at({}, { queue: doubtful }), 'check', 'attention'],
    ['a paper did not come out in time', at({}, { queue: late }), 'expired', 'attention'],
    [
      'only drawers did not open in time',
      at({}, { today: { ...overview().today, drawersExpired: 3 } }),
      'ready',
      'ready',
    ],
    ['drawn tickets are offered', at({}, { drawnToPrint: 3 }), 'ready', 'ready'],
    ['something is to be read', at({}, { notices }), 'notice', 'attention'],
    [
      'something is said that nobody must act on',
      at({}, { notices: [{ code: 'UNKNOWN_SETTINGS', message: 'x' }] }),
      'ready',
      'ready',
    ],
  ] as const)('%s', (_name, facts, name, level) => {
    expect(describeState(facts)).toEqual({ name, level });
  });

  it('the gravest thing decides', () => {
    const all = { paused: true, queue: doubtful, notices };
    for (const condition of ['blocked', 'offline', 'disabled', 'virtual'] as const) {
      expect(describeState(at({ condition }, all)).name).toBe(condition);
    }
    expect(describeState(at({}, all)).name).toBe('paused');
    expect(describeState(at({ condition: 'busy' }, { ...all, paused: false })).name).toBe('check');
    expect(describeState(at({ condition: 'busy' }, { queue: late, notices })).name).toBe('expired');
    expect(describeState(at({ condition: 'busy' }, { notices })).name).toBe('notice');
  });

  it('calls nothing ready but a printer that can print', () => {
    const ready = printerConditions.filter((condition) => describeState(at({ condition })).level === 'ready');
    expect(ready).toEqual(['ready']);
  });
});

describe('what waits to come out', () => {
  it.each([
    ['ready', 2],
    ['busy', 2],
    ['virtual', 2],
    ['blocked', 3],
    ['offline', 3],
    ['disabled', 3],
  ] as const)('with a printer that is %s: %i of 2 that wait and 1 that was begun', (condition, count) => {
    expect(countWaiting(at({ condition }, { queue: printing }))).toBe(count);
  });
});

describe('until when papers come out by themselves', () => {
  const queue = queueCounts({ waiting: 2, papersWaitUntil: '2026-11-22T13:32:00.000Z' });

  it.each(['blocked', 'offline', 'disabled'] as const)('is said while the printer is %s', (condition) => {
    expect(papersWaitUntil(at({ condition }, { queue }))).toBe('2026-11-22T13:32:00.000Z');
    expect(papersWaitUntil(at({ condition }, { queue: queueCounts({ waiting: 1 }) }))).toBeNull();
  });

  it('is said in a pause, and not while the printer works them off', () => {
    expect(papersWaitUntil(at({}, { queue, paused: true }))).toBe('2026-11-22T13:32:00.000Z');
    for (const condition of ['ready', 'busy', 'virtual'] as const) {
      expect(papersWaitUntil(at({ condition }, { queue }))).toBeNull();
    }
  });
});
