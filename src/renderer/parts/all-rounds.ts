import type { Round } from '../../shared/bridge.ts';

/** One click is for all of them, however many: the agent takes some hundreds at a time. Gives how many were done. */
export async function allRounds(ask: () => Promise<Round>): Promise<number> {
  let total = 0;
  for (;;) {
    const { done, left } = await ask();
    total += done;
    if (left === 0 || done === 0) return total;
  }
}
