/**
 * The printer-independent layout of a document: what stands on the paper, in which order, before any
 * printer's columns, code pages or commands are known.
 */

export type Align = 'left' | 'center' | 'right';

/** `double` is twice as wide and twice as high; `double-height` keeps the width. */
export type TextSize = 'normal' | 'double-height' | 'double';

/** A picture in printer dots: 1 bit a dot, 1 is black, most significant bit first, each row `width / 8` bytes. */
export interface Bitmap {
  /** Dots; a multiple of 8. */
  width: number;
  height: number;
  data: Uint8Array;
}

export interface TextElement {
  type: 'text';
  /** One paragraph. It is wrapped by words to the width of the paper; `\n` starts a new line. */
  text: string;
  align?: Align;
  bold?: boolean;
  size?: TextSize;
}

/** A label on the left, an amount on the right. The right side is never cut and never wrapped. */
export interface ColumnsElement {
  type: 'columns';
  left: string;
  right: string;
  bold?: boolean;
  size?: TextSize;
}

/**
 * A line of a calibration page, sent as it is: the printer itself wraps what is too long, and what a code page lacks is
 * left out instead of being drawn.
 */
export interface SampleElement {
  type: 'sample';
  text: string;
  /** The code page to send it by; absent: any. */
  page?: string;
}

export type ReceiptElement =
  | TextElement
  | ColumnsElement
  | SampleElement
  | { type: 'rule' }
  | { type: 'feed'; lines: number }
  | { type: 'image'; bitmap: Bitmap; align?: Align }
  | { type: 'qr'; data: string }
  | { type: 'barcode'; symbology: 'code128' | 'ean13'; data: string }
  | { type: 'drawer' }
  | { type: 'cut' };

export interface Receipt {
  /**
   * `rtl`: the labels are in a script read from the right. The encoder may then mirror the columns (label on the
   * right, amount on the left) and align by default to the right; ignoring it loses nothing but beauty.
   */
  direction?: 'ltr' | 'rtl';
  elements: ReceiptElement[];
}

/** What a line of paper holds. */
export interface PaperSize {
  /** Characters of font A (12 dots wide) on a line. */
  columns: 32 | 42 | 48;
  /** Printable dots on a line; a multiple of 8. */
  dots: number;
}
