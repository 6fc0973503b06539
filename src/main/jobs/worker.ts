import { setTimeout as pause } from 'node:timers/promises';
import { AgentError } from '../errors.ts';
import type { AgentEvents } from '../events.ts';
import type { Log } from '../log.ts';
import type { Printer } from '../printers/printer.ts';
import type { Job } from './job.ts';
import type { Queue, Settlement } from './queue.ts';
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

export const defaultWorkerTimes: WorkerTimes = { pollMs: 5_000, restMs: 1_000, retryMs: 1_000, stopMs: 4_000 };

export interface Worker {
  start(): void;
  /** Finishes the bytes of the current job, at most `stopMs`; what is cut off then becomes `uncertain`. */
  stop(): Promise<void>;
}

/**
 * Takes one job after the other to the printer. `printing` is committed before the first byte, the outcome after
 * the last: whatever happens between the two, the job is never sent a second time by itself.
 */
export function createWorker(options: {
  queue: Queue;
  printer: Printer;
  events: AgentEvents;
  log: Log;
  /** Document → bytes. A throw makes the job `failed` and lets the others go on. */
  encode: (job: Job) => Uint8Array;
  /** The real-time drawer pulse, or null where the profile knows none. */
  realTimePulse: Uint8Array | null;
  times?: WorkerTimes;
}): Worker {
  const { queue, printer, events, log, encode, realTimePulse, times = defaultWorkerTimes } = options;
  const wakeUp = createWakeUp();
  const cutOff = new AbortController();
  let stopping = false;
  let running: Promise<void> | null = null;
  let unwatch = () => {};
  const onJob = (job: Job) => {
    if (job.state === 'queued') {
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
          // The journal says `printing`: the next start calls it uncertain, which is true.
          return;
        }
        await wakeUp.sleep(times.retryMs);
      }
    }
  };

  const encodeOrExplain = (job: Job): { bytes: Uint8Array; failure: AgentError | null } => {
    try {
      return { bytes: encode(job), failure: null };
    } catch (error) {
      log.error({ err: error, job: job.id }, 'the document cannot be encoded');
      const failure =
        error instanceof AgentError
          ? error
          : new AgentError('ENCODING_FAILED', "Ce document n'a pas pu être mis en page : signalez-le au support.");
      return { bytes: new Uint8Array(), failure };
    }
  };

  const printJob = async (job: Job): Promise<void> => {
    const { bytes, failure } = encodeOrExplain(job);
    await queue.begin(job, bytes);
    if (failure !== null) {
      await settle(job, { state: 'failed', error: { code: failure.code, message: failure.message } });
      return;
    }
    const result = await printer.print(bytes, cutOff.signal);
    await settle(job, result);
    if (result.state === 'queued') {
      await wakeUp.sleep(times.retryMs);
    }
  };

  /** Paper out or cover open: the drawer must still open, as no other job is half written. */
  const pulseWhileBlocked = async (job: Job, pulse: Uint8Array): Promise<void> => {
    await queue.begin(job, pulse);
    await settle(job, await printer.pulse(pulse));
  };

  const runNext = async (): Promise<void> => {
    const job = await queue.takeNext();
    if (job === null) {
      await idle();
      return;
    }
    const { condition } = await printer.prepare();
    if (condition === 'ready' || condition === 'busy') {
      await printJob(job);
    } else if (condition === 'blocked' && job.kind === 'drawer' && realTimePulse !== null) {
      await pulseWhileBlocked(job, realTimePulse);
    } else {
      // New jobs end the sleep, but never more than a few times a second: an absent printer is not hammered.
      await pause(times.retryMs / 4);
      await wakeUp.sleep(times.retryMs);
    }
  };

  const idle = async (): Promise<void> => {
    // After the last job, and then from time to time: what `/status` says is what the printer says.
    await printer.prepare();
    if (await wakeUp.sleep(times.restMs)) {
      return;
    }
    await printer.rest();
    await wakeUp.sleep(times.pollMs);
  };

  const run = async (): Promise<void> => {
    while (!stopping) {
      try {
        await runNext();
      } catch (error) {
        // A person cancelled between the look and the start: the next look sees it.
        const cancelled = error instanceof AgentError && error.code === 'JOB_STATE_CONFLICT';
        if (!cancelled) {
          log.error({ err: error }, 'the worker could not go on; trying again');
          await wakeUp.sleep(times.retryMs);
        }
      }
    }
  };

  return {
    start: () => {
      events.on('job-changed', onJob);
      // A printer that is plugged in again is asked at once.
      unwatch = printer.watch?.(() => wakeUp.now()) ?? unwatch;
      running = run();
    },
    stop: async () => {
      stopping = true;
      events.off('job-changed', onJob);
      unwatch();
      wakeUp.now();
      const timer = setTimeout(() => cutOff.abort(), times.stopMs);
      await running;
      clearTimeout(timer);
      await printer.close();
    },
  };
}
