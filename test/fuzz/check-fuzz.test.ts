import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/shared/job.ts';
import type { JournalJob } from '../chaos/evidence.ts';
import type { Answer } from '../chaos/post-request.ts';
import { checkFuzz } from './check-fuzz.ts';
import { countIdle } from './check-lives.ts';
import type { Call, FuzzEvidence, Life } from './fuzz-evidence.ts';
import { checkRun, type EpisodeResult } from './fuzz-report.ts';
import { createLedger, type Ledger, type Receipt } from './ledger.ts';

/** A second of the run. */
const s = (seconds: number) => 1_000_000 + seconds * 1000;
const mark = (order: number) => `Ticket N°: ${order}`;

function call(order: number, atS: number, answer: Answer = { outcome: 'accepted', jobId: `job ${order}` }): Call {
  const shows = [mark(order), 'À bientôt'];
  const request = { kind: 'ticket' as const, path: '/print/ticket', body: '', mark: mark(order), shows };
  return { ...request, idempotencyKey: null, at: s(atS), tookMs: 5, answer };
}

function drawerCall(id: string, atS: number): Call {
  return { ...call(0, atS, { outcome: 'accepted', jobId: id }), kind: 'drawer', mark: null, shows: [] };
}

/** Steps as `['queued', second]`. */
function job(id: string, jobMark: string | null, ...steps: [JobState, number][]): JournalJob {
  const timeline = steps.map(([state, at]) => ({ state, at: s(at) }));
  const kind = jobMark === null ? 'drawer' : 'ticket';
  return {
    id,
    mark: jobMark,
    kind,
    timeline,
    state: timeline.at(-1)?.state ?? 'queued',
    createdAt: timeline[0]?.at ?? 0,
  };
}

const ticketJob = (order: number, ...steps: [JobState, number][]) => job(`job ${order}`, mark(order), ...steps);
const receipt = (order: number, completeAtS: number | null): Receipt => ({
  mark: mark(order),
  lines: ['Fée Maison', mark(order), ...(completeAtS === null ? [] : ['À bientôt'])],
  completeAt: completeAtS === null ? null : s(completeAtS),
});

function life(change: Partial<Life> = {}): Life {
  const samples = Array.from({ length: 100 }, (_, index) => ({ at: s(index / 5), mb: 90 + (index % 3), starvedMs: 0 }));
  const well = { end: 'stop', stopMs: 200, exitCode: 0, printing: [], samples, lastWords: '' } as const;
  return { readyAt: s(0), endedAt: s(20), ...well, ...change };
}

/** A confirmed ticket, a doubtful one, a `sent` one and a drawer: all as promised. */
function evidence(change: Partial<Omit<FuzzEvidence, 'ledger'>> & { ledger?: Partial<Ledger> } = {}): FuzzEvidence {
  const ledger: Ledger = {
    ...createLedger(),
    taken: [receipt(1, 2), receipt(2, null), receipt(3, 8)],
    paper: [receipt(1, 2), receipt(2, null), receipt(3, 8)],
    takenPulses: [s(4)],
    pulses: [s(4)],
    fences: [{ at: s(2), mark: mark(1) }],
    ...change.ledger,
  };
  return {
    ...{ ends: null, isMute: false, isQuiet: true, recoveredAt: s(10), settledMs: 300, lives: [life()] },
    calls: [call(1, 1), call(2, 5), call(3, 7), drawerCall('drawer', 3)],
    journal: [
      ticketJob(1, ['queued', 1], ['printing', 1.5], ['printed', 2.1]),
      ticketJob(2, ['queued', 5], ['printing', 5.5], ['uncertain', 6]),
      ticketJob(3, ['queued', 7], ['printing', 7.5], ['sent', 7.6]),
      job('drawer', null, ['queued', 3], ['printing', 3.5], ['sent', 3.6]),
    ],
    ...change,
    ledger,
  };
}

