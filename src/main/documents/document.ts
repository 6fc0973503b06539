/**
 * What the ERP asked to print, validated and typed. Documents are plain JSON: they are kept in the journal
 * and laid out again for a preview or a reprint.
 */

/** An exact decimal in its shortest form (`"150"`, `"647.675"`, `"-0.5"`): money and quantities are never floats. */
export type Decimal = string;

export type OrderId = number | string;

export interface TicketItem {
  name: string;
  quantity: Decimal;
  unitPrice: Decimal;
  description: string | null;
}

export interface TicketDocument {
  kind: 'ticket';
  orderId: OrderId;
  customerName: string | null;
  customerPhone: string | null;
  customerAddress: string | null;
  deliveryOption: string | null;
  deliveryCost: Decimal;
  deliverymanName: string | null;
  deliverymanPhone: string | null;
  /** What the ERP says the order costs; it sometimes holds the delivery and sometimes not. */
  totalAmount: Decimal | null;
  items: TicketItem[];
  employeeName: string | null;
  amountReceived: Decimal | null;
  changeAmount: Decimal | null;
}

export interface CashoutDocument {
  kind: 'cashout';
  amount: Decimal;
  /** Line breaks are kept. */
  notes: string | null;
  employeeName: string | null;
}

/** A printer as somebody thinks that it is: what a calibration page is laid out and encoded for. */
export interface Calibration {
  /** A profile's id. */
  profile: string;
  columns: 32 | 42 | 48;
}

export interface TestDocument {
  kind: 'test';
  /** A calibration page, asked for by the window; absent: the test page that the ERP asks for. */
  calibration?: Calibration;
}

export interface DrawerDocument {
  kind: 'drawer';
}

export type JobDocument = TicketDocument | CashoutDocument | TestDocument | DrawerDocument;
