import type { CashoutDocument } from './document.ts';
import { labels } from './labels.ts';
import { centered, labelled, layoutClosing, layoutDates, layoutHeader, rule, toReceipt } from './layout-blocks.ts';
import type { LayoutContext } from './layout-context.ts';
import { formatAmount } from './money.ts';
import type { Receipt, ReceiptElement } from './receipt.ts';

/** The receipt that goes with cash taken from the drawer to the bank. */
export function layoutCashout(cashout: CashoutDocument, context: LayoutContext): Receipt {
  const { shop } = context;
  const words = labels[shop.locale];
  return toReceipt(context, [
    ...layoutHeader(context),
    centered(words.cashoutTitle, { bold: true }),
    rule,
    ...layoutDates(context),
    ...labelled(words.employee, cashout.employeeName),
    ...labelled(words.operation, words.bankDeposit),
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

function layoutNotes(label: string, notes: string | null): ReceiptElement[] {
  if (notes === null) return [];
  return [{ type: 'text', text: label }, { type: 'text', text: notes }, rule];
}
