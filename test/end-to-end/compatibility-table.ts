import type { ErpAnswer } from './erp-client.ts';
import { erpCashout, erpTicket } from './erp-documents.ts';
import { dumps } from './python-json.ts';

/** One row of the contract's table: a request of the ERP and what it needs back, word for word. */
export interface CompatibilityRow {
  name: string;
  path: string;
  body: string;
  status: number;
  answer: Record<string, unknown>;
}

const accepted = (name: string, path: string, body: string, message: string): CompatibilityRow => {
  return { name, path, body, status: 200, answer: { success: true, message } };
};
const refused = (name: string, path: string, body: string, error: string): CompatibilityRow => {
  return { name, path, body, status: 400, answer: { error } };
};
const ticketMessage = 'Impression ticket commande #42 programmée';
const drawerMessage = 'Ouverture tiroir programmée';
const testMessage = "Test d'impression programmé";

export const compatibilityTable: CompatibilityRow[] = [
  accepted('a full ticket', '/print/ticket', dumps(erpTicket(42)), ticketMessage),
  refused('a ticket without order_id', '/print/ticket', dumps({ ...erpTicket(42), order_id: null }), 'order_id requis'),
  refused('an empty ticket', '/print/ticket', '{}', 'order_id requis'),
  refused('a list for a ticket', '/print/ticket', '[1, 2]', 'order_id requis'),
  accepted(
    'a cash-out',
    '/print/cashout',
    dumps(erpCashout(15000)),
    'Impression reçu cashout de 15000.00 DA programmée',
  ),
  refused('a cash-out of 0', '/print/cashout', dumps(erpCashout(0)), 'Montant invalide'),
  refused('a negative cash-out', '/print/cashout', dumps(erpCashout(-5)), 'Montant invalide'),
  refused('a cash-out without amount', '/print/cashout', '{"notes": "x"}', 'Montant invalide'),
  refused('an empty cash-out', '/print/cashout', '{}', 'Données JSON requises'),
  accepted('the drawer', '/drawer/open', '{"priority": 1}', drawerMessage),
  accepted('the drawer, {}', '/drawer/open', '{}', drawerMessage),
  accepted('the drawer, null', '/drawer/open', 'null', drawerMessage),
  accepted('a test page without a body', '/test/print', '', testMessage),
  accepted('a test page with any body', '/test/print', 'not JSON', testMessage),
];

/** Whether the ERP would count the answer as it should. */
export function isCountedRight(row: CompatibilityRow, answer: ErpAnswer): boolean {
  return answer.success === (row.status === 200);
}