const kindsOf = (found: FuzzEvidence) => [...new Set(checkFuzz(found).violations.map(({ kind }) => kind))];
const withJob = (changed: JournalJob) => ({
  journal: evidence().journal.map((kept) => (kept.id === changed.id ? changed : kept)),
});

it('finds nothing where every promise was kept', () => {
  expect(checkFuzz(evidence())).toEqual({
    violations: [],
    tolerated: { sentThenLost: 0, sentUnheard: 0, lateMute: 0, lateBehindAnswer: 0 },
  });
});

describe('printed', () => {
  it.each<[string, Partial<Ledger>]>([
    ['never begun', { paper: [] }],
    ['begun and not ended', { paper: [receipt(1, null), receipt(3, 8)] }],
    ['without a line of its middle', { paper: [{ ...receipt(1, 2), lines: [mark(1)] }, receipt(3, 8)] }],
    ['ended after it was told', { paper: [receipt(1, 2.2), receipt(3, 8)] }],
  ])('must be whole on paper before: %s', (_case, ledger) => {
    expect(kindsOf(evidence({ ledger }))).toEqual(['printed without paper']);
  });

  it.each<[string, Ledger['fences']]>([
    ['to none', []],
    ['to one before the job', [{ at: s(1.9), mark: null }]],
    ['after it was told', [{ at: s(2.2), mark: mark(1) }]],
  ])('needs an answer to a question behind the job: %s', (_case, fences) => {
    expect(kindsOf(evidence({ ledger: { fences } }))).toEqual(['printed without proof']);
  });
});

describe('an accepted job', () => {
  it('must be in the journal, settled and not given up', () => {
    const journal = evidence().journal.filter(({ id }) => id !== 'job 2');
    expect(kindsOf(evidence({ journal }))).toEqual(['lost']);
    expect(kindsOf(evidence(withJob(ticketJob(2, ['queued', 5]))))).toEqual(['stuck']);
    expect(kindsOf(evidence(withJob(ticketJob(2, ['queued', 5], ['expired', 6]))))).toEqual(['dropped']);
    expect(kindsOf(evidence(withJob(ticketJob(2, ['queued', 5], ['failed', 6]))))).toEqual(['dropped']);
  });

  const paper = [receipt(1, 2), receipt(2, null)];

  it('that is sent must have been read, unless nobody could know', () => {
    const unread = { paper, taken: paper };
    const heard = evidence({ ledger: { ...unread, answers: [s(7)] } });
    expect(kindsOf(heard)).toEqual(['lost']);
    const closedAtOnce = evidence({ ledger: { ...unread, closures: [s(7.8)] } });
    expect(kindsOf(closedAtOnce)).toEqual(['lost']);
    const unheard = checkFuzz(evidence({ ledger: { ...unread, closures: [s(9)] } }));
    expect(unheard).toMatchObject({ violations: [], tolerated: { sentUnheard: 1 } });
    const lostInside = checkFuzz(evidence({ ledger: { paper, answers: [s(7)] } }));
    expect(lostInside).toMatchObject({ violations: [], tolerated: { sentThenLost: 1 } });
  });

  it('must be on paper once, but for a DUPLICATA', () => {
    const again = evidence({ ledger: { paper: [...evidence().ledger.paper, receipt(3, 9)] } });
    expect(kindsOf(again)).toEqual(['doubled']);
    const begun = evidence({ ledger: { paper: [receipt(1, null), ...evidence().ledger.paper] } });
    expect(kindsOf(begun)).toEqual(['doubled']);
    const marked = { ...receipt(3, 9), lines: ['DUPLICATA', mark(3), 'À bientôt'] };
    expect(kindsOf(evidence({ ledger: { paper: [...evidence().ledger.paper, marked] } }))).toEqual([]);
  });

  it('must be `printed` by an honest printer that can confirm, and `sent` by one that cannot', () => {
    expect(kindsOf(evidence({ ends: 'printed' }))).toEqual(['honest printer not believed']);
    expect(kindsOf(evidence({ ends: 'sent' }))).toEqual(['honest printer not believed']);
    const { calls, journal, ledger } = evidence();
    const expired = [job('drawer', null, ['queued', 3], ['expired', 13])];
    const unopened = { pulses: [], takenPulses: [] };
    const silent = { calls: calls.slice(3), journal: expired, ends: 'sent' as const, ledger: unopened };
    expect(kindsOf(evidence(silent))).toEqual([]);
    expect(kindsOf(evidence({ ...silent, ends: 'printed' }))).toEqual(['honest printer not believed']);
    const only = { calls: calls.slice(0, 1), journal: journal.slice(0, 1), ends: 'printed' as const };
    expect(kindsOf(evidence({ ...only, ledger: { ...ledger, pulses: [], takenPulses: [] } }))).toEqual([]);
  });
});

