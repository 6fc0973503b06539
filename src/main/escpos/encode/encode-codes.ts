import { encode } from 'uqr';
import { AgentError } from '../../base/errors.ts';
import type { PrinterProfile } from '../profile.ts';
import { checkCode128, code128Modules, ean13Digits, ean13Modules } from './barcode-modules.ts';
import * as commands from './commands.ts';
import { type EscposWriter, plainStyle } from './escpos-writer.ts';
import { drawModules } from './raster.ts';

const BARCODE_HEIGHT_DOTS = 80;

/** White modules that scanners need on both sides. */
const BARCODE_QUIET = 10;
const QR_QUIET = 4;

/** 6 dots make 0.75 mm: larger modules only waste paper. */
const LARGEST_QR_MODULE_DOTS = 6;

/** Bytes that each version of QR code (1 to 40) holds at level M, ISO/IEC 18004 table 7. */
const qrCapacities = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];

/** Control characters other than the line feed (contact cards, Wi-Fi codes) never pass, here neither. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;

/**
 * A QR code, model 2, level M, UTF-8, centred; nothing for empty data. Throws AgentError `QR_TOO_LONG` over 2331
 * bytes, version 40's capacity.
 */
export function encodeQr(writer: EscposWriter, profile: PrinterProfile, data: string): void {
  const bytes = new TextEncoder().encode(data.replace(CONTROLS, ''));
  if (bytes.length === 0) return;
  const version = qrCapacities.findIndex((capacity) => bytes.length <= capacity) + 1;
  if (version === 0) {
    throw new AgentError('QR_TOO_LONG', `Le QR code contient ${bytes.length} octets ; il en tient au plus 2331.`);
  }
  const modules = 17 + 4 * version;
  const moduleDots = Math.min(LARGEST_QR_MODULE_DOTS, Math.floor(profile.dots / (modules + 2 * QR_QUIET)));
  const native = profile.nativeQr ? commands.qrCode(bytes, moduleDots) : null;
  if (native === null) {
    const { data: matrix } = encode([...bytes], { ecc: 'M', boostEcc: false, border: QR_QUIET });
    writer.bitmap(drawModules(matrix, moduleDots, moduleDots, 0), 'center');
    return;
  }
  writer.setStyle({ ...plainStyle, align: 'center' });
  writer.append(native);
}

/**
 * A barcode 10 mm high, centred, with its text below. Throws AgentError `BARCODE_INVALID` for data that the symbology
 * cannot hold, a wrong check digit, or bars that would exceed the paper.
 */
export function encodeBarcode(
  writer: EscposWriter,
  profile: PrinterProfile,
  symbology: 'code128' | 'ean13',
  data: string,
): void {
  if (symbology === 'ean13') {
    const digits = ean13Digits(data);
    const modules = ean13Modules(digits);
    sendOrDraw(writer, profile, {
      text: digits,
      modules,
      nativeModules: modules.length,
      native: commands.ean13(digits),
    });
    return;
  }
  checkCode128(data);
  // Start, check character and stop take 35 modules; the printer's code set B takes 11 for each character.
  const nativeModules = 35 + 11 * data.length;
  sendOrDraw(writer, profile, {
    text: data,
    modules: code128Modules(data),
    nativeModules,
    native: commands.code128(data),
  });
}

interface Barcode {
  text: string;
  modules: boolean[];
  /** How many modules the printer's own code takes. */
  nativeModules: number;
  native: Uint8Array;
}

function sendOrDraw(writer: EscposWriter, profile: PrinterProfile, barcode: Barcode): void {
  const fit = (modules: number): number => Math.min(3, Math.floor(profile.dots / (modules + 2 * BARCODE_QUIET)));
  // Below 2 dots a module `GS w` is not defined; the drawn code packs digits by two and may still fit.
  if (profile.nativeBarcode && fit(barcode.nativeModules) >= 2) {
    writer.setStyle({ ...plainStyle, align: 'center' });
    writer.append(commands.barcodeStyle(BARCODE_HEIGHT_DOTS, fit(barcode.nativeModules)));
    writer.append(barcode.native);
    return;
  }
  const moduleDots = fit(barcode.modules.length);
  if (moduleDots < 1) {
    throw new AgentError('BARCODE_INVALID', `Le code-barres « ${barcode.text} » est trop long pour ce papier.`);
  }
  writer.bitmap(drawModules([barcode.modules], moduleDots, BARCODE_HEIGHT_DOTS, BARCODE_QUIET), 'center');
  writer.setStyle({ ...plainStyle, align: 'center' });
  for (let start = 0; start < barcode.text.length; start += profile.columns) {
    writer.text(barcode.text.slice(start, start + profile.columns));
    writer.lineFeeds(1);
  }
}
