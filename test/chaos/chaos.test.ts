import { expect, it } from 'vitest';
import { runChaos } from './run-chaos.ts';

it('keeps every promise over ten kills of a selling agent', { timeout: 240_000 }, async () => {
  const report = await runChaos({ kills: 10, seed: 20_261_122, clients: 8, log: () => {} });
  expect(report).toMatchObject({ violations: [], kills: 10, starts: 11, lost: 0, doubled: 0 });
  expect(report.accepted).toBeGreaterThanOrEqual(20);
  expect(report.printed).toBeGreaterThanOrEqual(20);
  expect(report.killsInPrint).toBeGreaterThan(0);
});
