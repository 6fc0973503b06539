import { setTimeout as pause } from 'node:timers/promises';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { PaperSize } from '../documents/receipt.ts';
import { noDrawerToOpen } from '../jobs/decisions.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { Job, Settlement } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Printer } from '../printers/dialogue/printer.ts';
import { createWakeUp } from './wake-up.ts';

export interface WorkerTimes {
  /** Idle: how often the printer is asked how it is. */
  pollMs: number;
  /** Idle: after this the link is given back, so that another till can use a shared printer. */
  restMs: number;
  /** Printer blocked or gone: how often it is asked, so that the queue goes on by itself soon after. */
  retryMs: number;
  /** Stopping: how long the current bytes may still take; cutting a stalled link then takes up to a second more. */
  stopMs: number;
}

const defaultWorkerTimes: WorkerTimes = { pollMs: 5_000, restMs: 1_000, retryMs: 1_000, stopMs: 2_500 };

/** What the next worker on this printer must know. */
export interface Handover {
  /** The last bytes may have ended in the middle of a job. */
  interrupted: boolean;
  /** An outcome that the disk has refused so far. */
  unsettled: { job: Job; settlement: Settlement } | null;
}

export interface Worker {
  start(): void;
  /** Looks at the queue at once: something has changed that it cannot know of. */
  wake(): void;
  /** Finishes the bytes of the current job, at most `stopMs`; what is cut off then becomes `uncertain`. */
  stop(): Promise<Handover>;
}

/**
 * Takes one job after the other to the printer. `printing` is committed before the first byte, the outcome after
 * the last: whatever happens between the two, the job is never sent a second time by itself.
 */
