import type { PrinterProfile } from '../profile.ts';
import { usualCodePages } from './code-page-numbers.ts';

/** Some of these cut at once instead of feeding to the cutter: four lines (15 mm) bring the text past it. */
export const generic80: PrinterProfile = {
  id: 'generic-80',
  name: 'Imprimante 80 mm (POS-80, POS-8360…)',
  columns: 48,
  dots: 576,
  codePages: usualCodePages,
  cut: 'partial',
  feedBeforeCut: 4,
  statusQueries: [1, 2, 3, 4],
  fence: 'gs-r',
  realTimeDrawer: false,
  nativeQr: false,
  nativeBarcode: false,
};
