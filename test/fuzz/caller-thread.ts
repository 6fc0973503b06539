import { parentPort } from 'node:worker_threads';
import { postRequest } from '../chaos/post-request.ts';
import type { CallDone, CallOrder } from './caller.ts';

parentPort?.on('message', async ({ id, target, request }: CallOrder) => {
  const at = Date.now();
  const from = performance.now();
  const answer = await postRequest(target, request);
  const done: CallDone = { id, at, tookMs: performance.now() - from, answer };
  parentPort?.postMessage(done);
});
