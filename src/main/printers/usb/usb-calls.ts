import { raceEnd } from '../transport/race-end.ts';
import { toUsbCallError, UsbCallError } from './usb-call-error.ts';

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
      const limitMs = timeoutMs + graceMs;
      const value = await raceEnd(promise, { timeoutMs: limitMs }).catch((error) => {
        throw toUsbCallError(error);
      });
      if (value === null) throw new UsbCallError('hung', `${what}: not given back after ${limitMs} ms`);
      return value;
    },
    idle: async (timeoutMs) => (await raceEnd(Promise.allSettled([...pending]), { timeoutMs })) !== null,
  };
}
