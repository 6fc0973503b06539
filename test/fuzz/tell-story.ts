import { type Behaviour, honest } from './behaviour.ts';
import { type EpisodePlan, shortLength } from './draw-episode.ts';
import type { FuzzEvidence, FuzzViolation } from './fuzz-evidence.ts';

const mostLines = 24;
const mostTold = 3;

/** One broken episode: how to have it again, what the printer did, and what happened to the jobs that broke. */
export function tellStory(plan: EpisodePlan, evidence: FuzzEvidence, violations: readonly FuzzViolation[]): string {
  const { seed, number, name, profile, hostileMs, ending, isSwitched } = plan;
  const byKind = [...Map.groupBy(violations, ({ kind }) => kind).values()];
  // One job of each kind tells how it came.
  const jobIds = byKind.flatMap((of) => of.find(({ jobId }) => jobId !== null)?.jobId ?? []);
  const lines = timelineOf(evidence, new Set(jobIds), plan.recovers);
  const left = lines.length > mostLines ? [`      … ${lines.length - mostLines} more`] : [];
  return [
    `--seed ${seed} --episode ${number}${plan.length === shortLength ? ' --short' : ''}: ${name} (${profile}, ${hostileMs} ms, then the agent: ${ending}${isSwitched ? ', the printer: off and on' : ''})`,
    `    ${describeBehaviour(plan.behaviour)}`,
    ...byKind.flatMap(tellViolations),
    ...lines.slice(0, mostLines),
    ...left,
  ].join('\n');
}

function tellViolations(of: readonly FuzzViolation[]): string[] {
  const more = of.length > mostTold ? [`    … and ${of.length - mostTold} more`] : [];
  return [...of.slice(0, mostTold).map(({ kind, detail }) => `  ! ${kind}: ${detail}`), ...more];
}

/** Only what is not as an honest printer has it. */
export function describeBehaviour(behaviour: Behaviour): string {
  const parts = Object.entries(behaviour).flatMap(([part, value]) => {
    const usual: unknown = honest[part as keyof Behaviour];
    if (value === null) return [];
    const own = Object.entries(value).filter(
      ([key, one]) => !isSame(one, (usual as Record<string, unknown> | null)?.[key]),
    );
    return own.map(([key, one]) => `${part}.${key} ${typeof one === 'number' ? one : JSON.stringify(one)}`);
  });
  return parts.length === 0 ? 'honest in everything' : parts.join(', ');
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) && typeof a === typeof b;

interface Moment {
  at: number;
  what: string;
}

/** In seconds from the first agent's ready line. */
function timelineOf(evidence: FuzzEvidence, jobIds: ReadonlySet<string>, recovers: boolean): string[] {
  const { journal, ledger, lives, recoveredAt, calls } = evidence;
  const jobs = journal.filter(({ id }) => jobIds.has(id));
  const marks = new Set(jobs.map(({ mark }) => mark));
  const hasDrawer = marks.has(null);
  const receipts = (name: string, all: typeof ledger.paper): Moment[] =>
    all.flatMap(({ mark, completeAt }) =>
      mark !== null && marks.has(mark) && completeAt !== null ? [{ at: completeAt, what: `${mark} ${name}` }] : [],
    );
  const moments: Moment[] = [
    ...lives.flatMap(({ readyAt, endedAt, end }) => [
      { at: readyAt, what: 'the agent is ready' },
      { at: endedAt, what: `the agent has ended (${end ?? 'by itself'})` },
    ]),
    ...calls.flatMap(({ at, answer, mark, kind }) =>
      answer.outcome === 'accepted' && jobIds.has(answer.jobId) ? [{ at, what: `POST ${mark ?? kind}` }] : [],
    ),
    { at: recoveredAt, what: recovers ? 'the printer becomes honest' : 'the printer stays as it is' },
    ...jobs.flatMap(({ mark, kind, timeline }) =>
      timeline.map(({ at, state }) => ({ at, what: `journal: ${mark ?? kind} ${state}` })),
    ),
    ...receipts('read whole by the printer', ledger.taken),
    ...receipts('whole on paper', ledger.paper),
    ...ledger.fences
      .filter(({ mark }) => mark !== null && marks.has(mark))
      .map(({ at, mark }) => ({ at, what: `the printer answers behind ${mark}` })),
    ...(hasDrawer ? ledger.pulses.map((at) => ({ at, what: 'the drawer opens' })) : []),
    ...countedMoments(ledger.connections, 'connection'),
    ...countedMoments(ledger.closures, 'connection closed by the printer'),
  ];
  const from = lives[0]?.readyAt ?? recoveredAt;
  return moments
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, what }) => `    ${((at - from) / 1000).toFixed(3).padStart(8)} ${what}`);
}

/** Those of one second as one line. */
function countedMoments(times: readonly number[], what: string): Moment[] {
  const bySecond = Map.groupBy(times, (at) => Math.floor(at / 1000));
  return [...bySecond.values()].map((group) => ({
    at: group[0] ?? 0,
    what: group.length === 1 ? `a ${what}` : `a ${what}, ${group.length} within a second`,
  }));
}
