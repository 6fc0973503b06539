import type { PrinterProfile } from '../profile.ts';

/**
 * The `ESC t` numbers that Epson, XPrinter, POS-5890 and POS-8360 share. CP858 first: € and every French accent but
 * œ Œ Ÿ; CP1252 has these and ’ “ ” … –; CP437 adds Greek letters and ≥ ≤ √.
 */
export const usualCodePages: PrinterProfile['codePages'] = [
  { page: 'cp858', number: 19 },
  { page: 'cp1252', number: 16 },
  { page: 'cp437', number: 0 },
];
