import type { PaperSize } from '../documents/receipt.ts';

/** What one printer model can do. Profiles are data: a new model is a new entry, never a new class. */

export type CodePageName = 'cp437' | 'cp858' | 'cp1252';

export interface PrinterProfile extends PaperSize {
  id: string;
  name: string;
  /** `ESC t` numbers, in order of preference: the encoder stays on the current page while it can. */
  codePages: { page: CodePageName; number: number }[];
  cut: 'partial' | 'full' | 'none';
  /** Lines fed before the cut (or for tearing off, where there is no cutter), so that the text clears the head. */
  feedBeforeCut: number;
  /** `DLE EOT n` numbers that this model answers; empty: never ask. */
  statusQueries: (1 | 2 | 3 | 4)[];
  /** How the printer confirms that it processed everything before: `GS r 1`, Epson's `GS ( H`, or not at all. */
  fence: 'gs-r' | 'gs-paren-h' | 'none';
  /** Whether `DLE DC4 1 m t` opens the drawer while the printer is blocked. */
  realTimeDrawer: boolean;
  /** Native `GS ( k` QR codes; else they are drawn. */
  nativeQr: boolean;
  /** Native `GS k` barcodes; else they are drawn. */
  nativeBarcode: boolean;
}
