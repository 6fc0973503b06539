import { raceEnd } from './race-end.ts';

/** Bytes that came in and nobody has read yet. */
export interface IncomingBytes {
  readonly size: number;
  push(chunk: Uint8Array): void;
  /**
   * Everything that is there, oldest first, as soon as something is; nothing after `timeoutMs`. Rejects with the reason of
   * `ended` once that has aborted and nothing is left.
   */
  read(timeoutMs: number, ended: AbortSignal): Promise<Uint8Array>;
}

/**
 * Holds at most `limitBytes`, dropping the oldest: a printer with automatic status back talks even when nobody
 * listens, and only its latest word matters.
 */
export function createIncomingBytes(limitBytes: number): IncomingBytes {
  let chunks: Buffer[] = [];
  let size = 0;
  let wake = () => {};

  function dropOldest(): void {
    while (size > limitBytes) {
      const oldest = chunks.shift();
      if (oldest === undefined) return;
      const excess = size - limitBytes;
      size -= Math.min(excess, oldest.length);
      if (excess < oldest.length) chunks.unshift(oldest.subarray(excess));
    }
  }

  function take(): Uint8Array {
    const all = Buffer.concat(chunks);
    chunks = [];
    size = 0;
    return all;
  }

  return {
    get size() {
      return size;
    },
    push(chunk) {
      if (chunk.length === 0) return;
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      dropOldest();
      wake();
    },
    async read(timeoutMs, ended) {
      if (size === 0 && timeoutMs > 0) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await raceEnd(promise, { signals: [ended], timeoutMs });
      }
      if (size === 0) ended.throwIfAborted();
      return take();
    },
  };
}
