import { toUsbCallError, UsbCallError } from './usb-call-error.ts';

const maxTimerMs = 2 ** 31 - 1;

/**
 * Runs calls of npm usb, each under its own deadline, and knows which are still under way: `close` and
 * `releaseInterface` throw while one is, and a transfer that the kernel never gives back settles never.
 */
export interface UsbCalls {
  /** Rejects with a UsbCallError, `hung` when the call is not given back within `timeoutMs` and the grace. */
  run<Value>(what: string, timeoutMs: number, call: () => Promise<Value>): Promise<Value>;
  /** Whether nothing is under way, now or within `timeoutMs`. */
  idle(timeoutMs: number): Promise<boolean>;
}

/** @param graceMs how much later than its own time-out a call may come back (facts: timeout + 3 s) */
export function createUsbCalls(graceMs = 3000): UsbCalls {
  const pending = new Set<Promise<unknown>>();
  return {
    async run(what, timeoutMs, call) {
      // `releaseInterface` throws synchronously: here it becomes a rejection as all others.
      const promise = (async () => call())();
      pending.add(promise);
      const forget = () => pending.delete(promise);
      promise.then(forget, forget);
      try {
        return await withDeadline(promise, timeoutMs + graceMs, what);
      } catch (error) {
        throw toUsbCallError(error);
      }
    },
    async idle(timeoutMs) {
      try {
        await withDeadline(Promise.allSettled([...pending]), timeoutMs, 'idle');
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function withDeadline<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new UsbCallError('hung', `${what}: not given back after ${ms} ms`));
    timer = setTimeout(giveUp, Math.min(ms, maxTimerMs));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
