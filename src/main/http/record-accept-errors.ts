import type { Clock } from '../base/clock.ts';
import { systemErrorCode } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { AgentCounters } from '../station/counters.ts';

/**
 * Gives what is called when the listening socket could not take a connection (no file descriptors left, a network card
 * that went to sleep): the server goes on. The system may say so thousands of times a second; one log line a minute.
 */
export function recordAcceptErrors(options: {
  counters: AgentCounters;
  clock: Clock;
  log: Log;
}): (error: Error) => void {
  const { counters, clock, log } = options;
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    counters.errors += 1;
    const code = systemErrorCode(error) || error.message;
    counters.lastError = {
      code: 'CONNECTION_NOT_ACCEPTED',
      message: `Un appel n'a pas pu être reçu (${code}). Si cela se répète, fermez des programmes ou redémarrez la caisse.`,
      jobId: null,
      at: clock.now(),
    };
    if (clock.monotonic() - loggedAt >= 60_000) {
      loggedAt = clock.monotonic();
      log.error({ err: error }, 'a connection could not be accepted');
    }
  };
}
