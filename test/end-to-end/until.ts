/**
 * Resolves with the first value of `read` that is neither null, undefined nor false; fails with what was awaited when
 * none comes. Awaits a state: tests never sleep for a time.
 */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<Exclude<T, null | undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== null && value !== undefined && value !== false) {
      return value as Exclude<T, null | undefined | false>;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs} ms in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
