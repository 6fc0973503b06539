import type Router from '@koa/router';
import { parseDrawer } from '../../documents/parse-drawer-and-test.ts';
import type { Queue } from '../../jobs/queue.ts';
import { answerAccepted, readAcceptOptions } from '../accept-job.ts';
import { readJsonBody } from '../read-json-body.ts';

/** `POST /drawer/open`: opens the cash drawer, ahead of every ticket that waits. */
export function openDrawerRoute(router: Router, { queue }: { queue: Queue }): void {
  router.post('/drawer/open', async (context) => {
    const { json, raw } = await readJsonBody(context.req);
    const { waitMs, origin, idempotency } = readAcceptOptions(context, raw);
    const { document, priority } = parseDrawer(json);
    const accepted = await queue.enqueue(document, priority, origin, idempotency);
    await answerAccepted({ context, queue, accepted, waitMs, message: 'Ouverture tiroir programmée' });
  });
}
