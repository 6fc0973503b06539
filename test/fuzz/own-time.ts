import type { Call, Life } from './fuzz-evidence.ts';

/** How long the agent itself took for a call: without the time in which the machine let other programs run. */
export function ownMs({ at, tookMs }: Pick<Call, 'at' | 'tookMs'>, lives: readonly Life[]): number {
  const life = lives.findLast(({ readyAt }) => readyAt <= at);
  if (life === undefined) return tookMs;
  const before = life.samples.findLast((sample) => sample.at <= at)?.starvedMs ?? life.samples[0]?.starvedMs ?? 0;
  const after = life.samples.find((sample) => sample.at >= at + tookMs) ?? life.samples.at(-1);
  return Math.max(0, tookMs - Math.max(0, (after?.starvedMs ?? before) - before));
}
