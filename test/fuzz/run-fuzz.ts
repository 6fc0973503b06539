import { startCaller } from './caller.ts';
import { checkFuzz } from './check-fuzz.ts';
import { countIdle, growthMb } from './check-lives.ts';
import { drawEpisode, type EpisodeLength, type EpisodePlan, usualLength } from './draw-episode.ts';
import type { FuzzEvidence } from './fuzz-evidence.ts';
import { checkRun, type EpisodeResult, type FuzzReport, storyOf } from './fuzz-report.ts';
import { ownMs } from './own-time.ts';
import { runEpisode } from './run-episode.ts';

export interface FuzzOptions {
  seed: number;
  /** Begins no episode after this. */
  minutes?: number;
  /** Ends after so many episodes. Default: only the minutes do. */
  episodes?: number;
  /** The first one's number. Default 0. */
  from?: number;
  /** Agents beside each other. Default 2. */
  beside?: number;
  length?: EpisodeLength;
  /** Default: what `npm run build` makes. */
  program?: string;
  log: (line: string) => void;
}

/** Plays one episode after the other, each with a printer and an agent of its own, and checks what it leaves behind. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, minutes, episodes: most = Number.POSITIVE_INFINITY, from = 0, beside = 2, log } = options;
  const startedAt = performance.now();
  const endsAt = minutes === undefined ? Number.POSITIVE_INFINITY : startedAt + minutes * 60_000;
  const results: EpisodeResult[] = [];
  const caller = startCaller();
  let next = from;
  const playOn = async () => {
    while (next < from + most && performance.now() < endsAt) {
      const plan = drawEpisode(seed, next, options.length ?? usualLength);
      next += 1;
      const from = performance.now();
      const result = judge(plan, await runEpisode(plan, caller, options.program));
      results.push(result);
      const seconds = Math.round((performance.now() - from) / 1000);
      log(result.story === '' ? `episode ${result.number}: ${result.name}, ${seconds} s` : result.story);
    }
  };
  await Promise.all(Array.from({ length: beside }, playOn)).finally(() => caller.end());
  const episodes = results.toSorted((a, b) => a.number - b.number);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  return { seed, seconds, episodes, runViolations: checkRun(episodes) };
}

function judge(plan: EpisodePlan, evidence: FuzzEvidence): EpisodeResult {
  const { violations, tolerated } = checkFuzz(evidence);
  const { calls, journal, lives, settledMs } = evidence;
  const states: Record<string, number> = {};
  for (const { state } of journal) states[state] = (states[state] ?? 0) + 1;
  return {
    ...{ number: plan.number, kind: plan.kind, name: plan.name, violations, tolerated, states, settledMs },
    callsMs: calls.map((call) => ownMs(call, lives)),
    longestStopMs: Math.max(...lives.filter(({ end }) => end === 'stop').map(({ stopMs }) => stopMs)),
    mostGrowthMb: Math.max(...lives.map((life) => growthMb(life, evidence))),
    idle: countIdle(evidence),
    story: storyOf(plan, evidence, violations),
  };
}
