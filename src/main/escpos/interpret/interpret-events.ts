import type { Align, Bitmap } from '../../documents/receipt.ts';

/** What a printer does with the bytes it gets, in the order in which it does it. */

/** Characters that share one style; magnifications are 1 to 8. */
export interface Span {
  text: string;
  bold: boolean;
  widthScale: number;
  heightScale: number;
}

export interface LineEvent {
  type: 'line';
  spans: Span[];
  align: Align;
  /** The printer broke the line by itself because the next character had no room: a layout error. */
  overflow: boolean;
  /** The least paper advance; a taller character advances by its own height. */
  spacingDots: number;
}

export type Symbology = 'code128' | 'ean13';

export interface BarcodeEvent {
  type: 'barcode';
  symbology: Symbology;
  /** What a scanner reads. */
  data: string;
  heightDots: number;
  moduleDots: number;
  /** Where the printer writes the data in clear. */
  text: 'none' | 'above' | 'below' | 'both';
  align: Align;
}

export interface QrEvent {
  type: 'qr';
  data: string;
  moduleDots: number;
  errorCorrection: 'L' | 'M' | 'Q' | 'H';
  align: Align;
}

export interface RasterEvent {
  type: 'raster';
  bitmap: Bitmap;
  align: Align;
  /** Wider than the paper: the right side is lost. */
  clipped: boolean;
}

export interface DrawerEvent {
  type: 'drawer';
  /** Of the drawer connector. */
  pin: 2 | 5;
  onMs: number;
  offMs: number;
  /** `DLE DC4`: executed as it arrives, before everything that waits. */
  realTime: boolean;
  /** Found inside the data of another command: a logo opened the drawer. */
  insideData: boolean;
}

export interface StatusQueryEvent {
  type: 'status-query';
  n: 1 | 2 | 3 | 4;
  insideData: boolean;
}

export type EscposEvent =
  | LineEvent
  | { type: 'feed'; lines: number; dots: number }
  | RasterEvent
  | QrEvent
  | BarcodeEvent
  | { type: 'cut'; kind: 'full' | 'partial'; feedDots: number }
  | DrawerEvent
  /** `discardedText`: what stood in the line buffer; ESC @ throws it away unprinted. */
  | { type: 'init'; discardedText: string }
  | StatusQueryEvent
  /** `GS r`: 1 paper, 2 drawer; answered when everything before is processed. */
  | { type: 'fence-query'; n: number }
  /** `GS I n`: answered with one byte (1 to 3) when everything before is processed. */
  | { type: 'model-query'; n: number }
  /** `GS ( H` function 48; `id` is 4 characters. */
  | { type: 'process-id-query'; id: string }
  /** The agent never sends it; the printer's reaction depends on the model. */
  | { type: 'unknown'; bytes: Uint8Array; reason: string };
