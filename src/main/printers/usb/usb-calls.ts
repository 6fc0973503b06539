import { raceEnd } from '../transport/race-end.ts';

/** What went wrong in a call of npm usb. */
export type UsbCallFailure =
  | 'timeout'
  | 'stall'
  /** The device is not there (any more). */
  | 'gone'
  | 'busy'
  | 'permission'
  /** Windows: the device belongs to another driver than WinUSB. */
  | 'wrong-driver'
  /** A disturbed cable: protocol error, overflow. */
  | 'io'
  /** The USB stack gives the call back neither with success nor with failure. */
  | 'hung'
  | 'unknown';

export class UsbCallError extends Error {
  readonly failure: UsbCallFailure;

  constructor(failure: UsbCallFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UsbCallError';
    this.failure = failure;
  }
}

export function toUsbCallError(error: unknown): UsbCallError {
  if (error instanceof UsbCallError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new UsbCallError(classifyUsbMessage(text), text, error);
}

/** First match wins. Texts of nusb and of Linux as npm usb 3.1.0 gives them. */
const patterns: [RegExp, UsbCallFailure][] = [
  [/cancelled/i, 'timeout'],
  [/incompatible driver|not WinUSB/i, 'wrong-driver'],
  // A whole word: "installed" is none.
  [/\bstall(ed)?\b/i, 'stall'],
  [/disconnected|device not found/i, 'gone'],
  [/interface is busy|in use by another/i, 'busy'],
  [/permission denied|access denied/i, 'permission'],
  [/fault|overflow/i, 'io'],
];

/** Linux's numbers: ENOENT, ENODEV, ESHUTDOWN; EBUSY; EPERM, EACCES; EPIPE; EIO, EPROTO, EOVERFLOW, EILSEQ. */
const errnos: [readonly number[], UsbCallFailure][] = [
  [[2, 19, 108], 'gone'],
  [[16], 'busy'],
  [[1, 13], 'permission'],
  [[32], 'stall'],
  [[5, 71, 75, 84], 'io'],
];

/**
 * Reads the error's text: npm usb 3.1.0 gives every error the code `GenericFailure`, so there is nothing else to go
 * by. The number is in brackets, `(errno 16)` or `Unknown(16)`.
 */
export function classifyUsbMessage(message: string): UsbCallFailure {
  const number = /(?:errno |Unknown\()(\d+)\)/.exec(message)?.[1];
  const byNumber = errnos.find(([numbers]) => number !== undefined && numbers.includes(Number(number)));
  return patterns.find(([pattern]) => pattern.test(message))?.[1] ?? byNumber?.[1] ?? 'unknown';
}

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
