import type { FuzzEvidence, FuzzViolation, Life } from './fuzz-evidence.ts';

const longestStopMs = 5_000;
/** Start-up; and the first drawn line, for which the library that draws is loaded for good (50 MB). */
const warmUpMs = 2_000;
const firstDrawingMs = 1_000;
const fewestSamples = 12;
const mostGrowthMb = 40;
const mostConnectionsAMinute = 60;
const shortestIdleMs = 10_000;
/** The agent looks at the printer behind a job before it rests. */
const restMs = 2_000;

/** How the agents ran, and how they ended. */
export function checkLives(evidence: FuzzEvidence): FuzzViolation[] {
  const { journal, lives, settledMs } = evidence;
  const violations = lives.flatMap((life) => checkLife(life, evidence));
  const add = (kind: FuzzViolation['kind'], detail: string, jobId: string | null = null) =>
    violations.push({ kind, jobId, detail });
  if (settledMs === null) add('stuck', 'the queue did not become empty in time by itself');
  for (const id of lives.flatMap(({ printing }) => printing)) {
    const state = journal.find((job) => job.id === id)?.state;
    if (state !== 'uncertain') add('resurrected', `was being printed at the kill, and is ${state} now`, id);
  }
  const { ms, connections } = countIdle(evidence);
  const aMinute = (connections * 60_000) / ms;
  if (evidence.isQuiet && ms >= shortestIdleMs && aMinute > mostConnectionsAMinute) {
    add('connections', `${connections} connections in ${ms} ms without a job`);
  }
  return violations;
}

function checkLife(life: Life, evidence: FuzzEvidence): FuzzViolation[] {
  const { end, exitCode, stopMs, lastWords } = life;
  const violations: FuzzViolation[] = [];
  const add = (kind: FuzzViolation['kind'], detail: string) => violations.push({ kind, jobId: null, detail });
  if (end === null) add('died', `the agent ended by itself; its last words:\n${lastWords}`);
  if (end === 'stop' && stopMs >= longestStopMs) add('stop', `it took ${stopMs} ms`);
  if (end === 'stop' && exitCode !== 0) add('stop', `exit code ${exitCode}; its last words:\n${lastWords}`);
  const growth = growthMb(life, evidence);
  if (growth > mostGrowthMb) add('memory', `grew by ${Math.round(growth)} MB in ${lifeSeconds(life)} s`);
  return violations;
}

/** From the first quarter of its warm life to the last: before it first drew, and since. */
export function growthMb(life: Life, evidence: FuzzEvidence): number {
  const warmAt = life.readyAt + warmUpMs;
  const drawnAt = firstDrawing(life, evidence);
  const warm = life.samples.filter(({ at }) => at >= warmAt);
  const before = warm.filter(({ at }) => at < drawnAt.from);
  const since = warm.filter(({ at }) => at > drawnAt.to);
  return Math.max(growthOf(before), growthOf(since));
}

function growthOf(samples: Life['samples']): number {
  if (samples.length < fewestSamples) return 0;
  const values = samples.map(({ mb }) => mb);
  const quarter = Math.ceil(values.length / 4);
  return median(values.slice(-quarter)) - median(values.slice(0, quarter));
}

/** From the job's coming until it is surely drawn; never: after everything. */
function firstDrawing({ readyAt, endedAt }: Life, { calls, journal }: FuzzEvidence): { from: number; to: number } {
  const marks = new Set(calls.filter(({ shows }) => shows.includes('[image')).map(({ mark }) => mark));
  const drawn = journal
    .filter(
      ({ mark, timeline }) =>
        marks.has(mark) && timeline.some(({ at, state }) => state === 'printing' && at >= readyAt),
    )
    .map(({ createdAt, timeline }) => ({
      from: Math.max(createdAt, readyAt),
      to: (timeline.find(({ at, state }) => state === 'printing' && at >= readyAt)?.at ?? 0) + firstDrawingMs,
    }));
  return {
    from: Math.min(endedAt, ...drawn.map(({ from }) => from)),
    to: Math.min(...drawn.map(({ to }) => to)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const lifeSeconds = ({ readyAt, endedAt }: Life) => Math.round((endedAt - readyAt) / 1000);

/** The time in which no job waited or was printed, and the connections that the printer was given in it. */
export function countIdle({ calls, journal, lives, ledger }: FuzzEvidence): { ms: number; connections: number } {
  const busy = journal.map((job) => ({
    from: job.createdAt,
    to: (job.timeline.at(-1)?.at ?? Number.POSITIVE_INFINITY) + restMs,
  }));
  const edges = [...calls.map(({ at }) => at), ...busy.flatMap(({ from, to }) => [from, to])];
  let ms = 0;
  let connections = 0;
  for (const { readyAt, endedAt } of lives) {
    const cuts = [readyAt + restMs, endedAt, ...edges.filter((at) => at > readyAt + restMs && at < endedAt)];
    cuts.sort((a, b) => a - b);
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const to = cuts[index + 1] ?? from;
      const isBusy = from < readyAt + restMs || busy.some((one) => one.from < to && one.to > from);
      if (isBusy) continue;
      ms += to - from;
      connections += ledger.connections.filter((at) => at >= from && at < to).length;
    }
  }
  return { ms, connections };
}
