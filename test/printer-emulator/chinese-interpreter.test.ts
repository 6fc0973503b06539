import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import { encodeReceipt } from '../../src/main/escpos/encode/encode-receipt.ts';
import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';
import { createFrameReader } from '../../src/main/escpos/interpret/interpret-frames.ts';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { drawerOptions, fakeRasterizer } from '../escpos/encode/encode-read-back.ts';
import { createChineseInterpreter } from './chinese-interpreter.ts';
import { FaultyPrinter, type FaultyPrinterOptions } from './faulty-printer.ts';
import { bytesOf, plugIn } from './plug-in.ts';

function interpret(startInChineseMode: boolean, ...pieces: (number[] | string)[]): EscposEvent[] {
  const interpreter = createChineseInterpreter({ columns: 32, dots: 384, startInChineseMode });
  return createFrameReader()
    .feed(bytesOf(...pieces))
    .flatMap((frame) => interpreter.execute(frame));
}

const textOf = (events: EscposEvent[]) =>
  events.flatMap((event) => (event.type === 'line' ? event.spans.map((span) => span.text).join('') : []));

describe('a printer that knows Chinese', () => {
  it('garbles accents in Chinese mode, two bytes a character, until FS .', () => {
    const events = interpret(false, [0x1c, 0x26], [...iconv.encode('crème', 'cp858')], '\n', [0x1c, 0x2e], 'fin\n');
    expect(textOf(events)).toEqual(['cr妋e', 'fin']);
  });

  it('starts in Chinese mode, again after ESC @, on the models that do', () => {
    const accent = [0x82, 0x73];
    const events = interpret(true, accent, '\n', [0x1c, 0x2e], accent, '\n', [0x1b, 0x40], accent, '\n');
    expect(textOf(events)).toEqual(['俿', 'és', '俿']);
  });

  it('prints half a Chinese character as garbage', () => {
    expect(textOf(interpret(false, [0x1c, 0x26], [0x82], '\n'))).toEqual(['▯']);
  });

  it('counts a Chinese character as two cells', () => {
    const [first, second] = interpret(true, Array(34).fill(0xb0), '\n');
    expect(textOf([first, second].filter((event) => event !== undefined))).toEqual(['鞍'.repeat(16), '鞍']);
  });
});

describe('the agent', () => {
  const receipt = encodeReceipt({ elements: [{ type: 'text', text: 'Crème brûlée' }] }, generic58, {
    drawer: drawerOptions,
    rasterizer: fakeRasterizer(),
  });

  async function print(bytes: Uint8Array): Promise<string> {
    const options: Partial<FaultyPrinterOptions> = { profile: generic58, startInChineseMode: true };
    const { device, papers } = plugIn((made) => new FaultyPrinter(made), options);
    device.accept(bytes);
    await device.flush();
    return renderPaperText(papers[0]?.events ?? [], generic58);
  }

  it('is read right by a printer that starts in Chinese mode, for it leaves it first', async () => {
    expect(await print(receipt)).toBe('Crème brûlée\n');
    const leavesChinese = Buffer.from(receipt).indexOf('\x1c.', 'latin1');
    expect(leavesChinese).toBe(2);
    expect(await print(receipt.filter((_, at) => at < leavesChinese || at >= leavesChinese + 2))).not.toContain('è');
  });
});
