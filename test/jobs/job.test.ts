import { expect, test } from 'vitest';
import { canBecome } from '../../src/main/jobs/job.ts';
import { jobStates } from '../../src/shared/job.ts';

/** The table of docs: what may follow what, and nothing else. */
const allowed = [
  'queued → printing',
  'queued → cancelled',
  'queued → expired',
  'printing → printed',
  'printing → sent',
  'printing → drawn',
  'printing → uncertain',
  'printing → failed',
  'printing → queued',
  'uncertain → printed',
  'uncertain → reprinted',
  'failed → queued',
  'failed → cancelled',
  'expired → queued',
];

test.each(jobStates.flatMap((from) => jobStates.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
  expect(canBecome(from, to)).toBe(allowed.includes(`${from} → ${to}`));
});
