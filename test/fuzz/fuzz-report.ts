import { behaviourKinds } from './draw-behaviour.ts';
import type { EpisodePlan } from './draw-episode.ts';
import type { FuzzEvidence, FuzzViolation, Tolerated } from './fuzz-evidence.ts';
import { tellStory } from './tell-story.ts';

/** What is left of an episode once it is checked. */
export interface EpisodeResult {
  number: number;
  kind: string;
  name: string;
  violations: readonly FuzzViolation[];
  tolerated: Tolerated;
  states: Readonly<Record<string, number>>;
  callsMs: readonly number[];
  settledMs: number | null;
  longestStopMs: number;
  mostGrowthMb: number;
  idle: { ms: number; connections: number };
  /** Readable, for one with violations; else empty. */
  story: string;
}

export interface FuzzReport {
  seed: number;
  seconds: number;
  episodes: readonly EpisodeResult[];
  /** Of the whole run. */
  runViolations: readonly FuzzViolation[];
}

/** The ERP's calls are answered within this, 99 of 100. */
const longestCallMs = 200;
const fewestCalls = 200;

/** What only many episodes can tell. */
export function checkRun(episodes: readonly EpisodeResult[]): FuzzViolation[] {
  const calls = episodes.flatMap(({ callsMs }) => callsMs);
  const p99 = quantile(calls, 0.99);
  const isSlow = calls.length >= fewestCalls && p99 > longestCallMs;
  return isSlow ? [{ kind: 'slow calls', jobId: null, detail: `99 of 100 within ${Math.round(p99)} ms` }] : [];
}

export function countViolations({ episodes, runViolations }: FuzzReport): number {
  return episodes.reduce((sum, { violations }) => sum + violations.length, runViolations.length);
}

/** Numbers, a line a kind, then the story of every episode that broke a promise. */
export function formatFuzzReport(report: FuzzReport): string {
  const { seed, seconds, episodes, runViolations } = report;
  const bad = episodes.filter(({ violations }) => violations.length > 0);
  const count = countViolations(report);
  return [
    ...summarize(episodes).map(([name, value]) => `  ${name.padEnd(44)}${value}`),
    '',
    ...tabulate(episodes),
    '',
    ...bad.map(({ story }) => story),
    ...runViolations.map(({ kind, detail }) => `${kind}: ${detail}`),
    ...(count === 0 ? [] : [`By kind of violation: ${countKinds([...bad, { violations: runViolations }])}`]),
    `seed ${seed}: ${episodes.length} episodes in ${seconds} s, ${count === 0 ? 'no violation' : `${count} violations`}`,
    '',
  ].join('\n');
}

function summarize(episodes: readonly EpisodeResult[]): [string, string][] {
  const sum = (of: (episode: EpisodeResult) => number) => episodes.reduce((total, one) => total + of(one), 0);
  const most = (of: (episode: EpisodeResult) => number) => Math.round(Math.max(0, ...episodes.map(of)));
  const calls = episodes.flatMap(({ callsMs }) => callsMs);
  const idleMs = sum(({ idle }) => idle.ms);
  const aMinute = idleMs === 0 ? 0 : (sum(({ idle }) => idle.connections) * 60_000) / idleMs;
  const late = episodes.some(({ settledMs }) => settledMs === null) ? ', and not in time' : '';
  const states = new Map<string, number>();
  for (const [state, count] of episodes.flatMap((one) => Object.entries(one.states))) {
    states.set(state, (states.get(state) ?? 0) + count);
  }
  return [
    ['jobs', [...states].map(([state, count]) => `${state} ${count}`).join(', ')],
    [
      'calls',
      `${calls.length}, p99 ${Math.round(quantile(calls, 0.99))} ms, longest ${Math.round(Math.max(0, ...calls))} ms`,
    ],
    ['queue empty after recovery, longest', `${most(({ settledMs }) => settledMs ?? 0)} ms${late}`],
    ['stop, longest', `${most(({ longestStopMs }) => longestStopMs)} ms`],
    ['memory, most growth of an agent', `${most(({ mostGrowthMb }) => mostGrowthMb)} MB`],
    ['connections a minute without a job', `${aMinute.toFixed(1)} over ${Math.round(idleMs / 1000)} s`],
    ['sent, read, lost with the printer’s power', String(sum(({ tolerated }) => tolerated.sentThenLost))],
    ['sent to a printer never heard, never read', String(sum(({ tolerated }) => tolerated.sentUnheard))],
    ['drawers late on a mute printer', String(sum(({ tolerated }) => tolerated.lateMute))],
    ['drawers late behind an answer', String(sum(({ tolerated }) => tolerated.lateBehindAnswer))],
  ];
}

function tabulate(episodes: readonly EpisodeResult[]): string[] {
  return behaviourKinds.flatMap((kind) => {
    const own = episodes.filter((episode) => episode.kind === kind);
    const broken = own.filter(({ violations }) => violations.length > 0).length;
    const kinds = countKinds(own);
    return own.length === 0
      ? []
      : [
          `  ${kind.padEnd(28)}${String(own.length).padStart(4)} episodes, ${broken} broken${kinds === '' ? '' : `: ${kinds}`}`,
        ];
  });
}

function countKinds(of: readonly { violations: readonly FuzzViolation[] }[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of of.flatMap(({ violations }) => violations)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The lines that a broken episode gets. */
export function storyOf(plan: EpisodePlan, evidence: FuzzEvidence, violations: readonly FuzzViolation[]): string {
  if (violations.length === 0) return '';
  return tellStory(plan, evidence, violations);
}
