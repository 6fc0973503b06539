import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosRequest } from './chaos-request.ts';
import type { SentRequest } from './evidence.ts';
import { type Answer, type ChaosTarget, postRequest } from './post-request.ts';
import type { Random } from './random.ts';

export interface ChaosClients {
  /** What may have reached the agent so far, with its last answer. */
  readonly sent: readonly SentRequest[];
  /** Resolves within the turn in which the n-th answer 200 from now has come. */
  untilAccepted(n: number): Promise<void>;
  /** Resolves once each client has had its last answer. */
  stop(): Promise<void>;
}

/** While the agent is down. */
const reconnectMs = 15;

/** Tills that sell without a pause longer than `longestPauseMs`. */
export function startChaosClients(options: {
  count: number;
  target: ChaosTarget;
  makeRequest: () => ChaosRequest;
  random: Random;
  longestPauseMs: number;
}): ChaosClients {
  const { count, target, makeRequest, random, longestPauseMs } = options;
  const sent: SentRequest[] = [];
  const stopping = new AbortController();
  let waiting: { left: number; resolve: () => void }[] = [];

  const countAccepted = () => {
    for (const one of waiting) {
      one.left -= 1;
      if (one.left === 0) {
        one.resolve();
      }
    }
    waiting = waiting.filter(({ left }) => left > 0);
  };

  const sell = async (own: Random): Promise<void> => {
    let request = makeRequest();
    while (!stopping.signal.aborted) {
      const answer = await ask(target, request, stopping.signal);
      if (answer.outcome === 'refused') {
        // The agent never saw it: the same order is tried again as if for the first time.
        await pause(reconnectMs);
      } else {
        sent.push({ ...request, answer });
        if (answer.outcome === 'accepted') {
          countAccepted();
        }
        request = makeRequest();
        await pause(own.whole(1, longestPauseMs));
      }
    }
  };

  const clients = Array.from({ length: count }, (_, index) => sell(random.fork(`client ${index}`)));
  return {
    sent,
    untilAccepted: (n) => new Promise((resolve) => waiting.push({ left: n, resolve })),
    stop: async () => {
      stopping.abort();
      await Promise.all(clients);
    },
  };
}

/**
 * Without a key a lost answer is left alone: asking again could print twice. With one, asking again is the caller's
 * right, and must not print twice.
 */
async function ask(target: ChaosTarget, request: ChaosRequest, stopping: AbortSignal): Promise<Answer> {
  let answer = await postRequest(target, request);
  let mayBeKept = answer.outcome === 'unknown';
  while (request.idempotencyKey !== null && mayBeKept && !stopping.aborted && !isFinal(answer)) {
    await pause(reconnectMs);
    answer = await postRequest(target, request);
    mayBeKept ||= answer.outcome === 'unknown';
  }
  return mayBeKept && answer.outcome === 'refused' ? { outcome: 'unknown' } : answer;
}

function isFinal({ outcome }: Answer): boolean {
  return outcome === 'accepted' || outcome === 'rejected';
}
