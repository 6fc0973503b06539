import type { PrinterProfile } from '../profile.ts';
import { usualCodePages } from './code-page-numbers.ts';

/** The XP-80 programmer's manual describes `DLE DC4`, and warns that it acts inside print data too. */
export const xprinter80: PrinterProfile = {
  id: 'xprinter-80',
  name: 'XPrinter 80 mm (XP-80, XP-Q200…)',
  columns: 48,
  dots: 576,
  codePages: usualCodePages,
  cut: 'partial',
  feedBeforeCut: 2,
  statusQueries: [1, 2, 3, 4],
  fence: 'gs-r',
  realTimeDrawer: true,
  nativeQr: true,
  nativeBarcode: true,
};
