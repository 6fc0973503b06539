import iconv from 'iconv-lite';
import {
  createFrameInterpreter,
  type EscposInterpreterOptions,
  type FrameInterpreter,
} from '../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';
import type { Frame } from '../../src/main/escpos/interpret/interpret-frames.ts';

const ESC = 0x1b;
const FS = 0x1c;

const garbledCharacter = '▯';

/**
 * A printer that knows Chinese: between `FS &` and `FS .` it reads two bytes of GBK as one character, where the agent meant
 * two accents. Some XPrinter and Gprinter models are in this mode after every ESC @ (DantSu#185).
 */
export function createChineseInterpreter(
  options: EscposInterpreterOptions & { startInChineseMode: boolean },
): FrameInterpreter {
  const interpreter = createFrameInterpreter(options);
  let isChinese = options.startInChineseMode;
  let leadByte: number | undefined;

  /** A lead byte that never got its second half. */
  function halfCharacter(): string[] {
    if (leadByte === undefined) return [];
    leadByte = undefined;
    return [garbledCharacter];
  }

  function decode(byte: number): string[] {
    if (leadByte !== undefined && byte >= 0x40) {
      const pair = decodePair(leadByte, byte);
      leadByte = undefined;
      return pair;
    }
    const before = halfCharacter();
    if (byte < 0x80) return [...before, String.fromCharCode(byte)];
    leadByte = byte;
    return before;
  }

  function executeCommand(frame: Frame): EscposEvent[] {
    const [first, second] = frame.bytes;
    if (first === ESC && second === 0x40) isChinese = options.startInChineseMode;
    if (first === FS && second === 0x2e) isChinese = false;
    if (first !== FS || second !== 0x26) return interpreter.execute(frame);
    isChinese = true;
    return [];
  }

  return {
    execute(frame) {
      if (frame.kind === 'text' && isChinese) return interpreter.print([...frame.bytes].flatMap(decode));
      if (frame.kind !== 'command') return interpreter.execute(frame);
      const before = interpreter.print(halfCharacter());
      const events = executeCommand(frame);
      return before.length === 0 ? events : [...before, ...events];
    },
    print: interpreter.print,
    get unfinishedText() {
      return interpreter.unfinishedText;
    },
  };
}

/** Square: its second cell stays empty. */
function decodePair(lead: number, trail: number): string[] {
  const text = iconv.decode(Buffer.from([lead, trail]), 'gbk');
  return text.length === 1 && text !== '\ufffd' ? [text, ''] : [garbledCharacter];
}
