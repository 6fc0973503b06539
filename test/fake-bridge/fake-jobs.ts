import type { JobSummary } from '../../src/shared/bridge.ts';
import type { JobSearch } from '../../src/shared/bridge-calls.ts';
import type { Decision, JobKind, JobState, Problem } from '../../src/shared/job.ts';

const customers = [
  'Vente directe',
  'Amine Benali',
  'فاطمة الزهراء',
  'Société Nouvelle de Pâtisserie et de Confiserie Traditionnelle de la Mitidja',
  null,
  'Yasmine Hadj-Ahmed',
];

const problems: Partial<Record<JobState, Problem>> = {
  uncertain: {
    code: 'NOT_CONFIRMED',
    message: "L'imprimante n'a pas confirmé ce ticket : regardez s'il est sorti, puis confirmez ou réimprimez.",
  },
  failed: {
    code: 'ENCODING_FAILED',
    message: "Ce document n'a pas pu être mis en page : signalez-le au support.",
  },
  expired: {
    code: 'TICKET_EXPIRED',
    message: "L'imprimante n'a pas été prête à temps : ce ticket n'est pas sorti. Imprimez-le depuis le journal.",
  },
};

export interface FakeJobWish {
  kind?: JobKind;
  state?: JobState;
  customer?: string | null;
  decision?: Decision | null;
}

/** The `number`th job of the journal, asked for at `at` (milliseconds). */
export function makeFakeJob(number: number, at: number, wish: FakeJobWish = {}): JobSummary {
  const kind = wish.kind ?? (number % 9 === 4 ? 'drawer' : number % 31 === 7 ? 'cashout' : 'ticket');
  const state = wish.state ?? 'printed';
  const time = new Date(at).toISOString();
  const isMoney = kind === 'ticket' || kind === 'cashout';
  return {
    id: `019a${number.toString(16).padStart(4, '0')}-7c3e-7a11-8f00-${number.toString(16).padStart(12, '0')}`,
    kind,
    state,
    order_id: kind === 'ticket' ? 4000 + number : null,
    priority: kind === 'drawer' ? 1 : 2,
    created_at: time,
    updated_at: new Date(at + 2300).toISOString(),
    reprint_of: null,
    error: kind === 'drawer' && state === 'expired' ? null : (problems[state] ?? null),
    decision: wish.decision ?? null,
    amount: isMoney ? `${150 + ((number * 7919) % 48_000)}.${number % 2 === 0 ? '00' : '50'}` : null,
    currency: 'DA',
    source: kind === 'test' ? 'window' : 'erp',
    source_address: kind === 'test' ? null : '203.0.113.24',
    customer_name: kind === 'ticket' ? (wish.customer ?? customers[number % customers.length] ?? null) : null,
  };
}

/** A believable till: `count` jobs that end now, newest first, with a few of every trouble among the last. */
export function makeFakeJournal(count: number, now: number): JobSummary[] {
  const troubles: Record<number, FakeJobWish> = {
    2: { kind: 'ticket', state: 'uncertain' },
    4: { kind: 'drawer' },
    6: { state: 'failed' },
    7: { state: 'sent' },
    9: { kind: 'ticket', state: 'expired' },
    11: { kind: 'ticket', state: 'cancelled' },
    13: { kind: 'drawer', state: 'expired' },
    15: { kind: 'cashout' },
    17: { kind: 'test' },
  };
  return Array.from({ length: count }, (_, age) =>
    makeFakeJob(count - age, now - 40_000 - age * 190_000, troubles[age] ?? {}),
  );
}

/** The page that the search asks for, by a cursor that is the index of its first job. */
export function findFakeJobs(jobs: readonly JobSummary[], search: JobSearch) {
  const { text, states, kinds, from, to, amountFrom, amountTo, decision, limit = 50, before } = search;
  const wanted = text?.toLowerCase();
  const isWanted = (job: JobSummary) =>
    (wanted === undefined || `${job.order_id} ${job.customer_name}`.toLowerCase().includes(wanted)) &&
    (decision === undefined || decision === job.decision) &&
    (states === undefined || states.includes(job.state)) &&
    (kinds === undefined || kinds.includes(job.kind)) &&
    (from === undefined || job.created_at.slice(0, 10) >= from) &&
    (to === undefined || job.created_at.slice(0, 10) <= to) &&
    (amountFrom === undefined || Number(job.amount ?? -1) >= Number(amountFrom)) &&
    (amountTo === undefined || (job.amount !== null && Number(job.amount) <= Number(amountTo)));
  const page: JobSummary[] = [];
  let index = before === undefined ? 0 : Number(before);
  for (; index < jobs.length && page.length < limit; index++) {
    const job = jobs[index];
    if (job !== undefined && isWanted(job)) page.push(job);
  }
  return { jobs: page, next: index < jobs.length ? String(index) : null };
}
