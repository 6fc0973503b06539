/** The opening of a link: one at a time, shared by whoever asks meanwhile, and cancelled by closing. */
export class CancellableOpening {
  readonly #open: (cancelled: AbortSignal) => Promise<void>;
  #current: { done: Promise<void>; cancel: AbortController } | null = null;

  constructor(open: (cancelled: AbortSignal) => Promise<void>) {
    this.#open = open;
  }

  async run(): Promise<void> {
    // An opening that was cancelled is not ours to share.
    if (this.#current?.cancel.signal.aborted) await this.#current.done.catch(() => {});
    if (this.#current === null) {
      const cancel = new AbortController();
      const done = this.#open(cancel.signal).finally(() => {
        this.#current = null;
      });
      this.#current = { done, cancel };
    }
    return this.#current.done;
  }

  /** Tells it to end. */
  cancel(): void {
    this.#current?.cancel.abort();
  }

  /** Resolves once none is under way, however it ended. */
  async settled(): Promise<void> {
    await this.#current?.done.catch(() => {});
  }
}

/** Resolves with the promise's value, or with null once the signal aborts. The promise goes on by itself. */
export async function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | null> {
  let onAbort = () => {};
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
  });
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
