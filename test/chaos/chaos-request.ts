import { cashoutMark, ticketMark } from './paper-mark.ts';
import type { Random } from './random.ts';

/** One call to the agent, and what its paper must show. */
export interface ChaosRequest {
  kind: 'ticket' | 'cashout' | 'drawer';
  path: string;
  body: string;
  /** Null for the drawer, which leaves no trace on paper. */
  mark: string | null;
  /** The lines of the whole receipt that must stand on the paper, in this order; `[image` is any drawn line. */
  shows: readonly string[];
  /** Such a request is sent again until it is answered; the others are sent once. */
  idempotencyKey: string | null;
}

/** Makes requests that nobody can mistake for one another. */
export function createRequestMaker(random: Random, run: string): () => ChaosRequest {
  let number = 0;
  return () => {
    number += 1;
    const idempotencyKey = random.chance(0.2) ? `${run}-${number}` : null;
    const chosen = random.next();
    if (chosen < 0.15) {
      return { ...drawerRequest(random), idempotencyKey };
    }
    return { ...(chosen < 0.3 ? cashoutRequest(number) : ticketRequest(random, number)), idempotencyKey };
  };
}

type Unkeyed = Omit<ChaosRequest, 'idempotencyKey'>;

function drawerRequest(random: Random): Unkeyed {
  const body = JSON.stringify({ priority: random.whole(1, 3) });
  return { kind: 'drawer', path: '/drawer/open', body, mark: null, shows: [] };
}

function cashoutRequest(number: number): Unkeyed {
  const amount = `${1000 + number}.25`;
  const mark = cashoutMark(amount);
  return {
    kind: 'cashout',
    path: '/print/cashout',
    body: JSON.stringify({ amount: Number(amount), notes: `Dépôt ${number}`, employee_name: 'Amélie', priority: 2 }),
    mark,
    shows: ['REÇU DE DÉPÔT BANCAIRE', mark, `Dépôt ${number}`, 'Reçu à conserver'],
  };
}

/** Arabic goes as images: some kilobytes each, so that a kill finds them half way. */
function ticketRequest(random: Random, number: number): Unkeyed {
  const mark = ticketMark(number);
  const arabic = random.chance(0.3);
  const items = Array.from({ length: random.whole(1, 6) }, (_, index) => {
    const name = arabic && index % 2 === 0 ? `بقلاوة ${number}` : `Éclair ${number}-${index + 1}`;
    return {
      product_name: name,
      quantity: random.whole(1, 4),
      unit_price: random.whole(1, 2000) / 2,
      description: null,
    };
  });
  return {
    kind: 'ticket',
    path: '/print/ticket',
    body: JSON.stringify({
      order_id: number,
      customer_name: `Client ${number}`,
      items,
      amount_received: 10_000,
      change_amount: number,
      priority: random.whole(1, 3),
    }),
    mark,
    shows: [
      mark,
      ...items.map(({ product_name: name }) => (name.startsWith('É') ? name : '[image')),
      'Mode de paiement: ESPÈCES',
      'À bientôt',
    ],
  };
}
