/**
 * ESC/POS commands as bytes. The only importer of npm `escpos` 3.0.0-alpha.6: its constants serve where their bytes
 * are right; what was measured wrong or missing in it (drawer, QR, barcodes, code pages, raster, status) is written
 * here after Epson's reference, https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/commands.html
 */
import escpos from 'escpos/commands.js';
import type { Align, TextSize } from '../../documents/receipt.ts';

export type DrawerPin = 0 | 1;

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const DLE = 0x10;
const EOT = 0x04;
const DC4 = 0x14;

const latin1 = (bytes: string): Uint8Array => Uint8Array.from(bytes, (char) => char.charCodeAt(0));
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

const text = escpos.TEXT_FORMAT;

/** `ESC @`. Follow it with `leaveChineseMode` and `selectCodePage`: it forgets both. */
export const initialize = latin1(escpos.HARDWARE.HW_INIT);

/** `FS .`: XPrinter and Gprinter may wake up reading two bytes as one Chinese character (DantSu#185). */
export const leaveChineseMode = bytes(FS, 0x2e);

export const lineFeed = latin1(escpos.FEED_CONTROL_SEQUENCES.CTL_LF);

export const boldOn = latin1(text.TXT_BOLD_ON);
export const boldOff = latin1(text.TXT_BOLD_OFF);

export const alignments: Readonly<Record<Align, Uint8Array>> = {
  left: latin1(text.TXT_ALIGN_LT),
  center: latin1(text.TXT_ALIGN_CT),
  right: latin1(text.TXT_ALIGN_RT),
};

/** `GS !` and not `ESC !`, which would switch bold off too. */
export const sizes: Readonly<Record<TextSize, Uint8Array>> = {
  normal: latin1(text.TXT_CUSTOM_SIZE(0, 0)),
  'double-height': latin1(text.TXT_CUSTOM_SIZE(0, 1)),
  double: latin1(text.TXT_CUSTOM_SIZE(1, 1)),
};

/** `GS V 0`: cuts where the paper stands, so feed first. */
export const fullCut = latin1(escpos.PAPER.PAPER_FULL_CUT);

/** `GS V 66 0`: feeds to the cutter and leaves one point. The last byte is the feed; without it the next byte is eaten. */
export const partialCut = latin1(`${escpos.PAPER.PAPER_CUT_B}\0`);

/** `ESC t n`; `number` is the printer's number of the page. */
export function selectCodePage(number: number): Uint8Array {
  return bytes(ESC, 0x74, number);
}

/**
 * `ESC p m t1 t2`, always five bytes (with fewer the kick comes late, node-escpos#151). Times in ms, sent in units of
 * 2 ms, 1 to 255 of them. 32 ms then 8, 10 or 40 ms would read as a real-time command (`10 04`), so that t1 grows by 2 ms.
 */
export function drawerPulse(pin: DrawerPin, onMs: number, offMs: number): Uint8Array {
  const t1 = clamp(Math.round(onMs / 2), 1, 255);
  const t2 = clamp(Math.round(offMs / 2), 1, 255);
  return bytes(ESC, 0x70, pin, isRealTimeCommand(t1, t2) ? t1 + 1 : t1, t2);
}

/** `DLE DC4 1 m t`: opens the drawer even while the printer is blocked. `onMs` is rounded up to 100 ms, at most 800. */
export function realTimeDrawerPulse(pin: DrawerPin, onMs: number): Uint8Array {
  return bytes(DLE, DC4, 1, pin, clamp(Math.ceil(onMs / 100), 1, 8));
}

/** `DLE EOT n`: answered at once with one byte, whatever the buffer holds. */
export function realTimeStatus(query: 1 | 2 | 3 | 4): Uint8Array {
  return bytes(DLE, EOT, query);
}

/** `GS r n` (1 paper, 2 drawer): answered with one byte once everything before is processed. */
export function bufferedStatus(query: 1 | 2): Uint8Array {
  return bytes(GS, 0x72, query);
}

/** `GS I 1`: answered with the model's one byte once everything before is processed. Who does not know it prints nothing of it. */
export const modelId = bytes(GS, 0x49, 1);

/**
 * `GS ( H` function 48: Epson answers `37 22` + id + `00` once everything before is printed.
 * Throws RangeError unless `id` is four printable ASCII characters.
 */
export function processId(id: string): Uint8Array {
  if (!/^[\x20-\x7e]{4}$/.test(id)) throw new RangeError('a process id is four printable ASCII characters');
  return bytes(GS, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...latin1(id));
}

/** The header of `GS v 0`, before `widthBytes` × `height` bytes of dots. Neither may exceed 65535. */
export function rasterHeader(widthBytes: number, height: number): Uint8Array {
  return bytes(GS, 0x76, 0x30, 0x00, widthBytes & 0xff, widthBytes >> 8, height & 0xff, height >> 8);
}

/**
 * `GS ( k`: model 2, level M, `data` stored then printed. `moduleDots` 1 to 16. Null when the length itself would read
 * as a real-time command (1037 and 1293 bytes): draw it then.
 */
export function qrCode(data: Uint8Array, moduleDots: number): Uint8Array | null {
  const length = data.length + 3;
  if (isRealTimeCommand(length & 0xff, length >> 8)) return null;
  const qr = (...rest: number[]): number[] => [GS, 0x28, 0x6b, ...rest];
  const before = [
    ...qr(4, 0, 0x31, 0x41, 0x32, 0x00),
    ...qr(3, 0, 0x31, 0x43, moduleDots),
    ...qr(3, 0, 0x31, 0x45, 0x31),
    ...qr(length & 0xff, length >> 8, 0x31, 0x50, 0x30),
  ];
  const print = qr(3, 0, 0x31, 0x51, 0x30);
  const command = new Uint8Array(before.length + data.length + print.length);
  command.set(before);
  command.set(data, before.length);
  command.set(print, before.length + data.length);
  return command;
}

/** Height in dots (1 to 255) and module width (2 to 6 dots) of the next barcodes, with their text below in font A. */
export function barcodeStyle(heightDots: number, moduleDots: number): Uint8Array {
  return bytes(GS, 0x68, heightDots, GS, 0x77, moduleDots, GS, 0x66, 0, GS, 0x48, 2);
}

/**
 * `GS k 73`: in code set B only, since code set C would put raw bytes (`10 04` for the digits 1604) on the line.
 * `data` is printable ASCII, at most 250 characters; `{` introduces a code set, so that it is doubled.
 */
export function code128(data: string): Uint8Array {
  const payload = `{B${data.replaceAll('{', '{{')}`;
  return bytes(GS, 0x6b, 73, payload.length, ...latin1(payload));
}

/** `GS k 67` with the 13 digits. */
export function ean13(digits: string): Uint8Array {
  return bytes(GS, 0x6b, 67, digits.length, ...latin1(digits));
}

/**
 * Whether two neighbours begin a real-time command: DLE EOT, DLE ENQ or DLE DC4. Printers look for them in everything
 * they receive, image bytes included, and a logo that holds `10 14 01` opens the drawer.
 */
export function isRealTimeCommand(first: number, second: number): boolean {
  return first === DLE && (second === EOT || second === 0x05 || second === DC4);
}
