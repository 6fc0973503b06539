import { Worker } from 'node:worker_threads';
import type { ChaosRequest } from '../chaos/chaos-request.ts';
import type { Answer, ChaosTarget } from '../chaos/post-request.ts';
import type { Call } from './fuzz-evidence.ts';

/** The ERP: in a thread of its own, so that what it measures is not the hostile printer's work. */
export interface Caller {
  call(target: ChaosTarget, request: ChaosRequest): Promise<Call>;
  end(): Promise<void>;
}

export interface CallOrder {
  id: number;
  target: ChaosTarget;
  request: ChaosRequest;
}

export interface CallDone {
  id: number;
  at: number;
  tookMs: number;
  answer: Answer;
}

export function startCaller(): Caller {
  const worker = new Worker(new URL('./caller-thread.ts', import.meta.url));
  const waiting = new Map<number, (done: CallDone) => void>();
  let lastId = 0;
  worker.on('message', (done: CallDone) => {
    waiting.get(done.id)?.(done);
    waiting.delete(done.id);
  });
  return {
    call: (target, request) =>
      new Promise((resolve) => {
        lastId += 1;
        waiting.set(lastId, ({ at, tookMs, answer }) => resolve({ ...request, at, tookMs, answer }));
        const order: CallOrder = { id: lastId, target, request };
        worker.postMessage(order);
      }),
    end: async () => void (await worker.terminate()),
  };
}
