import { cellsOf, createCodePages, decodeChinesePair, garbledCharacter } from './interpret-code-pages.ts';
import { deviceCommands, interpretRealTime } from './interpret-device-commands.ts';
import type { EscposEvent } from './interpret-events.ts';
import { createFrameReader, type Frame } from './interpret-frames.ts';
import { graphicCommands } from './interpret-graphic-commands.ts';
import { createLineBuffer } from './interpret-line-buffer.ts';
import { type CommandContext, type CommandHandler, initialState } from './interpret-state.ts';
import { textCommands } from './interpret-text-commands.ts';

export interface EscposInterpreterOptions {
  /** Characters of font A on a line. */
  columns: number;
  /** Printable dots on a line; by default 12 a character. */
  dots?: number;
  /** Some XPrinter and Gprinter models are in Chinese mode after every ESC @, until `FS .` (DantSu#185). */
  startInChineseMode?: boolean;
}

/** Executes frames in order: a printer without its receive buffer. */
export interface FrameInterpreter {
  execute(frame: Frame): EscposEvent[];
  /** Text that still waits for its line feed: a job that ends with some has lost it. */
  readonly unfinishedText: string;
}

export interface EscposInterpreter {
  /** Takes any piece of the stream; gives what the printer does with it. Any split gives the same events. */
  feed(bytes: Uint8Array): EscposEvent[];
  readonly unfinishedText: string;
  /** Bytes of a command that was not sent whole. */
  readonly pendingBytes: number;
}

const handlers: Record<string, CommandHandler> = { ...textCommands, ...graphicCommands, ...deviceCommands };

/**
 * A strict ESC/POS interpreter: whatever a real printer would ignore, or do differently by model, comes out as an
 * `unknown` event. Epson's reference: https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/
 */
export function createEscposInterpreter(options: EscposInterpreterOptions): EscposInterpreter {
  const reader = createFrameReader();
  const interpreter = createFrameInterpreter(options);
  return {
    feed: (bytes) => reader.feed(bytes).flatMap((frame) => interpreter.execute(frame)),
    get unfinishedText() {
      return interpreter.unfinishedText;
    },
    get pendingBytes() {
      return reader.pendingBytes;
    },
  };
}

export function createFrameInterpreter(options: EscposInterpreterOptions): FrameInterpreter {
  const chineseMode = options.startInChineseMode ?? false;
  const line = createLineBuffer(options.columns);
  const codePages = createCodePages();
  let leadByte: number | undefined;

  const context: CommandContext = {
    state: initialState(chineseMode),
    line,
    dots: options.dots ?? options.columns * 12,
    endLine(spacingDots) {
      const event = line.end({ align: context.state.align, spacingDots });
      return event === undefined ? [] : [event];
    },
    initialize() {
      const discardedText = line.text;
      line.clear();
      context.state = initialState(chineseMode);
      return [{ type: 'init', discardedText }];
    },
  };

  function addCharacter(character: string, cells: number): EscposEvent[] {
    const { state } = context;
    const { underline, widthScale, heightScale } = state;
    const style = { bold: state.emphasized || state.doubleStrike, underline, widthScale, heightScale };
    const full = line.add(character, cells, style, { align: state.align, spacingDots: state.lineSpacingDots });
    return full === undefined ? [] : [full];
  }

  /** A lead byte that never got its second half. */
  function flushLeadByte(): EscposEvent[] {
    if (leadByte === undefined) return [];
    leadByte = undefined;
    return addCharacter(garbledCharacter, 1);
  }

  function addChineseByte(byte: number, table: readonly string[]): EscposEvent[] {
    if (leadByte !== undefined && byte >= 0x40) {
      const character = decodeChinesePair(leadByte, byte);
      leadByte = undefined;
      return addCharacter(character, cellsOf(character));
    }
    const before = flushLeadByte();
    if (byte < 0x80) return [...before, ...addCharacter(table[byte] ?? '', 1)];
    leadByte = byte;
    return before;
  }

  function addText(bytes: Uint8Array): EscposEvent[] {
    const table = codePages(context.state.codePage);
    const events: EscposEvent[] = [];
    for (const byte of bytes) {
      const added = context.state.chineseMode
        ? addChineseByte(byte, table)
        : addCharacter(table[byte] ?? garbledCharacter, 1);
      events.push(...added);
    }
    return events;
  }

  return {
    execute(frame) {
      if (frame.kind === 'text') return addText(frame.bytes);
      if (frame.kind === 'real-time') return [interpretRealTime(frame.bytes, frame.insideData)];
      const handler = findHandler(frame.bytes);
      const before = flushLeadByte();
      const events = handler === undefined ? 'unknown command' : handler(context, frame.bytes);
      if (typeof events !== 'string') return [...before, ...events];
      return [...before, { type: 'unknown', bytes: frame.bytes, reason: events }];
    },
    get unfinishedText() {
      return line.text;
    },
  };
}

function findHandler(bytes: Uint8Array): CommandHandler | undefined {
  const name = Buffer.from(bytes.subarray(0, 3)).toString('hex');
  return handlers[name] ?? handlers[name.slice(0, 4)] ?? (bytes.length === 1 ? handlers[name.slice(0, 2)] : undefined);
}
