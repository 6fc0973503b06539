import type { PrinterProfile } from '../profile.ts';
import { usualCodePages } from './code-page-numbers.ts';

/** The lowest common denominator, and the default: no cutter, codes drawn as images since many clones lack them. */
export const generic58: PrinterProfile = {
  id: 'generic-58',
  name: 'Imprimante 58 mm (POS-58, POS-5890…)',
  columns: 32,
  dots: 384,
  codePages: usualCodePages,
  cut: 'none',
  feedBeforeCut: 4,
  statusQueries: [1, 2, 3, 4],
  fence: 'gs-r',
  realTimeDrawer: false,
  nativeQr: false,
  nativeBarcode: false,
};
