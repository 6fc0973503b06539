import type { IncomingMessage } from 'node:http';
import type { Clock, Moment } from '../base/clock.ts';
import { type LoopWatch, watchLoop } from '../base/loop-watch.ts';
import type { Answering } from '../http/movable-server.ts';

/** Lets requests wait until the agent has put its journal in order, and knows when each of them came. */
export interface Gate extends LoopWatch {
  before(answering: Answering): Answering;
  open(): void;
  /** At the earliest. */
  arrivedAt(request: IncomingMessage): Moment;
}

export function makeGate(clock: Clock): Gate {
  const { earliestArrival, end } = watchLoop(clock);
  const opened = Promise.withResolvers<void>();
  const arrivals = new WeakMap<IncomingMessage, Moment>();
  return {
    ...{ earliestArrival, end },
    before: ({ handler, ...others }) => ({
      ...others,
      handler: async (request, response) => {
        arrivals.set(request, earliestArrival());
        await opened.promise;
        handler(request, response);
      },
    }),
    open: () => opened.resolve(),
    arrivedAt: (request) => arrivals.get(request) ?? earliestArrival(),
  };
}
