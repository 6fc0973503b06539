import type { LinkKind } from './transport/link.ts';

/** A printer that this machine has, for whoever chooses one. */
export interface PrinterListing {
  /** What the settings say to print on it: `usb:0471:0055:J3T-001`, `spooler:POS-80`. */
  address: string;
  /** As it calls itself, or as Windows calls its queue. */
  name: string;
  maker: string | null;
  serial: string | null;
  /** The way that the bytes take. */
  transport: LinkKind;
  usable: boolean;
  /** Why it cannot be used: a stable code and a French sentence that says what to do. */
  problem: { code: string; message: string } | null;
}
