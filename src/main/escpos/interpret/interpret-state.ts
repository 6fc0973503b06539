import type { Align } from '../../documents/receipt.ts';
import type { BarcodeEvent, EscposEvent, QrEvent } from './interpret-events.ts';
import type { LineBuffer } from './interpret-line-buffer.ts';

/** Everything that `ESC @` puts back. */
export interface PrintState {
  /** ESC E or ESC !; ESC G prints twice, which looks the same. */
  emphasized: boolean;
  doubleStrike: boolean;
  underline: 0 | 1 | 2;
  widthScale: number;
  heightScale: number;
  align: Align;
  codePage: number;
  chineseMode: boolean;
  lineSpacingDots: number;
  barcode: Pick<BarcodeEvent, 'heightDots' | 'moduleDots' | 'text'>;
  qr: Pick<QrEvent, 'moduleDots' | 'errorCorrection'> & { data: string | undefined };
}

/** 1/6 inch at 180 dots an inch, the default of Epson's printers and of their clones. */
export const defaultLineSpacingDots = 30;

export function initialState(chineseMode: boolean): PrintState {
  return {
    emphasized: false,
    doubleStrike: false,
    underline: 0,
    widthScale: 1,
    heightScale: 1,
    align: 'left',
    codePage: 0,
    chineseMode,
    lineSpacingDots: defaultLineSpacingDots,
    barcode: { heightDots: 162, moduleDots: 3, text: 'none' },
    qr: { moduleDots: 3, errorCorrection: 'L', data: undefined },
  };
}

/** What a command may touch. */
export interface CommandContext {
  state: PrintState;
  readonly line: LineBuffer;
  readonly dots: number;
  /** Ends the line in the buffer, if any, with at least `spacingDots` of paper. */
  endLine(spacingDots: number): EscposEvent[];
  initialize(): EscposEvent[];
}

/** Gives the events of one command, or a text: why it should not have been sent. */
export type CommandHandler = (context: CommandContext, bytes: Uint8Array) => EscposEvent[] | string;

export const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

/** Most commands take a number as itself or as its ASCII digit. */
export function numberAt(bytes: Uint8Array, index: number): number {
  const byte = byteAt(bytes, index);
  return byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte;
}
