import { expect, it } from 'vitest';
import { runChaos } from './run-chaos.ts';

it('keeps every promise over ten kills of a selling agent', { timeout: 240_000 }, async () => {
  let inPrint = 0;
  // Where no kill has met a ticket on its way out the run has proved nothing of that: another one, three at most.
  for (let seed = 20_261_122; inPrint === 0 && seed < 20_261_125; seed += 1) {
    const report = await runChaos({ kills: 10, seed, clients: 8, log: () => {} });
    expect(report).toMatchObject({ violations: [], kills: 10, starts: 11, lost: 0, doubled: 0 });
    expect(report.accepted).toBeGreaterThanOrEqual(20);
    expect(report.printed).toBeGreaterThanOrEqual(20);
    inPrint = report.killsInPrint + report.uncertain;
  }
  expect(inPrint).toBeGreaterThan(0);
});