describe('the drawer', () => {
  const opened = (...seconds: number[]) => ({ pulses: seconds.map(s), takenPulses: seconds.map(s) });

  it('must open once a job, and for none that did not leave', () => {
    expect(kindsOf(evidence({ ledger: opened(4, 4.1) }))).toEqual(['drawer without a job']);
    expect(kindsOf(evidence({ ledger: opened(3.1) }))).toContain('drawer without a job');
    const expired = withJob(job('drawer', null, ['queued', 3], ['expired', 13]));
    expect(kindsOf(evidence({ ...expired, ledger: opened(14) }))).toEqual(['drawer without a job']);
  });

  it('must open within 10 s, beside the time in which the job before it moved', () => {
    expect(kindsOf(evidence({ ledger: opened(13.2) }))).toEqual([]);
    expect(kindsOf(evidence({ ledger: opened(14) }))).toEqual(['late drawer']);
    const drawer = job('drawer', null, ['queued', 3], ['printing', 19], ['sent', 19.1]);
    const before = ticketJob(2, ['queued', 1], ['printing', 2.5], ['uncertain', 18.9]);
    const journal = evidence().journal.map((one) => (one.id === 'drawer' ? drawer : one.id === 'job 2' ? before : one));
    const moves = Array.from({ length: 17 }, (_, index) => s(2 + index));
    expect(kindsOf(evidence({ journal, ledger: { ...opened(19), moves } }))).toEqual([]);
    expect(kindsOf(evidence({ journal, ledger: { ...opened(19), moves: moves.slice(0, 3) } }))).toEqual([
      'late drawer',
    ]);
  });

  it('may be late on a mute printer, and on one that had just answered', () => {
    const mute = evidence({ isMute: true, ledger: opened(30) });
    expect(checkFuzz(mute)).toMatchObject({ violations: [], tolerated: { lateMute: 1 } });
    const answered = evidence({ ledger: { ...opened(30), answers: [s(3.4)] } });
    expect(checkFuzz(answered)).toMatchObject({ violations: [], tolerated: { lateBehindAnswer: 1 } });
  });

  it('must have opened for a job that is printed, and have been read for one that is sent', () => {
    const printed = withJob(job('drawer', null, ['queued', 3], ['printing', 3.5], ['printed', 4.5]));
    expect(kindsOf(evidence({ ...printed, ledger: opened() }))).toEqual(['printed without paper']);
    expect(kindsOf(evidence(printed))).toEqual(['printed without proof']);
    const fences = [...evidence().ledger.fences, { at: s(4.4), mark: mark(1) }];
    expect(kindsOf(evidence({ ...printed, ledger: { fences } }))).toEqual([]);
    expect(kindsOf(evidence({ ledger: { ...opened(), answers: [s(3.4)] } }))).toEqual(['lost']);
    expect(checkFuzz(evidence({ ledger: opened() }))).toMatchObject({ violations: [], tolerated: { sentUnheard: 1 } });
    expect(kindsOf(evidence({ ledger: { pulses: [], takenPulses: [s(4)], answers: [s(3.4)] } }))).toEqual([]);
  });
});

