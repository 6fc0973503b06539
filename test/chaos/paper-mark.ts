/**
 * What tells one receipt from every other, as one line of paper with single spaces: the order's number, or the amount of
 * a cash-out, which this program never uses twice.
 */
export function ticketMark(orderId: number | string): string {
  return `Ticket N°: ${orderId}`;
}

/** `amount` is a plain decimal, as `1017.25`. */
export function cashoutMark(amount: string): string {
  const [whole = '0', cents = ''] = amount.split('.');
  return `Montant: ${whole.replace(/\B(?=(?:\d{3})+$)/g, ' ')},${cents.padEnd(2, '0')} DA`;
}

export function isMark(line: string): boolean {
  return /^(Ticket N°: \d+|Montant: [\d ]+,\d\d DA)$/.test(line);
}
