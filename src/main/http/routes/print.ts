import type Router from '@koa/router';
import { parseTicket } from '../../documents/parse-ticket.ts';
import type { Queue } from '../../jobs/queue.ts';
import { answerAccepted, readAcceptOptions } from '../accept-job.ts';
import { readJsonBody } from '../read-json-body.ts';

/** `POST /print/ticket`: a full ticket, or the legacy call (an order number alone), which prints the last one again. */
export function printTicketRoute(router: Router, { queue }: { queue: Queue }): void {
  router.post('/print/ticket', async (context) => {
    const { json, raw } = await readJsonBody(context.req);
    const { waitMs, origin, idempotency } = readAcceptOptions(context, raw);
    const ticket = parseTicket(json);
    const orderId = ticket.kind === 'ticket' ? ticket.document.orderId : ticket.orderId;
    const accepted =
      ticket.kind === 'ticket'
        ? await queue.enqueue(ticket.document, ticket.priority, origin, idempotency)
        : await queue.enqueueDuplicate(ticket.orderId, ticket.priority, origin, idempotency);
    const message = `Impression ticket commande #${orderId} programmée`;
    await answerAccepted({ context, queue, accepted, waitMs, message });
  });
}
