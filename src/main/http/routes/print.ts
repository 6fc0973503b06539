import type Router from '@koa/router';
import { formatCashoutMessageAmount } from '../../documents/money.ts';
import { parseCashout, parseDrawer, parseTestPrint, parseTicket } from '../../documents/parse-document.ts';
import type { Queue } from '../../jobs/queue.ts';
import type { PrintStation } from '../../station/print-station.ts';
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

/** `POST /print/cashout`: a bank deposit, or a deliveryman's debt. The message names the currency of the shop. */
export function printCashoutRoute(
  router: Router,
  options: { queue: Queue; station: Pick<PrintStation, 'settings'> },
): void {
  const { queue, station } = options;
  router.post('/print/cashout', async (context) => {
    const { json, raw } = await readJsonBody(context.req);
    const { waitMs, origin, idempotency } = readAcceptOptions(context, raw);
    const { document, priority } = parseCashout(json);
    const accepted = await queue.enqueue(document, priority, origin, idempotency);
    const amount = formatCashoutMessageAmount(document.amount);
    const message = `Impression reçu cashout de ${amount} ${station.settings.shop.currency} programmée`;
    await answerAccepted({ context, queue, accepted, waitMs, message });
  });
}

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