export function createWorker(options: {
  station: string;
  queue: Queue;
  printer: Printer;
  events: AgentEvents;
  log: Log;
  /** Document → bytes. A throw makes the job `failed` and lets the others go on. */
  encode: (job: Job, signal: AbortSignal) => Uint8Array | Promise<Uint8Array>;
  /** What it is encoded for. */
  paperOf: (job: Job) => PaperSize;
  /** The real-time drawer pulse, or null where the profile knows none. */
  realTimePulse: () => Uint8Array | null;
  /** While it is true papers wait, and drawers still open. */
  isPaused: () => boolean;
  /** From the worker before this one. */
  handover?: Handover;
  times?: WorkerTimes;
}): Worker {
  const {
    station,
    queue,
    printer,
    events,
    log,
    encode,
    paperOf,
    realTimePulse,
    isPaused,
    times = defaultWorkerTimes,
  } = options;
  const wakeUp = createWakeUp();
  const cutOff = new AbortController();
  /** Who leaves does not wait for a printer that is only being opened. */
  const leaving = new AbortController();
  let stopping = false;
  let running: Promise<void> | null = null;
  let unwatch = () => {};
  let { interrupted, unsettled }: Handover = options.handover ?? { interrupted: false, unsettled: null };
  const onJob = (job: Job) => {
    if (job.state === 'queued' && job.station === station) {
      wakeUp.now();
    }
  };

  /** The disk may refuse for a while; an outcome must not be lost for that. */
  const settle = async (job: Job, settlement: Settlement): Promise<void> => {
    for (;;) {
      try {
        await queue.settle(job, settlement);
        return;
      } catch (error) {
        if (!(error instanceof AgentError) || error.code !== 'STORAGE_UNAVAILABLE') {
          throw error;
        }
        log.error({ err: error, job: job.id }, 'the outcome cannot be written yet');
        if (stopping) {
          // The next worker writes it. Without one the journal says `printing`, and the next start calls it uncertain.
          unsettled = { job, settlement };
          return;
        }
        await wakeUp.sleep(times.retryMs);
      }
    }
  };

  const encodeOrExplain = async (job: Job): Promise<{ bytes: Uint8Array; failure: AgentError | null }> => {
    try {
      return { bytes: await encode(job, leaving.signal), failure: null };
    } catch (error) {
      if (stopping) return { bytes: new Uint8Array(), failure: null };
      log.error({ err: error, job: job.id }, 'the document cannot be encoded');
      const failure =
        error instanceof AgentError
          ? error
          : new AgentError('ENCODING_FAILED', "Ce document n'a pas pu être mis en page : signalez-le au support.");
      return { bytes: new Uint8Array(), failure };
    }
  };

  const printJob = async (job: Job): Promise<void> => {
    const { bytes, failure } = await encodeOrExplain(job);
    // A long one takes seconds: what has been decided meanwhile counts.
    if (stopping || mustWait(job)) return;
    await queue.begin(job, bytes, paperOf(job));
    if (failure !== null) {
      await settle(job, { state: 'failed', error: { code: failure.code, message: failure.message } });
      return;
    }
    const result = await printer.print(bytes, cutOff.signal, () => queue.printerMoved(station));
    interrupted = result.state === 'uncertain' || (interrupted && result.state === 'queued');
    await settle(job, result);
    if (result.state === 'queued') {
      await wakeUp.sleep(times.retryMs);
    }
  };

  /** A drawer waits for nothing but one answer; while the printer is blocked only a real-time pulse opens it. */
  const openDrawer = async (job: Job): Promise<void> => {
    if (printer.isBuiltIn) return void (await queue.expire(job, noDrawerToOpen));
    const readiness = await printer.prepareDrawer(leaving.signal);
    if (stopping) return;
    const pulse = readiness === 'blocked' ? realTimePulse() : await encode(job, leaving.signal);
    if (readiness === 'wait' || pulse === null) return waitForPrinter();
    if (queue.drawerTimeLeft(job) <= 0) return;
    await queue.begin(job, pulse, paperOf(job));
    const isRealTime = readiness === 'blocked';
    const isInTime = () => queue.drawerTimeLeft(job) > 0;
    const result = await printer.pulse(pulse, { signal: cutOff.signal, isRealTime, isInTime });
    interrupted ||= result.state === 'uncertain';
    await settle(job, result);
  };

  const mustWait = (job: Job): boolean => job.kind !== 'drawer' && isPaused();

  const waitForPrinter = async (): Promise<void> => {
    // New jobs end the sleep, but never more than a few times a second: an absent printer is not hammered.
    await pause(times.retryMs / 4);
    await wakeUp.sleep(times.retryMs);
  };

  const runNext = async (): Promise<void> => {
    const job = await queue.takeNext(station);
    // Drawers come first: when a paper is next, none waits behind it.
    if (job === null || mustWait(job)) return idle();
    if (job.kind === 'drawer') return openDrawer(job);
    const { condition } = await printer.prepare(leaving.signal, true);
    // Somebody paused or changed the printer while it was being asked.
    if (stopping || mustWait(job)) return;
    const isAble = condition === 'ready' || condition === 'busy' || condition === 'virtual';
    await (isAble ? printJob(job) : waitForPrinter());
  };

  const idle = async (): Promise<void> => {
    // After the last job, and then from time to time: what `/status` says is what the printer says.
    await printer.prepare(leaving.signal, false);
    if (await wakeUp.sleep(times.restMs)) {
      return;
    }
    await printer.rest();
    await wakeUp.sleep(times.pollMs);
  };

  const settleLeftOver = async (): Promise<void> => {
    const left = unsettled;
    unsettled = null;
    if (left !== null) {
      await settle(left.job, left.settlement);
    }
  };

  const run = async (): Promise<void> => {
    let told = '';
    while (!stopping) {
      try {
        await settleLeftOver();
        await runNext();
        told = '';
      } catch (error) {
        // A person cancelled between the look and the start: the next look sees it.
        const cancelled = error instanceof AgentError && error.code === 'JOB_STATE_CONFLICT';
        if (!cancelled) {
          // Once: a disk that stays full would fill the log with it.
          if (String(error) !== told) log.error({ err: error }, 'the worker could not go on; trying again');
          told = String(error);
          await wakeUp.sleep(times.retryMs);
        }
      }
    }
  };

  return {
    start: () => {
      events.on('job-changed', onJob);
      // A printer that is plugged in again is asked at once.
      unwatch = printer.watch(() => wakeUp.now());
      running = run();
    },
    wake: () => wakeUp.now(),
    stop: async () => {
      stopping = true;
      leaving.abort();
      events.off('job-changed', onJob);
      unwatch();
      wakeUp.now();
      const timer = setTimeout(() => cutOff.abort(), times.stopMs);
      await running;
      clearTimeout(timer);
      await printer.close();
      return { interrupted, unsettled };
    },
  };
}
