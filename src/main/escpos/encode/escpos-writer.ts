import type { Align, Bitmap, TextSize } from '../../documents/receipt.ts';
import type { PrinterProfile } from '../profile.ts';
import { choosePage, codePagesOf, isPrintableAscii } from './code-pages.ts';
import * as commands from './commands.ts';
import { encodeRaster, placeBitmap } from './raster.ts';

export interface PrintStyle {
  bold: boolean;
  size: TextSize;
  align: Align;
}

export const plainStyle: Readonly<PrintStyle> = { bold: false, size: 'normal', align: 'left' };

/** Collects a receipt's bytes and remembers the printer's style and code page, so that only changes are sent. */
export interface EscposWriter {
  /** Raw commands. */
  append(bytes: Uint8Array): void;
  setStyle(style: Readonly<PrintStyle>): void;
  /**
   * Text from `toEncodable`, on one line, without its line feed. Only bytes 0x20 to 0x7e, 0x80 to 0xff and changes of
   * code page ever leave: anything else is sent as `?`.
   */
  text(text: string): void;
  /** Goes on in this code page, if the profile has it, as far as it holds what follows. */
  usePage(page: string): void;
  lineFeeds(count: number): void;
  /** A bitmap as wide as the paper at most, set against `align`; `GS v 0` feeds by itself. */
  bitmap(bitmap: Bitmap, align: Align): void;
  finish(): Uint8Array;
}

/** Begins with `ESC @`, `FS .` and the preferred code page. */
export function createEscposWriter(profile: PrinterProfile): EscposWriter {
  const buffer = createByteBuffer();
  const pages = codePagesOf(profile);
  const style: PrintStyle = { ...plainStyle };
  let pageIndex = 0;

  function selectPage(index: number): void {
    const page = pages[index];
    if (page === undefined) return;
    pageIndex = index;
    buffer.append(commands.selectCodePage(page.number));
  }

  function upperByte(text: string, position: number): number {
    const code = text.charCodeAt(position);
    const current = pages[pageIndex]?.table[code] ?? 0;
    if (current !== 0) return current;
    const chosen = choosePage(text, position, pages);
    if (chosen === -1) return 0x3f;
    selectPage(chosen);
    return pages[chosen]?.table[code] ?? 0x3f;
  }

  function setStyle(next: Readonly<PrintStyle>): void {
    if (next.bold !== style.bold) buffer.append(next.bold ? commands.boldOn : commands.boldOff);
    if (next.size !== style.size) buffer.append(commands.sizes[next.size]);
    if (next.align !== style.align) buffer.append(commands.alignments[next.align]);
    style.bold = next.bold;
    style.size = next.size;
    style.align = next.align;
  }

  buffer.append(commands.initialize);
  buffer.append(commands.leaveChineseMode);
  selectPage(0);

  return {
    append: buffer.append,
    setStyle,
    text(text) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (isPrintableAscii(code)) buffer.push(code);
        else buffer.push(code === 0xa0 ? 0x20 : upperByte(text, i));
      }
    },
    usePage(page) {
      selectPage(profile.codePages.findIndex((known) => known.page === page));
    },
    lineFeeds(count) {
      for (let i = 0; i < count; i++) buffer.append(commands.lineFeed);
    },
    bitmap(bitmap, align) {
      setStyle(plainStyle);
      for (const slice of encodeRaster(placeBitmap(bitmap, profile.dots, align))) buffer.append(slice);
    },
    finish: buffer.toBytes,
  };
}

interface ByteBuffer {
  push(byte: number): void;
  append(bytes: Uint8Array): void;
  toBytes(): Uint8Array;
}

function createByteBuffer(): ByteBuffer {
  let bytes = new Uint8Array(4096);
  let length = 0;

  function reserve(count: number): void {
    if (length + count <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + count));
    larger.set(bytes.subarray(0, length));
    bytes = larger;
  }

  return {
    push(byte) {
      reserve(1);
      bytes[length++] = byte;
    },
    append(more) {
      reserve(more.length);
      bytes.set(more, length);
      length += more.length;
    },
    toBytes: () => bytes.slice(0, length),
  };
}
