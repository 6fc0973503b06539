import type Router from '@koa/router';
import { formatCashoutMessageAmount } from '../../documents/money.ts';
import { parseCashout } from '../../documents/parse-cashout.ts';
import type { Queue } from '../../jobs/queue.ts';
import type { PrintStation } from '../../print-station.ts';
import { answerAccepted, readAcceptOptions } from '../accept-job.ts';
import { readJsonBody } from '../read-json-body.ts';

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
