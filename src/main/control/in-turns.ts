/** A drawer's request needs about twenty turns of the event loop until its pulse has left: each waits for one piece. */
const longestPieceMs = 1;

/**
 * For long work on the thread that also takes the ERP's calls: what is returned is to be awaited between small pieces of it,
 * and lets everybody else have a turn when the work has lasted 1 ms.
 */
export function createTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestPieceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}
