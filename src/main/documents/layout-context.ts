import type { Bitmap } from './receipt.ts';
import type { ShopSettings } from './shop.ts';

/** What a layout needs beside its document. */
export interface LayoutContext {
  shop: ShopSettings;
  /** When the ERP's call was accepted: the date on the paper, whenever it is printed. */
  acceptedAt: Date;
  /** Set when the paper is a copy of one that may already be in somebody's hands. */
  duplicata: { reprintedAt: Date } | null;
  logo?: Bitmap;
  /** Characters of the normal font on a line. */
  columns: number;
  /** For the test page: the printer's name and state, the agent's version and where it listens. */
  printerDescription?: string;
  version?: string;
  /** For the calibration page: the code pages of its profile, the preferred one first, and whether it cuts. */
  codePages?: readonly string[];
  cuts?: boolean;
  addresses?: string[];
}
