import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import type { Queue } from '../../src/main/jobs/queue.ts';
import type { PrintResult } from '../../src/main/printers/dialogue/confirmation.ts';
import type { Printer } from '../../src/main/printers/dialogue/printer.ts';
import { createWorker, type Handover } from '../../src/main/station/worker.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import { fromErp, ticketDocument } from '../jobs/new-job.ts';
import { createQueueHarness } from '../jobs/queue-harness.ts';

const ready: PrinterState = {
  condition: 'ready',
  reasons: [],
  drawer: 'unknown',
  code: 'READY',
  message: '',
  since: '2026-11-22T13:05:00.000Z',
};

/** Always ready, and every job ends as the test says. Blind to links, bytes and time: `printing.test.ts` has those. */
function createFakePrinter(outcome: () => PrintResult) {
  const printed: Uint8Array[] = [];
  const printer: Printer = {
    state: ready,
    description: 'fake',
    profileId: 'generic-58',
    isBuiltIn: false,
    prepare: async () => ready,
    prepareDrawer: async () => 'go',
    replaced: () => {},
    trust: () => {},
    print: async (bytes) => {
      printed.push(bytes);
      return outcome();
    },
    pulse: async () => outcome(),
    rest: async () => {},
    close: async () => {},
    watch: () => () => {},
  };
  return { printer, printed };
}

let harness: ReturnType<typeof createQueueHarness>;
beforeEach(() => {
  harness = createQueueHarness();
});
afterEach(async () => {
  await harness.close();
  harness.dispose();
});

const startWorker = (queue: Queue, printer: Printer, handover?: Handover) => {
  const worker = createWorker({
    station: 'main',
    queue,
    printer,
    events: harness.events,
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    paperOf: () => ({ columns: 32, dots: 384 }),
    encode: () => Uint8Array.of(1),
    realTimePulse: () => null,
    isPaused: () => false,
    times: { pollMs: 50, restMs: 10, retryMs: 10, stopMs: 1_000 },
    ...(handover && { handover }),
  });
  worker.start();
  return worker;
};
const ticket = async () => (await harness.queue.enqueue(ticketDocument(), 2, fromErp)).job;

test('an outcome that the disk refuses while the printer is changed is written by the next worker, once', async () => {
  const { printer, printed } = createFakePrinter(() => ({ state: 'printed' }));
  const refused = Promise.withResolvers<void>();
  const onFullDisk: Queue = {
    ...harness.queue,
    settle: () => {
      refused.resolve();
      return Promise.reject(new AgentError('STORAGE_UNAVAILABLE', 'Le disque est plein.'));
    },
  };
  const job = await ticket();
  const first = startWorker(onFullDisk, printer);
  await refused.promise;
  const handover = await first.stop();
  expect(handover.unsettled).toMatchObject({ job: { id: job.id }, settlement: { state: 'printed' } });
  expect(harness.store.get(job.id)?.state).toBe('printing');

  const settled = once(harness.events, 'job-changed');
  const second = startWorker(harness.queue, printer, handover);
  expect(((await settled) as [Job])[0]).toMatchObject({ id: job.id, state: 'printed' });
  expect((await second.stop()).unsettled).toBeNull();
  expect(printed).toHaveLength(1);
});

test.each<[string, PrintResult['state'][], boolean]>([
  ['a job that was cut', ['uncertain'], true],
  ['a job that came out after it', ['uncertain', 'printed'], false],
  ['one of which nothing left after it', ['uncertain', 'queued'], true],
  ['nothing but whole jobs', ['printed', 'sent'], false],
])('the next worker knows whether the printer may be inside of a job: %s', async (_, outcomes, interrupted) => {
  const left = [...outcomes];
  const all = Promise.withResolvers<void>();
  const { printer } = createFakePrinter(() => {
    const state = left.shift() ?? 'printed';
    if (left.length === 0) {
      all.resolve();
    }
    return state === 'uncertain' ? { state, error: { code: 'CUT', message: '' } } : { state };
  });
  const worker = startWorker(harness.queue, printer);
  for (const _outcome of outcomes) {
    await ticket();
  }
  await all.promise;
  expect((await worker.stop()).interrupted).toBe(interrupted);
});
