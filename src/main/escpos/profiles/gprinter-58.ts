import type { PrinterProfile } from '../profile.ts';
import { usualCodePages } from './code-page-numbers.ts';

/** No cutter on 58 mm. `DLE DC4` was not checked on it, so it stays off: the drawer then waits for the paper. */
export const gprinter58: PrinterProfile = {
  id: 'gprinter-58',
  name: 'Gprinter 58 mm (GP-58…)',
  columns: 32,
  dots: 384,
  codePages: usualCodePages,
  cut: 'none',
  feedBeforeCut: 4,
  statusQueries: [1, 2, 3, 4],
  fence: 'gs-r',
  realTimeDrawer: false,
  nativeQr: true,
  nativeBarcode: true,
};
