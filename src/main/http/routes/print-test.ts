import type Router from '@koa/router';
import { parseTestPrint } from '../../documents/parse-test.ts';
import type { Queue } from '../../jobs/queue.ts';
import { answerAccepted, readAcceptOptions } from '../accept-job.ts';
import { readJsonBody } from '../read-json-body.ts';

/** `POST /test/print`: a test page. The ERP sends no body; any body will do, readable or not. */
export function printTestRoute(router: Router, { queue }: { queue: Queue }): void {
  router.post('/test/print', async (context) => {
    const { json, raw } = await readJsonBody(context.req, { lenient: true });
    const { waitMs, origin, idempotency } = readAcceptOptions(context, raw);
    const { document, priority } = parseTestPrint(json);
    const accepted = await queue.enqueue(document, priority, origin, idempotency);
    await answerAccepted({ context, queue, accepted, waitMs, message: "Test d'impression programmé" });
  });
}