describe('the agent', () => {
  it('must answer every call, if only that it is full', () => {
    const refused = (answer: Answer) => evidence({ calls: [...evidence().calls, call(4, 9, answer)] });
    expect(kindsOf(refused({ outcome: 'rejected', detail: '500 {}' }))).toEqual(['call refused']);
    expect(kindsOf(refused({ outcome: 'unknown' }))).toEqual(['call refused']);
    expect(kindsOf(refused({ outcome: 'rejected', detail: '503 {"code":"QUEUE_FULL"}' }))).toEqual([]);
  });

  it('must go on by itself once the printer is honest', () => {
    expect(kindsOf(evidence({ settledMs: null }))).toEqual(['stuck']);
  });

  it('must stop in time, well, and only when told', () => {
    expect(kindsOf(evidence({ lives: [life({ stopMs: 5_000 })] }))).toEqual(['stop']);
    expect(kindsOf(evidence({ lives: [life({ exitCode: null })] }))).toEqual(['stop']);
    expect(kindsOf(evidence({ lives: [life({ end: null, exitCode: 1 })] }))).toEqual(['died']);
    expect(kindsOf(evidence({ lives: [life({ end: 'kill', exitCode: null })] }))).toEqual([]);
  });

  it('must leave to a person what was being printed at a kill', () => {
    const killed = (id: string) => evidence({ lives: [life({ end: 'kill', printing: [id] }), life()] });
    expect(kindsOf(killed('job 2'))).toEqual([]);
    expect(kindsOf(killed('job 1'))).toEqual(['resurrected']);
  });

  it('must not grow', () => {
    const growing = Array.from({ length: 100 }, (_, index) => ({ at: s(index / 5), mb: 90 + index, starvedMs: 0 }));
    expect(kindsOf(evidence({ lives: [life({ samples: growing })] }))).toEqual(['memory']);
    // The library that draws is loaded once.
    const step = growing.map(({ at }) => ({ at, starvedMs: 0, mb: at < s(5.5) ? 90 : 150 }));
    const drawn = evidence().calls.map((one) => (one.mark === mark(2) ? { ...one, shows: ['[image'] } : one));
    expect(kindsOf(evidence({ calls: drawn, lives: [life({ samples: step })] }))).toEqual([]);
    expect(kindsOf(evidence({ lives: [life({ samples: step })] }))).toEqual(['memory']);
    expect(kindsOf(evidence({ calls: drawn, lives: [life({ samples: growing })] }))).toEqual(['memory']);
    const warm = growing.map(({ at }, index) => ({ at, starvedMs: 0, mb: index < 10 ? 40 : 100 }));
    expect(kindsOf(evidence({ lives: [life({ samples: warm })] }))).toEqual([]);
  });

  it('must leave an idle printer alone', () => {
    const long = { lives: [life({ endedAt: s(40) })] };
    const busy = { connections: Array.from({ length: 60 }, (_, index) => s(20 + index / 3)) };
    expect(countIdle(evidence({ ...long, ledger: busy })).connections).toBe(60);
    expect(kindsOf(evidence({ ...long, ledger: busy }))).toEqual(['connections']);
    expect(kindsOf(evidence({ ...long, ledger: { connections: [s(20), s(30)] } }))).toEqual([]);
    // While jobs are on their way, each may have its own.
    expect(kindsOf(evidence({ ledger: { connections: Array.from({ length: 60 }, () => s(5.5)) } }))).toEqual([]);
  });

  it('must answer 99 of 100 calls of a run within 200 ms', () => {
    const calls = (slow: number) => Array.from({ length: 1000 }, (_, index) => (index < slow ? 400 : 5));
    const run = (callsMs: number[]) => checkRun([{ callsMs } as unknown as EpisodeResult]).map(({ kind }) => kind);
    expect(run(calls(5))).toEqual([]);
    expect(run(calls(20))).toEqual(['slow calls']);
  });
});
