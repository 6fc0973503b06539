import { describe, expect, it } from 'vitest';
import type { JobState } from '../../src/shared/job.ts';
import { checkEvidence } from './check-evidence.ts';
import type { Evidence, JournalJob, SentRequest } from './evidence.ts';
import { cashoutMark, ticketMark } from './paper-mark.ts';
import { readStrips } from './read-strips.ts';

const whole = (order: number) => `          Fée Maison\nTicket N°: ${order}\nÉclair ${order}-1\n    À bientôt\n\n`;

function ticket(order: number, outcome: 'accepted' | 'unknown' = 'accepted'): SentRequest {
  const mark = ticketMark(order);
  return {
    kind: 'ticket',
    path: '/print/ticket',
    body: '',
    mark,
    shows: [mark, `Éclair ${order}-1`, 'À bientôt'],
    idempotencyKey: null,
    answer: outcome === 'accepted' ? { outcome, jobId: `job ${order}` } : { outcome },
  };
}

function drawer(jobId: string): SentRequest {
  return { ...ticket(0), kind: 'drawer', mark: null, shows: [], answer: { outcome: 'accepted', jobId } };
}

/** A job whose steps came one a second from 1,000 on; it is in the last one's state. */
function job(change: Pick<JournalJob, 'id' | 'kind' | 'mark'>, states: readonly JobState[]): JournalJob {
  const timeline = states.map((state, index) => ({ at: 1000 * (index + 1), state }));
  return { ...change, state: states.at(-1) ?? 'queued', createdAt: 1000, timeline };
}

const ticketJob = (order: number, ...states: JobState[]) =>
  job({ id: `job ${order}`, kind: 'ticket', mark: ticketMark(order) }, ['queued', ...states]);
const drawerJob = (id: string, ...states: JobState[]) => job({ id, kind: 'drawer', mark: null }, ['queued', ...states]);

/** One ticket printed, one doubtful that left a fragment, one drawer opened: all as promised. */
function evidence(change: Partial<Evidence> & { papers?: string[] } = {}): Evidence {
  const { papers = [whole(1), 'Fée Maison\nTicket N°: 2\n'], ...rest } = change;
  return {
    sent: [ticket(1), ticket(2, 'unknown'), drawer('drawer 1')],
    kills: [{ at: 2500, beforeReady: false, printing: ['job 2'] }],
    journal: [
      ticketJob(1, 'printing', 'printed'),
      ticketJob(2, 'printing', 'uncertain'),
      drawerJob('drawer 1', 'printing', 'printed'),
    ],
    integrity: 'ok',
    strips: readStrips(papers.map((text) => ({ text }))),
    pulses: [2500],
    ...rest,
  };
}

const kindsOf = (found: Evidence) => [...new Set(checkEvidence(found).map(({ kind }) => kind))];
const journalWith = (changed: JournalJob) =>
  (evidence().journal ?? []).map((kept) => (kept.id === changed.id ? changed : kept));

it('finds nothing where every promise was kept', () => {
  expect(checkEvidence(evidence())).toEqual([]);
});

describe('the journal', () => {
  it('must hold what was accepted', () => {
    const journal = (evidence().journal ?? []).filter(({ id }) => id !== 'job 1');
    expect(kindsOf(evidence({ journal, papers: [] }))).toEqual(['lost']);
  });

  it('must hold one job a request', () => {
    const again = { ...ticketJob(2, 'printing', 'uncertain'), id: 'job 2 again' };
    expect(kindsOf(evidence({ journal: [...(evidence().journal ?? []), again] }))).toContain('doubled');
  });

  it.each([
    ['queued again and printed', ticketJob(2, 'printing', 'queued', 'printing', 'printed')],
    ['still queued', ticketJob(2, 'printing', 'queued')],
    ['printed after a restart', ticketJob(2, 'printing', 'printed')],
    ['printed after it was doubtful', ticketJob(2, 'printing', 'uncertain', 'printed')],
  ])('must leave what was being printed at a kill to a person: %s', (_case, resurrected) => {
    expect(kindsOf(evidence({ journal: journalWith(resurrected) }))).toContain('resurrected');
  });

  it('must settle every job and give up no ticket', () => {
    expect(kindsOf(evidence({ journal: journalWith(ticketJob(1)), papers: [] }))).toEqual(['unsettled']);
    expect(kindsOf(evidence({ journal: journalWith(ticketJob(1, 'expired')), papers: [] }))).toEqual(['dropped']);
    expect(kindsOf(evidence({ journal: journalWith(ticketJob(1, 'failed')), papers: [] }))).toEqual(['dropped']);
  });

  it('must be sound', () => {
    expect(kindsOf(evidence({ integrity: 'row 3 missing from index jobs_waiting' }))).toEqual(['corrupt']);
  });

  it('is not asked for when the agent died by itself', () => {
    expect(checkEvidence(evidence({ journal: null }))).toEqual([]);
  });
});

