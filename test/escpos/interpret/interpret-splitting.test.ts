import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEscposInterpreter } from '../../../src/main/escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../../src/main/escpos/interpret/interpret-events.ts';

const options = { columns: 32, dots: 384 };

const word = (length: number) => [length & 0xff, length >> 8];
const any = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 255 }), { maxLength });

/** Bytes full of what begins a command, so that frames are lost and found again. */
const noise = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x10, 0x04, 0x14, 0x01, 0x1b, 0x1c, 0x1d, 0x0a, 0x28, 0x76, 0x30),
  ),
  { maxLength: 40 },
);

const realTime = fc.constantFrom([0x10, 0x04, 0x01], [0x10, 0x14, 0x01, 0x00, 0x01], [0x10, 0x14], [0x10]);
const data = fc.array(fc.oneof(any(6), realTime), { maxLength: 8 }).map((parts) => parts.flat());

const image = fc.tuple(fc.integer({ min: 1, max: 4 }), data).map(([width, bytes]) => {
  const rows = Math.floor(bytes.length / width);
  return [0x1d, 0x76, 0x30, 0, ...word(width), ...word(rows), ...bytes.slice(0, width * rows)];
});

const stream = fc
  .array(
    fc.oneof(
      noise,
      image,
      realTime,
      data.map((bytes) => [0x1d, 0x28, 0x6b, ...word(bytes.length + 3), 49, 80, 48, ...bytes]),
      fc.string().map((text) => [...Buffer.from(text), 0x0a]),
      fc.constantFrom([0x1c, 0x26], [0x1c, 0x2e], [0x1b, 0x40], [0x1d, 0x56, 0x42, 0x00], [0x1b, 0x70, 0, 25, 250]),
    ),
    { maxLength: 20 },
  )
  .map((parts) => new Uint8Array(parts.flat()));

function interpretIn(pieces: Uint8Array[]): EscposEvent[] {
  const interpreter = createEscposInterpreter(options);
  return pieces.flatMap((piece) => interpreter.feed(piece));
}

function split(bytes: Uint8Array, cuts: number[]): Uint8Array[] {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

it('gives the same events for every split of the stream', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat()), (bytes, cuts) => {
      expect(interpretIn(split(bytes, cuts))).toEqual(interpretIn([bytes]));
    }),
    { numRuns: 500 },
  );
});

it('gives the same events byte by byte', () => {
  fc.assert(
    fc.property(stream, (bytes) => {
      expect(interpretIn(Array.from(bytes, (byte) => new Uint8Array([byte])))).toEqual(interpretIn([bytes]));
    }),
    { numRuns: 500 },
  );
});

it('never throws and never prints more than a line holds', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      for (const event of interpretIn([bytes])) {
        if (event.type !== 'line') continue;
        const cells = event.spans.reduce((sum, span) => sum + span.text.length * span.widthScale, 0);
        expect(cells).toBeLessThanOrEqual(32);
      }
    }),
  );
});
