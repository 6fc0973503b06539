import { deviceCommands, interpretRealTime } from './interpret-device-commands.ts';
import type { EscposEvent } from './interpret-events.ts';
import { createFrameReader, type Frame } from './interpret-frames.ts';
import { graphicCommands } from './interpret-graphic-commands.ts';
import {
  type CommandContext,
  type CommandHandler,
  createLineBuffer,
  initialState,
  lineSpacingDots,
} from './interpret-state.ts';
import { createCodePages, textCommands } from './interpret-text-commands.ts';

export interface EscposInterpreterOptions {
  /** Characters of font A on a line. */
  columns: number;
  /** Printable dots on a line; by default 12 a character. */
  dots?: number;
}

/** Executes frames in order: a printer without its receive buffer. */
export interface FrameInterpreter {
  execute(frame: Frame): EscposEvent[];
  /** Adds characters to the line, each a cell wide; gives the lines that they pushed out. */
  print(characters: Iterable<string>): EscposEvent[];
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
 * A strict ESC/POS interpreter of what the agent sends: any other command, and whatever a real printer would ignore, or do
 * differently by model, comes out as an `unknown` event. Epson's reference: https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/
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
  const line = createLineBuffer(options.columns);
  const codePages = createCodePages();

  const context: CommandContext = {
    state: initialState(),
    line,
    dots: options.dots ?? options.columns * 12,
    initialize() {
      const discardedText = line.text;
      line.clear();
      context.state = initialState();
      return [{ type: 'init', discardedText }];
    },
  };

  function print(characters: Iterable<string>): EscposEvent[] {
    const { bold, widthScale, heightScale, align } = context.state;
    const style = { bold, widthScale, heightScale };
    const lineBreak = { align, spacingDots: lineSpacingDots };
    const full: EscposEvent[] = [];
    for (const character of characters) {
      const pushedOut = line.add(character, style, lineBreak);
      if (pushedOut !== undefined) full.push(pushedOut);
    }
    return full;
  }

  return {
    execute(frame) {
      if (frame.kind === 'text') {
        const table = codePages(context.state.codePage);
        return print(Array.from(frame.bytes, (byte) => table[byte] ?? ''));
      }
      if (frame.kind === 'real-time') return [interpretRealTime(frame.bytes, frame.insideData)];
      const handler = findHandler(frame.bytes);
      const events = handler === undefined ? 'unknown command' : handler(context, frame.bytes);
      return typeof events === 'string' ? [{ type: 'unknown', bytes: frame.bytes, reason: events }] : events;
    },
    print,
    get unfinishedText() {
      return line.text;
    },
  };
}

function findHandler(bytes: Uint8Array): CommandHandler | undefined {
  const name = Buffer.from(bytes.subarray(0, 3)).toString('hex');
  return handlers[name] ?? handlers[name.slice(0, 4)] ?? (bytes.length === 1 ? handlers[name.slice(0, 2)] : undefined);
}
