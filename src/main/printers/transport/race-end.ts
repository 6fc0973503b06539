/** The longest time that a timer of Node takes; a longer one would end at once. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Resolves with the promise's value; with null once a signal aborts or the time is up, which keeps the process alive until
 * then. The promise goes on by itself, and its late rejection is nobody's any more.
 */
export async function raceEnd<Value>(
  promise: Promise<Value>,
  ends: { signals?: readonly (AbortSignal | undefined)[]; timeoutMs?: number },
): Promise<Value | null> {
  const { signals = [], timeoutMs } = ends;
  const { promise: over, resolve } = Promise.withResolvers<null>();
  const onEnd = () => resolve(null);
  for (const signal of signals) {
    if (signal?.aborted) onEnd();
    signal?.addEventListener('abort', onEnd, { once: true });
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(onEnd, Math.min(timeoutMs, maxTimerMs));
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal?.removeEventListener('abort', onEnd);
  }
}
