import type { CashoutDocument } from './document.ts';
import { labels } from './labels.ts';
import {
  centered,
  type LayoutContext,
  labelled,
  layoutClosing,
  layoutDates,
  layoutHeader,
  rule,
  toReceipt,
} from './layout-blocks.ts';
import { formatAmount } from './money.ts';
import type { Receipt, ReceiptElement } from './receipt.ts';

/** The receipt that goes with cash taken from the drawer to the bank, or the one of a deliveryman who pays his debt. */
export function layoutCashout(cashout: CashoutDocument, context: LayoutContext): Receipt {
  const { shop } = context;
  const words = labels[shop.locale];
  const [title, operation] = isDeliverymanDebt(cashout.notes)
    ? [words.paymentTitle, words.deliverymanDebt]
    : [words.cashoutTitle, words.bankDeposit];
  return toReceipt(context, [
    ...layoutHeader(context),
    centered(title, { bold: true }),
    rule,
    ...layoutDates(context),
    ...labelled(words.employee, cashout.employeeName),
    ...labelled(words.operation, operation),
    rule,
    {
      type: 'columns',
      left: words.amount,
      right: formatAmount(cashout.amount, shop),
      bold: true,
      size: 'double-height',
    },
    rule,
    ...layoutNotes(words.notes, cashout.notes),
    { type: 'text', text: words.signature },
    // Room for a hand.
    { type: 'feed', lines: 3 },
    rule,
    ...layoutClosing(context, [words.keepReceipt]),
  ]);
}

/**
 * The ERP has no call for a deliveryman's debt: it asks for a cash-out whose notes begin « Paiement dette livreur », though
 * money came in. Compared without case, accents and invisible characters, any spaces and line breaks being one space.
 */
function isDeliverymanDebt(notes: string | null): boolean {
  const plain = (notes ?? '')
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/\s+/g, ' ');
  return plain.trimStart().toLowerCase().startsWith('paiement dette livreur');
}

function layoutNotes(label: string, notes: string | null): ReceiptElement[] {
  if (notes === null) return [];
  return [{ type: 'text', text: label }, { type: 'text', text: notes }, rule];
}
