/** What the agent knows of its printer, in IPP's words (RFC 8011, printer-state-reasons). */

/** `virtual`: no printer is chosen, the built-in one draws each ticket and nothing is on paper. */
export const printerConditions = ['ready', 'busy', 'blocked', 'offline', 'disabled', 'virtual'] as const;
export type PrinterCondition = (typeof printerConditions)[number];

export const printerReasons = [
  'media-empty',
  'media-low',
  'cover-open',
  'cutter-error',
  'overheated',
  'other',
] as const;
export type PrinterReason = (typeof printerReasons)[number];

export type DrawerPosition = 'open' | 'closed' | 'unknown';

export interface PrinterState {
  condition: PrinterCondition;
  reasons: PrinterReason[];
  drawer: DrawerPosition;
  /** A stable code and a French sentence that says what to do. */
  code: string;
  message: string;
  /** ISO 8601 with a zone: since when the printer has been in this state. */
  since: string;
}
