import type { PrinterProfile } from '../profile.ts';
import { usualCodePages } from './code-page-numbers.ts';

/** `GS V 66` feeds to the cutter by itself, so one line is enough before it. */
export const epson80: PrinterProfile = {
  id: 'epson-80',
  name: 'Epson 80 mm (TM-T20, TM-T88…)',
  columns: 48,
  dots: 576,
  codePages: usualCodePages,
  cut: 'partial',
  feedBeforeCut: 1,
  statusQueries: [1, 2, 3, 4],
  fence: 'gs-paren-h',
  realTimeDrawer: true,
  nativeQr: true,
  nativeBarcode: true,
};