describe('the paper', () => {
  const kept = 'Fée Maison\nTicket N°: 2\n';

  it.each([
    ['twice whole', [whole(1), kept, whole(1)]],
    ['in part, then whole', ['Fée Maison\nTicket N°: 1\n', kept, whole(1)]],
    ['a doubtful one in part, then whole', [whole(1), kept, whole(2)]],
    ['both on one paper', [whole(1) + whole(1), kept]],
    ['torn before its number, more often than jobs are doubtful', [whole(1), kept, 'Fée Maison\n']],
  ])('must not show a ticket twice: %s', (_case, papers) => {
    expect(kindsOf(evidence({ papers }))).toContain('doubled');
  });

  it('must show what is printed, whole', () => {
    expect(kindsOf(evidence({ papers: [kept] }))).toEqual(['lost']);
    expect(kindsOf(evidence({ papers: ['Fée Maison\nTicket N°: 1\nÀ bientôt\n', kept] }))).toEqual(['torn']);
    expect(kindsOf(evidence({ papers: [`${whole(1)}[commande inconnue 00 : unknown command]\n`, kept] }))).toEqual([
      'torn',
    ]);
  });

  it('must show nothing that the journal does not know, or says never left', () => {
    expect(kindsOf(evidence({ papers: [whole(1), kept, whole(3)] }))).toEqual(['phantom']);
    expect(kindsOf(evidence({ journal: journalWith(ticketJob(1, 'cancelled')) }))).toContain('phantom');
  });
});

describe('the drawer', () => {
  it.each([
    ['twice for one job', [2500, 2600]],
    ['before its job went out', [1500]],
    ['after it was confirmed', [9000]],
  ])('must not open %s', (_case, pulses) => {
    expect(kindsOf(evidence({ pulses }))).toContain('pulse');
  });

  it('must not open for a job that is over, or long after it was asked for', () => {
    const expired = journalWith(drawerJob('drawer 1', 'expired'));
    expect(kindsOf(evidence({ journal: expired, pulses: [1500] }))).toEqual(['pulse']);
    const doubtful = journalWith(drawerJob('drawer 1', 'printing', 'uncertain'));
    expect(kindsOf(evidence({ journal: doubtful, pulses: [30_000] }))).toEqual(['pulse']);
    expect(kindsOf(evidence({ journal: doubtful, pulses: [] }))).toEqual([]);
  });

  it('must not open for a job that waited over a restart', () => {
    const kills = [{ at: 1500, beforeReady: false, printing: [] }];
    expect(kindsOf(evidence({ kills }))).toEqual(['pulse']);
  });

  it('must have opened for a job that is printed', () => {
    expect(kindsOf(evidence({ pulses: [] }))).toEqual(['lost']);
  });

  it('is a printed job’s own opening, though a doubtful one’s time ends just before its confirmation', () => {
    const doubtful = { ...drawerJob('drawer 2', 'printing', 'uncertain'), createdAt: -10_100 };
    const journal = [
      ...(evidence().journal ?? []),
      { ...doubtful, timeline: [{ at: -9_000, state: 'printing' as const }] },
    ];
    const sent = [...evidence().sent, drawer('drawer 2')];
    expect(checkEvidence(evidence({ sent, journal, pulses: [2800] }))).toEqual([]);
    expect(checkEvidence(evidence({ sent, journal, pulses: [2700, 2800] }))).toEqual([]);
    expect(kindsOf(evidence({ sent, journal, pulses: [2600, 2700, 2800] }))).toEqual(['pulse']);
    expect(kindsOf(evidence({ sent, journal, pulses: [1500] }))).toEqual(['lost']);
  });
});

it('writes a cash-out as the paper does', () => {
  expect(cashoutMark('1017.25')).toBe('Montant: 1 017,25 DA');
});
