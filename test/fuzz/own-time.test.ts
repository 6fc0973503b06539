import { expect, it } from 'vitest';
import { checkJobs } from './check-jobs.ts';
import type { Call, FuzzEvidence, Life } from './fuzz-evidence.ts';
import { createLedger } from './ledger.ts';
import { ownMs } from './own-time.ts';

/** The machine gives the agent nothing from 1,000 to 9,000. */
const lives = [
  {
    readyAt: 0,
    endedAt: 20_000,
    samples: [0, 1_000, 9_000, 20_000].map((at) => ({
      at,
      mb: 90,
      starvedMs: Math.min(8_000, Math.max(0, at - 1_000)),
    })),
  },
] as unknown as Life[];

it('counts what the agent took, not what others did meanwhile', () => {
  expect(ownMs({ at: 1_000, tookMs: 8_050 }, lives)).toBe(50);
  expect(ownMs({ at: 9_000, tookMs: 300 }, lives)).toBe(300);
  expect(ownMs({ at: 500, tookMs: 100 }, [])).toBe(100);
});

it.each([
  ['while it starved', 0, []],
  ['by itself', 9_000, ['call refused']],
])('an unanswered call: %s', (_case, at, kinds) => {
  const call = { kind: 'ticket', mark: null, at, tookMs: 10_000, answer: { outcome: 'unknown' } } as unknown as Call;
  const evidence = { calls: [call], journal: [], lives, ledger: createLedger() } as unknown as FuzzEvidence;
  expect(checkJobs(evidence).violations.map(({ kind }) => kind)).toEqual(kinds);
});
