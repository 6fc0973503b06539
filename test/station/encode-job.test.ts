import { expect, test } from 'vitest';
import { shopSettingsSchema } from '../../src/main/documents/shop.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import { generic80 } from '../../src/main/escpos/profiles.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { createJobEncoders } from '../../src/main/station/encode-job.ts';
import { newJob, ticketDocument } from '../jobs/new-job.ts';

const { encode, encodePatiently } = createJobEncoders({
  profile: generic80,
  shop: shopSettingsSchema.parse({}),
  logo: null,
  version: '0',
  printerDescription: () => '',
  addresses: () => [],
  drawer: { pin: 0, onMs: 50, offMs: 500 },
  rasterizer: createTextRasterizer(),
});
const item = { name: 'بقلاوة '.repeat(20), quantity: '1', unitPrice: '1', description: null };
const items = Array.from({ length: 60 }, () => item);
const job: Job = {
  ...newJob({ id: 'long', document: ticketDocument({ items }) }),
  ...{ sequence: 1, state: 'queued', updatedAt: 0, error: null, amount: null, decision: null },
};

test('a long ticket in letters that are drawn lets others have their turn, and is the same', async () => {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const bytes = await encodePatiently(job, new AbortController().signal);
  isDone = true;
  expect(turns).toBeGreaterThan(3);
  expect(Buffer.from(bytes).equals(encode(job))).toBe(true);
});

test('is given up by who leaves', async () => {
  const leaving = new AbortController();
  const encoding = encodePatiently(job, leaving.signal);
  leaving.abort(new Error('leaving'));
  await expect(encoding).rejects.toThrow('leaving');
});

test('a drawer is its pulse alone', async () => {
  const drawer: Job = { ...job, kind: 'drawer', document: { kind: 'drawer' } };
  expect(Buffer.from(encode(drawer)).toString('hex')).toBe('1b700019fa');
  expect(Buffer.from(await encodePatiently(drawer, new AbortController().signal)).toString('hex')).toBe('1b700019fa');
});
