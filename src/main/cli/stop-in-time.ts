import type { Log } from '../base/log.ts';

/** A service manager, a person who shuts the till down: nobody waits longer than 5 s for the whole of it. */
const longestStopMs = 4_000;

/**
 * Ends the agent, or gives up waiting for what does not end: everything that was accepted is on disk at each moment, and what
 * was being printed is called uncertain by the next start. Never rejects.
 */
export async function stopInTime(
  agent: { close(): Promise<void> },
  { log, limitMs = longestStopMs }: { log: Log; limitMs?: number },
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limitMs, true);
  });
  const isLate = await Promise.race([agent.close().then(() => false), late]);
  clearTimeout(timer);
  if (isLate) log.error({ limitMs }, 'a part of the agent did not end in time: left behind, its jobs are kept');
}
