import type { PrinterProfile } from './profile.ts';

/**
 * The `ESC t` numbers that Epson, XPrinter, POS-5890 and POS-8360 share. CP858 first: € and every French accent but
 * œ Œ Ÿ; CP1252 has these and ’ “ ” … –; CP437 adds Greek letters and ≥ ≤ √.
 */
const usualCodePages: PrinterProfile['codePages'] = [
  { page: 'cp858', number: 19 },
  { page: 'cp1252', number: 16 },
  { page: 'cp437', number: 0 },
];

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

/** The XP-80 programmer's manual describes `DLE DC4`, and warns that it acts inside print data too. */
const xprinter80: PrinterProfile = {
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

/** No cutter on 58 mm. `DLE DC4` was not checked on it, so it stays off: the drawer then waits for the paper. */
const gprinter58: PrinterProfile = {
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

/** Every known model by its id. */
export const profiles: Readonly<Record<string, PrinterProfile>> = Object.fromEntries(
  [generic58, generic80, epson80, xprinter80, gprinter58].map((profile) => [profile.id, profile]),
);

/** Undefined when no profile has this id. */
export function findProfile(id: string): PrinterProfile | undefined {
  return Object.hasOwn(profiles, id) ? profiles[id] : undefined;
}

/** 42 columns of 12 dots take 504 of these printers' 512 dots. */
const dotsForColumns: Readonly<Record<PrinterProfile['columns'], number>> = { 32: 384, 42: 512, 48: 576 };

/** The same model with another paper width. */
export function withColumns(profile: PrinterProfile, columns: PrinterProfile['columns']): PrinterProfile {
  return profile.columns === columns ? profile : { ...profile, columns, dots: dotsForColumns[columns] };
}
