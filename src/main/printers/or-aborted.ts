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
