import type { FullEvidence, JournalJob, Kill, SentRequest, Violation, ViolationKind } from './evidence.ts';

/** What the journal must say of what was asked, and of what was being printed at a kill. */
export function checkJournal({ sent, kills, journal }: FullEvidence): Violation[] {
  const jobs = new Map(journal.map((job) => [job.id, job]));
  return [
    ...sent.flatMap((request) => checkAnswer(request, jobs)),
    ...checkOrigins(sent, journal),
    ...journal.flatMap(checkFate),
    ...kills.flatMap((kill) => checkKill(kill, jobs)),
  ];
}

function checkAnswer(request: SentRequest, jobs: ReadonlyMap<string, JournalJob>): Violation[] {
  const { answer, kind, mark } = request;
  const name = mark ?? kind;
  if (answer.outcome === 'rejected') {
    return [{ kind: 'rejected', detail: `${name}: ${answer.detail}` }];
  }
  if (answer.outcome !== 'accepted') {
    return [];
  }
  const job = jobs.get(answer.jobId);
  if (job === undefined) {
    return [{ kind: 'lost', detail: `${name}: accepted as ${answer.jobId}, not in the journal` }];
  }
  const same = job.kind === kind && job.mark === mark;
  return same ? [] : [{ kind: 'lost', detail: `${name}: accepted as ${answer.jobId}, which is ${job.mark}` }];
}

/** One request makes one job at most, an unanswered one included; and nothing comes from nowhere. */
function checkOrigins(sent: readonly SentRequest[], journal: readonly JournalJob[]): Violation[] {
  const asked = countBy(sent, ({ kind, mark }) => mark ?? kind);
  const kept = countBy(journal, ({ kind, mark }) => mark ?? kind);
  return [...kept].flatMap(([name, count]) => {
    const most = asked.get(name) ?? 0;
    return count <= most
      ? []
      : [{ kind: 'doubled' as const, detail: `${name}: ${most} asked, ${count} in the journal` }];
  });
}

function checkFate(job: JournalJob): Violation[] {
  const violations: Violation[] = [];
  const add = (kind: ViolationKind, text: string) => violations.push({ kind, detail: describe(job, text) });
  if (job.state === 'queued' || job.state === 'printing') {
    add('unsettled', 'not settled');
  }
  if (job.kind !== 'drawer' && (job.state === 'failed' || job.state === 'expired' || job.state === 'cancelled')) {
    add('dropped', 'the agent gave it up');
  }
  const states = job.timeline.map(({ state }) => state);
  const doubtful = states.indexOf('uncertain');
  if (doubtful >= 0 && doubtful < states.length - 1) {
    add('resurrected', 'went on after uncertain');
  }
  return violations;
}

function checkKill({ printing, at }: Kill, jobs: ReadonlyMap<string, JournalJob>): Violation[] {
  return printing.flatMap((id): Violation[] => {
    const job = jobs.get(id);
    if (job === undefined) {
      return [{ kind: 'lost', detail: `${id}: printing at the kill of ${at}, not in the journal any more` }];
    }
    const next = job.timeline.findLast(({ state }) => state === 'printing');
    const last = job.timeline.at(-1);
    const left = job.state === 'uncertain' && last?.state === 'uncertain' && (next?.at ?? 0) <= at;
    return left ? [] : [{ kind: 'resurrected', detail: describe(job, `printing at the kill of ${at}`) }];
  });
}

export function describe({ id, kind, mark, timeline }: JournalJob, text: string): string {
  const life = timeline.map(({ at, state }) => `${state} ${at}`).join(', ');
  return `${mark ?? kind} (${id}): ${text} [${life}]`;
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  }
  return counts;
}
