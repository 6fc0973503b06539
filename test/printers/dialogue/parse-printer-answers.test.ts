import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAnswerParser, type PrinterAnswer } from '../../../src/main/printers/dialogue/parse-printer-answers.ts';

const parse = (...bytes: number[]) => createAnswerParser().push(Uint8Array.from(bytes));
const realTime = (byte: number): PrinterAnswer => ({ kind: 'real-time-status', byte });
const other = (byte: number): PrinterAnswer => ({ kind: 'other', byte });
const buffered = (byte: number): PrinterAnswer => ({ kind: 'buffered-status', byte });

it('tells the classes of answers apart', () => {
  expect(parse(0x12)).toEqual([realTime(0x12)]);
  expect(parse(0x7e, 0x16)).toEqual([realTime(0x7e), realTime(0x16)]);
  expect(parse(0x00, 0x0f, 0x6c)).toEqual([buffered(0x00), buffered(0x0f), other(0x6c)]);
  expect(parse(0x18, 0x00, 0x0c, 0x0f)).toEqual([{ kind: 'automatic-status', bytes: [0x18, 0x00, 0x0c, 0x0f] }]);
});

it('reads the confirmation of a print, whatever its characters look like', () => {
  const confirmed = [0x37, 0x22, ...Buffer.from('2070'), 0x00];
  expect(parse(...confirmed)).toEqual([{ kind: 'print-completed', id: '2070' }]);
  expect(parse(0x12, ...confirmed, 0x00)).toEqual([
    realTime(0x12),
    { kind: 'print-completed', id: '2070' },
    buffered(0),
  ]);
});

it('reads again what only looked like a confirmation', () => {
  expect(parse(0x37, 0x12)).toEqual([realTime(0x12)]);
  expect(parse(0x37, 0x22, 0x12, 0x16, 0x00, 0x01, 0x02)).toEqual([
    other(0x22),
    realTime(0x12),
    realTime(0x16),
    buffered(0x00),
    buffered(0x01),
    buffered(0x02),
  ]);
});

it('skips flow control, and leaves nothing else out', () => {
  expect(parse(0x11, 0x13, 0x80, 0xff, 0x4c, 0x12)).toEqual([other(0x80), other(0xff), other(0x4c), realTime(0x12)]);
  expect(parse(0x10, 0x13, 0x00, 0x11, 0x00, 0x00)).toEqual([{ kind: 'automatic-status', bytes: [0x10, 0, 0, 0] }]);
});

it('finds a real-time answer inside an automatic status', () => {
  expect(parse(0x10, 0x00, 0x1a, 0x00, 0x00)).toEqual([
    realTime(0x1a),
    { kind: 'automatic-status', bytes: [0x10, 0, 0, 0] },
  ]);
});

it('drops an automatic status that was cut short', () => {
  expect(parse(0x10, 0x00, 0x18, 0x01, 0x02, 0x03)).toEqual([
    { kind: 'automatic-status', bytes: [0x18, 0x01, 0x02, 0x03] },
  ]);
});

it('forgets a block that was begun when reset', () => {
  const parser = createAnswerParser();
  expect(parser.push(Uint8Array.of(0x37, 0x22, 0x41))).toEqual([]);
  parser.reset();
  expect(parser.push(Uint8Array.of(0x12))).toEqual([realTime(0x12)]);
});

it('does not depend on how the bytes are cut into chunks', () => {
  const interesting = fc.constantFrom(0x00, 0x03, 0x10, 0x11, 0x12, 0x13, 0x18, 0x1a, 0x22, 0x32, 0x37, 0x41, 0xff);
  fc.assert(
    fc.property(fc.array(fc.array(interesting)), (chunks) => {
      const parser = createAnswerParser();
      const inChunks = chunks.flatMap((chunk) => parser.push(Uint8Array.from(chunk)));
      expect(inChunks).toEqual(parse(...chunks.flat()));
    }),
  );
});
