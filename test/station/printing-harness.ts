import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { systemClock } from '../../src/main/base/clock.ts';
import { shopSettingsSchema } from '../../src/main/documents/shop.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import { realTimeDrawerPulse } from '../../src/main/escpos/encode/commands.ts';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { createAgentEvents } from '../../src/main/jobs/events.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { openSqliteJobStore } from '../../src/main/jobs/journal/sqlite-job-store.ts';
import { createQueue, type QueueLimits } from '../../src/main/jobs/queue.ts';
import { createPrinter } from '../../src/main/printers/dialogue/printer.ts';
import type { PrinterRecords } from '../../src/main/printers/dialogue/printer-record.ts';
import { defaultPrinterTimes, type PrinterTimes } from '../../src/main/printers/dialogue/printer-times.ts';
import { createTcpConnector } from '../../src/main/printers/tcp/tcp-connector.ts';
import { createJobEncoder } from '../../src/main/station/encode-job.ts';
import { createWorker } from '../../src/main/station/worker.ts';
import type { PrinterState } from '../../src/shared/printer-state.ts';
import { fromErp, ticketDocument } from '../jobs/new-job.ts';
import { startTcpPrinter, type TcpPrinterOptions } from '../printer-emulator/tcp-printer.ts';

export const shortTimes: PrinterTimes = {
  ...defaultPrinterTimes,
  answerMs: 100,
  networkAnswerMs: 200,
  quietMs: 50,
  debtMs: 500,
  momentMs: 30,
  confirmMs: 300,
  askAgainMs: 50,
  stalledMs: 100,
  silenceMs: 600,
};

export interface AgentPartOptions {
  profile: PrinterProfile;
  limits?: Partial<QueueLimits> | undefined;
  records?: PrinterRecords | undefined;
  times?: Partial<PrinterTimes> | undefined;
  interrupted?: boolean | undefined;
}

/** Queue, worker and printer as the agent has them, over a real socket to whatever listens at the port. Times are short. */
export function startAgentPart(port: number, options: AgentPartOptions) {
  const { profile, records, times, interrupted = false } = options;
  const directory = mkdtempSync(join(tmpdir(), 'printing-'));
  const store = openSqliteJobStore(join(directory, 'journal.db'));
  const events = createAgentEvents();
  const limits = { ticketTtlMs: 900_000, drawerTtlMs: 10_000, maxWaiting: 1_000, ...options.limits };
  const queue = createQueue({ store, clock: systemClock, createId: randomUUID, events, limits });
  const connector = createTcpConnector({ host: '127.0.0.1', port });
  const printer = createPrinter({
    connector,
    profile,
    onState: (state) => events.emit('printer-changed', state, 'main'),
    clock: systemClock,
    enabled: true,
    sensor: 'open-when-high',
    times: { ...shortTimes, ...times },
    interrupted,
    ...(records && { records }),
  });
  const drawer = { pin: 0, onMs: 50, offMs: 500 } as const;
  const encode = createJobEncoder({
    profile,
    shop: shopSettingsSchema.parse({}),
    logo: null,
    version: '0',
    printerDescription: () => '',
    addresses: () => [],
    drawer,
    rasterizer: createTextRasterizer(),
  });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const worker = createWorker({
    station: 'main',
    queue,
    printer,
    events,
    log,
    encode: (job) => {
      if (job.orderId === 'poison') {
        throw new TypeError('a layout bug');
      }
      return encode(job);
    },
    paperOf: () => profile,
    realTimePulse: () => (profile.realTimeDrawer ? realTimeDrawerPulse(drawer.pin, drawer.onMs) : null),
    isPaused: () => paused,
    times: { pollMs: 200, restMs: 100, retryMs: 50, stopMs: 300 },
  });
  let paused = false;
  worker.start();

  const untilPrinter = (wanted: (state: PrinterState) => boolean): Promise<PrinterState> =>
    new Promise((resolve) => {
      const look = () => {
        if (wanted(printer.state)) {
          events.off('printer-changed', look);
          resolve(printer.state);
        }
      };
      events.on('printer-changed', look);
      look();
    });
  const untilJob = (id: string, state: Job['state']): Promise<Job> =>
    new Promise((resolve) => {
      const look = () => {
        const job = store.get(id);
        if (job?.state === state) {
          events.off('job-changed', look);
          resolve(job);
        }
      };
      events.on('job-changed', look);
      look();
    });
  return {
    events,
    store,
    queue,
    printer,
    worker,
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
      worker.wake();
    },
    untilPrinter,
    untilJob,
    ticket: async (orderId: number | string, priority = 2) =>
      (await queue.enqueue(ticketDocument({ orderId }), priority, fromErp)).job,
    drawer: async () => (await queue.enqueue({ kind: 'drawer' }, 1, fromErp)).job,
    outcome: (job: Job, waitMs = 20_000) => queue.waitForOutcome(job.id, waitMs),
    stop: async () => {
      await worker.stop();
      await connector.end();
      queue.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The same with an emulated printer. */
export async function startPrinting(
  options: Partial<Omit<TcpPrinterOptions, 'profile'>> &
    Omit<AgentPartOptions, 'profile'> & {
      profileId?: string;
      /** Where the real printer differs from what its profile says. */
      reality?: Partial<PrinterProfile>;
    } = {},
) {
  const profile = findProfile(options.profileId ?? 'epson-80') as PrinterProfile;
  const device = await startTcpPrinter({ ...options, profile: { ...profile, ...options.reality } });
  const { limits, records, times, interrupted } = options;
  const part = startAgentPart(device.port, { profile, limits, records, times, interrupted });
  return {
    ...part,
    device,
    /** A ticket of which the printer has taken the first bytes and takes no more. */
    stalledTicket: async (orderId: number) => {
      device.device.setFaults({ acceptLimit: 60 });
      const job = await part.ticket(orderId);
      // `printing` is committed before the first byte: the printer itself must have seen some.
      await vi.waitUntil(() => device.bytes().includes('\x1b@'), { timeout: 10_000 });
      return job;
    },
    stop: async () => {
      await part.stop();
      await device.close();
    },
  };
}
