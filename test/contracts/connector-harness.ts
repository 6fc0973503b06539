import { readdirSync, readlinkSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Connector } from '../../src/main/printers/transport/link.ts';

/** What a printer stand-in may be unable to do: the reason is printed with the skipped tests. */
export type ConnectorAbility = 'answer' | 'stall' | 'answer-while-stalled' | 'cut';

/** One connector and the stand-in at its other end, made anew for each test. Every method works with or without a link. */
export interface ConnectorHarness {
  readonly connector: Connector;
  /** Why an ability is missing, in a few words: `{ answer: 'a FIFO is one-way' }`. */
  readonly cannot?: Partial<Record<ConnectorAbility, string>>;
  /** What `readable` of its links must be. */
  readonly readable: boolean;
  /** More bytes than fit between a link and its stalled peer. Default 1 MB. */
  readonly moreThanBuffersHold?: number;
  /** Whether a link survives an aborted write. */
  readonly staysOpenAfterAbort: boolean;
  /** Every byte that has reached the peer since set-up, over all connections, in order. */
  received(): Buffer | Promise<Buffer>;
  /** The peer takes no more bytes, as with the paper out. */
  stall(): void | Promise<void>;
  /** The peer goes on. */
  resume(): void | Promise<void>;
  /** The peer sends bytes to the link; resolves when they are on their way. */
  answer(bytes: Uint8Array): void | Promise<void>;
  /** The peer is gone at once and for good: cable out, power off. */
  cut(): void | Promise<void>;
  /** What the machine still holds for the connector: its connections, open files, claims and processes. */
  held(): number | Promise<number>;
  /** Ends the connector and everything of the stand-in; also after `cut`. */
  dispose(): Promise<void>;
}

/** Bytes in which any loss, repetition or exchange shows: every block of four holds its own number. */
export function numberedBytes(length: number, salt = 0): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4);
  for (let offset = 0; offset < bytes.length; offset += 4) bytes.writeUInt32BE((offset / 4) ^ (salt << 24), offset);
  return bytes.subarray(0, length);
}

/** Resolves when `probe` answers something true; rejects after `limitMs` (a limit, not a delay). */
export async function until<Value>(
  what: string,
  probe: () => Value | Promise<Value>,
  limitMs = 15_000,
): Promise<Value> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await turn(5);
  }
}

/** Resolves when a value has stopped changing; the state awaited is stillness, so a slow machine only waits longer. */
export async function untilStill<Value>(read: () => Value | Promise<Value>, stillMs = 150): Promise<Value> {
  let last = await read();
  let since = performance.now();
  while (performance.now() - since < stillMs) {
    await turn(10);
    const now = await read();
    if (isDeepStrictEqual(now, last)) continue;
    last = now;
    since = performance.now();
  }
  return last;
}

function turn(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Remembers how a promise ended, so that a test can look without waiting. */
export function watchOutcome(promise: Promise<unknown>): { settled: boolean; error: unknown; done: Promise<void> } {
  const outcome = { settled: false, error: undefined as unknown, done: Promise.resolve() };
  outcome.done = promise.then(
    () => {
      outcome.settled = true;
    },
    (error: unknown) => {
      outcome.settled = true;
      outcome.error = error;
    },
  );
  return outcome;
}

/** Descriptors of this process on a path, as Linux tells. */
export function countOpen(file: string): number {
  const target = (descriptor: string): string | null => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      // The listing's own, or one that was closed meanwhile.
      return null;
    }
  };
  return readdirSync('/proc/self/fd').filter((descriptor) => target(descriptor) === file).length;
}
