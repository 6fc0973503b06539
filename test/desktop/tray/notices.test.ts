import { describe, expect, it } from 'vitest';
import { createNoticePolicy, type Notice, wantedNotices } from '../../../src/main/desktop/tray/notices.ts';
import { arabicProblems } from '../../../src/shared/words/problems-ar.ts';
import { englishProblems } from '../../../src/shared/words/problems-en.ts';
import { blocked, job, printerState, queueCounts, running } from './shell-states.ts';

const doubtful = (uncertain: number) => running({ queue: queueCounts({ uncertain }) });
const noPaper = wantedNotices(blocked('PAPER_OUT', 'Plus de papier.'), [], 'fr');
const coverOpen = wantedNotices(blocked('COVER_OPEN', 'Capot ouvert.', 'cover-open'), [], 'fr');

function withPolicy(seenJobs: readonly string[] = []) {
  let time = 0;
  const policy = createNoticePolicy({ now: () => time, holdMs: 2000, seenJobs });
  const keys = (wanted: readonly Notice[], jobsKnown = true) => {
    const { show, withdraw, againInMs } = policy.next(wanted, jobsKnown);
    return { show: show.map(({ key }) => key), withdraw, againInMs };
  };
  return {
    next: keys,
    seenJobs: () => policy.seenJobs,
    wait: (ms: number) => {
      time += ms;
    },
  };
}

describe('what needs hands', () => {
  it('is nothing while all is well, or while it only prints, waits or is paused', () => {
    expect(wantedNotices(running(), [], 'fr')).toEqual([]);
    expect(wantedNotices(running({ paused: true }), [], 'fr')).toEqual([]);
    expect(wantedNotices({ name: 'starting' }, [], 'fr')).toEqual([]);
    expect(wantedNotices(running({ printer: printerState({ reasons: ['media-low'] }) }), [], 'fr')).toEqual([]);
    expect(wantedNotices(running({ printer: printerState({ condition: 'virtual' }) }), [], 'fr')).toEqual([]);
  });

  it('is paper, a lost printer, a doubtful ticket, an agent that does not run', () => {
    expect(noPaper).toEqual([{ key: 'blocked', title: 'Imprimante arrêtée', body: 'Plus de papier.', jobId: null }]);
    const offline = running({ printer: printerState({ condition: 'offline', message: 'Débranchée.' }) });
    expect(wantedNotices(offline, [], 'fr')[0]).toMatchObject({ key: 'offline', body: 'Débranchée.' });
    expect(wantedNotices(doubtful(1), [job()], 'fr')[0]).toMatchObject({
      jobId: 'a',
      body: expect.stringContaining('1042'),
    });
    const failed = { name: 'failed', problem: { code: 'PORT_IN_USE', message: 'Port pris.' } } as const;
    expect(wantedNotices(failed, [], 'fr')[0]).toMatchObject({ key: 'agent', body: 'Port pris.' });
    expect(wantedNotices(failed, [], 'en')[0]).toMatchObject({ key: 'agent', body: englishProblems.PORT_IN_USE });
    expect(wantedNotices(failed, [], 'ar')[0]).toMatchObject({ key: 'agent', body: arabicProblems.PORT_IN_USE });
  });

  it('several doubtful tickets make one notice, without a customer’s name', () => {
    const notices = wantedNotices(doubtful(2), [job({ id: 'b', customer_name: 'Amélie' }), job()], 'fr');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ jobId: 'b', title: '2 tickets à vérifier' });
    expect(JSON.stringify(notices)).not.toContain('Amélie');
  });
});

describe('papers that did not come out in time', () => {
  const late = (expired: number, uncertain = 0) => running({ queue: queueCounts({ expired, uncertain }) });
  const paper = (id: string) => job({ id, state: 'expired', decision: 'open', customer_name: 'Amélie' });

  it('are told as a doubtful ticket is: the newest is opened by a click, nobody is named', () => {
    const [notice, ...others] = wantedNotices(late(1), [paper('a')], 'fr');
    expect(others).toEqual([]);
    expect(notice).toMatchObject({ key: 'expired a', jobId: 'a', title: 'Un ticket n’est pas sorti' });
    expect(notice?.body).toContain('1042');
    const several = wantedNotices(late(2), [paper('b'), paper('a')], 'fr');
    expect(several).toMatchObject([{ key: 'expired b', title: '2 tickets ne sont pas sortis' }]);
    expect(JSON.stringify([notice, several])).not.toContain('Amélie');
  });

  it('are told beside a doubtful one, and beside the printer that is the reason', () => {
    const jobs = [paper('b'), job()];
    expect(wantedNotices(late(1, 1), jobs, 'fr').map(({ key }) => key)).toEqual(['uncertain a', 'expired b']);
    const offline = running({ printer: printerState({ condition: 'offline' }), queue: queueCounts({ expired: 1 }) });
    expect(wantedNotices(offline, [paper('b')], 'fr').map(({ key }) => key)).toEqual(['offline', 'expired b']);
  });

  it('are told once, over restarts, and taken back when a person has decided', () => {
    const wanted = wantedNotices(late(1), [paper('a')], 'fr');
    const first = withPolicy();
    first.next(wanted);
    first.wait(2000);
    expect(first.next(wanted).show).toEqual(['expired a']);
    const second = withPolicy(first.seenJobs());
    second.next(wanted);
    second.wait(5000);
    expect(second.next(wanted).show).toEqual([]);
    expect(second.next(wantedNotices(running(), [], 'fr')).withdraw).toEqual(['expired a']);
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
    const one = wantedNotices(doubtful(1), [job()], 'fr');
    const two = wantedNotices(doubtful(2), [job({ id: 'b' }), job()], 'fr');
    policy.next(one);
    policy.wait(2000);
    expect(policy.next(one).show).toEqual(['uncertain a']);
    policy.next(two);
    policy.wait(2000);
    expect(policy.next(two).show).toEqual(['uncertain b']);
  });

  it('tells a doubtful ticket once, over restarts of the agent and of the application, until it was looked at', () => {
    const one = wantedNotices(doubtful(1), [job()], 'fr');
    const first = withPolicy();
    first.next(one);
    first.wait(2000);
    expect(first.next(one).show).toEqual(['uncertain a']);
    // The agent is started anew: nothing is known of its tickets, and nothing is forgotten.
    expect(first.next([], false)).toEqual({ show: [], withdraw: [], againInMs: null });
    expect(first.next(one).againInMs).toBeNull();
    expect(first.seenJobs()).toEqual(['uncertain a']);

    const second = withPolicy(first.seenJobs());
    expect(second.next([], false).withdraw).toEqual([]);
    second.wait(5000);
    expect(second.next(one)).toEqual({ show: [], withdraw: [], againInMs: null });
    second.next([]);
    expect(second.seenJobs()).toEqual([]);
    second.next(one);
    second.wait(2000);
    expect(second.next(one).show).toEqual(['uncertain a']);
  });

  it('remembers no printer’s trouble for the next run, and takes it back when the agent does not run', () => {
    const policy = withPolicy();
    policy.next(noPaper);
    policy.wait(2000);
    policy.next(noPaper);
    expect(policy.seenJobs()).toEqual([]);
    expect(policy.next([], false).withdraw).toEqual(['blocked']);
  });
});
