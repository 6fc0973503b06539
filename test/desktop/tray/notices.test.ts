import { describe, expect, it } from 'vitest';
import { desktopText } from '../../../src/main/desktop/text/desktop-text.ts';
import { createNoticePolicy, type Notice, wantedNotices } from '../../../src/main/desktop/tray/notices.ts';
import { blocked, job, printerState, running } from './shell-states.ts';

const text = desktopText('fr');
const noPaper = wantedNotices(blocked('PAPER_OUT', 'Plus de papier.'), [], text);
const coverOpen = wantedNotices(blocked('COVER_OPEN', 'Capot ouvert.', 'cover-open'), [], text);

function withPolicy() {
  let time = 0;
  const policy = createNoticePolicy({ now: () => time, holdMs: 2000 });
  const keys = (wanted: readonly Notice[]) => {
    const { show, withdraw, againInMs } = policy.next(wanted);
    return { show: show.map(({ key }) => key), withdraw, againInMs };
  };
  return {
    next: keys,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

describe('what needs hands', () => {
  it('is nothing while all is well, or while it only prints, waits or is paused', () => {
    expect(wantedNotices(running(), [], text)).toEqual([]);
    expect(wantedNotices(running({ paused: true }), [], text)).toEqual([]);
    expect(wantedNotices({ name: 'starting' }, [], text)).toEqual([]);
    expect(wantedNotices(running({ printer: printerState({ reasons: ['media-low'] }) }), [], text)).toEqual([]);
    expect(wantedNotices(running({ printer: printerState({ condition: 'virtual' }) }), [], text)).toEqual([]);
  });

  it('is paper, a lost printer, a doubtful ticket, an agent that does not run', () => {
    expect(noPaper).toEqual([{ key: 'blocked', title: "L'imprimante attend", body: 'Plus de papier.', jobId: null }]);
    const offline = running({ printer: printerState({ condition: 'offline', message: 'Débranchée.' }) });
    expect(wantedNotices(offline, [], text)[0]).toMatchObject({ key: 'offline', body: 'Débranchée.' });
    expect(wantedNotices(running(), [job()], text)[0]).toMatchObject({
      jobId: 'a',
      body: expect.stringContaining('1042'),
    });
    const failed = { name: 'failed', problem: { code: 'PORT_IN_USE', message: 'Port pris.' } } as const;
    expect(wantedNotices(failed, [], text)[0]).toMatchObject({ key: 'agent', body: 'Port pris.' });
  });

  it('several doubtful tickets make one notice, without a customer’s name', () => {
    const notices = wantedNotices(running(), [job({ id: 'b', customer_name: 'Amélie' }), job()], text);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ jobId: 'b', title: '2 tickets sont à vérifier' });
    expect(JSON.stringify(notices)).not.toContain('Amélie');
  });
});

describe('the policy', () => {
  it('tells a problem once, when it has lasted, and takes it back when it is solved', () => {
    const policy = withPolicy();
    expect(policy.next(noPaper)).toEqual({ show: [], withdraw: [], againInMs: 2000 });
    policy.wait(500);
    expect(policy.next(noPaper).againInMs).toBe(1500);
    policy.wait(1500);
    expect(policy.next(noPaper)).toEqual({ show: ['blocked'], withdraw: [], againInMs: null });
    policy.wait(60_000);
    expect(policy.next(noPaper)).toEqual({ show: [], withdraw: [], againInMs: null });
    expect(policy.next([])).toEqual({ show: [], withdraw: ['blocked'], againInMs: null });
  });

  it('opening the cover to change the roll is no new problem', () => {
    const policy = withPolicy();
    policy.next(noPaper);
    policy.wait(2000);
    policy.next(noPaper);
    expect(policy.next(coverOpen)).toEqual({ show: [], withdraw: [], againInMs: null });
  });

  it('a trouble that goes away by itself is never told', () => {
    const policy = withPolicy();
    policy.next(noPaper);
    policy.wait(1999);
    expect(policy.next([])).toEqual({ show: [], withdraw: [], againInMs: null });
    policy.wait(1);
    expect(policy.next(noPaper).show).toEqual([]);
  });

  it('a new doubtful ticket is told although an older one still waits', () => {
    const policy = withPolicy();
    const one = wantedNotices(running(), [job()], text);
    const two = wantedNotices(running(), [job({ id: 'b' }), job()], text);
    policy.next(one);
    policy.wait(2000);
    expect(policy.next(one).show).toEqual(['uncertain a']);
    policy.next(two);
    policy.wait(2000);
    expect(policy.next(two).show).toEqual(['uncertain b']);
  });
});
