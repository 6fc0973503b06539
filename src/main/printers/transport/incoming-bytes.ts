/** Bytes that came in and nobody has read yet. */
export interface IncomingBytes {
  readonly size: number;
  push(chunk: Uint8Array): void;
  /** Everything that is there, oldest first; the buffer is empty afterwards. */
  take(): Uint8Array;
}

/**
 * Holds at most `limitBytes`, dropping the oldest: a printer with automatic status back talks even when nobody
 * listens, and only its latest word matters.
 */
export function createIncomingBytes(limitBytes: number): IncomingBytes {
  let chunks: Buffer[] = [];
  let size = 0;

  function dropOldest(): void {
    while (size > limitBytes) {
      const oldest = chunks.shift();
      if (oldest === undefined) return;
      const excess = size - limitBytes;
      size -= Math.min(excess, oldest.length);
      if (excess < oldest.length) chunks.unshift(oldest.subarray(excess));
    }
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
    },
    take() {
      const all = Buffer.concat(chunks);
      chunks = [];
      size = 0;
      return all;
    },
  };
}
