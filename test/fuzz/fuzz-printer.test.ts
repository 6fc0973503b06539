import { expect, it } from 'vitest';
import { behaviourKinds } from './draw-behaviour.ts';
import { formatFuzzReport } from './fuzz-report.ts';
import { runFuzz } from './run-fuzz.ts';

/** `seed` modulo the number of kinds is 0: the n-th episode is of the n-th kind. */
const seed = 1000 * behaviourKinds.length;

it('keeps every promise with a printer of each kind', { timeout: 180_000 }, async () => {
  const report = await runFuzz({
    seed,
    episodes: behaviourKinds.length,
    beside: 7,
    length: { leastMs: 2_500, mostMs: 4_000 },
    log: () => {},
  });
  expect(report.episodes.map(({ kind }) => kind)).toEqual(behaviourKinds);
  // Without these the run would have proved nothing.
  expect(report.episodes.flatMap(({ callsMs }) => callsMs).length).toBeGreaterThan(3 * behaviourKinds.length);
  expect(report.episodes.reduce((sum, { states }) => sum + (states.printed ?? 0), 0)).toBeGreaterThan(30);
  const broken = [...report.episodes.flatMap(({ violations }) => violations), ...report.runViolations];
  expect(broken, formatFuzzReport(report)).toEqual([]);
});
