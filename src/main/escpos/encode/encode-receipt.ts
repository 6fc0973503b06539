import type { Receipt, ReceiptElement, SampleElement } from '../../documents/receipt.ts';
import type { PrinterProfile } from '../profile.ts';
import { codePagesOf, isEncodable } from './code-pages.ts';
import * as commands from './commands.ts';
import { encodeBarcode, encodeQr } from './encode-codes.ts';
import { encodeColumns, encodeText, type TextContext, type TextRasterizer } from './encode-text.ts';
import { createEscposWriter, type EscposWriter, plainStyle } from './escpos-writer.ts';

export interface EncodeOptions {
  /** The connector's pin (0: pin 2, 1: pin 5) and the pulse in ms, sent in units of 2 ms up to 510. */
  drawer: { pin: commands.DrawerPin; onMs: number; offMs: number };
  rasterizer: TextRasterizer;
}

/** More would only be a mistake that empties the roll. */
const MOST_FEED_LINES = 50;

/**
 * A receipt as the bytes for one printer. Nothing in them comes from data but text and dots: no control character of
 * the data passes, and no real-time command (`10 04`, `10 05`, `10 14`) stands anywhere.
 * Throws AgentError `QR_TOO_LONG`, `BARCODE_INVALID`, and what the rasterizer throws.
 */
export function encodeReceipt(receipt: Receipt, profile: PrinterProfile, options: EncodeOptions): Uint8Array {
  const pieces = encodePieces(receipt, profile, options);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** The same, element by element: a long ticket in letters that are drawn takes seconds, and others want the thread meanwhile. */
export function* encodePieces(
  receipt: Receipt,
  profile: PrinterProfile,
  options: EncodeOptions,
): Generator<void, Uint8Array, void> {
  const writer = createEscposWriter(profile);
  const context: TextContext = {
    writer,
    profile,
    pages: codePagesOf(profile),
    rasterizer: options.rasterizer,
    mirrored: receipt.direction === 'rtl',
  };
  for (const element of receipt.elements) {
    encodeElement(element, context, options);
    yield;
  }
  writer.setStyle(plainStyle);
  return writer.finish();
}

function encodeElement(element: ReceiptElement, context: TextContext, options: EncodeOptions): void {
  const { writer, profile } = context;
  switch (element.type) {
    case 'text':
      encodeText(context, element);
      break;
    case 'columns':
      encodeColumns(context, element);
      break;
    case 'sample':
      encodeSample(context, element);
      break;
    case 'rule':
      writer.setStyle(plainStyle);
      writer.text('-'.repeat(profile.columns));
      writer.lineFeeds(1);
      break;
    case 'feed':
      writer.setStyle(plainStyle);
      writer.lineFeeds(Math.min(element.lines, MOST_FEED_LINES));
      break;
    case 'image':
      writer.bitmap(element.bitmap, element.align ?? 'left');
      break;
    case 'qr':
      encodeQr(writer, profile, element.data);
      break;
    case 'barcode':
      encodeBarcode(writer, profile, element.symbology, element.data);
      break;
    case 'drawer':
      writer.append(commands.drawerPulse(options.drawer.pin, options.drawer.onMs, options.drawer.offMs));
      break;
    case 'cut':
      encodeCut(writer, profile);
      break;
  }
}

function encodeSample({ writer, profile, pages }: TextContext, { text, page }: SampleElement): void {
  writer.setStyle(plainStyle);
  const allowed = page === undefined ? pages : pages.filter((_, index) => profile.codePages[index]?.page === page);
  if (page !== undefined) writer.usePage(page);
  writer.text([...text].filter((char) => isEncodable(char.charCodeAt(0), allowed)).join(''));
  writer.lineFeeds(1);
}

/** Feeds first, so that the last line clears the cutter, or the edge where the paper is torn. */
function encodeCut(writer: EscposWriter, profile: PrinterProfile): void {
  writer.setStyle(plainStyle);
  writer.lineFeeds(profile.feedBeforeCut);
  if (profile.cut === 'partial') writer.append(commands.partialCut);
  if (profile.cut === 'full') writer.append(commands.fullCut);
}
