/**
 * Where a command ends, from the Epson ESC/POS command reference
 * (https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/). Commands that are not interpreted are
 * listed too: a reader that loses the frame prints parameters as text.
 */

const DLE = 0x10;
const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;

/** Total lengths, by the second byte's character. */
const fixedLengths: Record<number, Record<string, number>> = {
  [ESC]: {
    '@': 2,
    '2': 2,
    i: 2,
    m: 2,
    ...Object.fromEntries([...'!-EGMadJtR3 {VrTU='].map((name) => [name, 3])),
    $: 4,
    '\\': 4,
    c: 4,
    B: 4,
    p: 5,
  },
  [FS]: { '&': 2, '.': 2, ...Object.fromEntries([...'!-CW'].map((name) => [name, 3])), S: 4, p: 4 },
  [GS]: {
    ...Object.fromEntries([...'!arhwHfBIb'].map((name) => [name, 3])),
    ...Object.fromEntries([...'LWP$\\'].map((name) => [name, 4])),
  },
};

/** The limits of `GS v 0` in Epson's reference; without them four bytes of noise would swallow 4 GB as an image. */
const maxRasterBytesPerRow = 255;
const maxRasterRows = 0x08ff;
const maxNulTerminated = 260;

/** Bytes of `GS v 0` up to its data. */
export const rasterHeaderLength = 8;

type ByteAt = (offset: number) => number | undefined;

/**
 * The length of the command whose first byte is `at(0)`, a control character; `undefined` while more bytes are
 * needed to know. An unknown command counts only the bytes that name it, as printers do.
 */
export function commandLength(at: ByteAt): number | undefined {
  const [first, second] = [at(0), at(1)];
  if (first === undefined || (first !== DLE && first !== ESC && first !== FS && first !== GS)) return 1;
  if (second === undefined) return undefined;
  if (first === DLE) return realTimeLength(second, at);
  const name = String.fromCharCode(second);
  const fixed = fixedLengths[first]?.[name];
  if (fixed !== undefined) return fixed;
  if (name === '(') return withWord(at, 3, (length) => 5 + length);
  if (first === ESC) return escapeLength(name, at);
  return first === GS ? groupLength(name, at) : 2;
}

function realTimeLength(second: number, at: ByteAt): number | undefined {
  if (second !== 0x04 && second !== 0x14) return 2;
  const third = at(2);
  if (third === undefined) return undefined;
  return second === 0x14 && third === 1 ? 5 : 3;
}

function escapeLength(name: string, at: ByteAt): number | undefined {
  if (name === '*') {
    const mode = at(2);
    return mode === undefined ? undefined : withWord(at, 3, (columns) => 5 + columns * (mode >= 32 ? 3 : 1));
  }
  return name === 'D' ? nulTerminated(at, 2) : 2;
}

function groupLength(name: string, at: ByteAt): number | undefined {
  if (name !== 'V' && name !== 'k' && name !== 'v') return 2;
  const third = at(2);
  if (third === undefined) return undefined;
  if (name === 'V') return isCutWithFeed(third) ? 4 : 3;
  if (name === 'k') return barcodeLength(third, at);
  return third === 0x30 ? rasterLength(at) : 3;
}

/** `GS V m n`: these m have an n, and eat the next byte where it is forgotten. */
export function isCutWithFeed(m: number): boolean {
  return m === 65 || m === 66 || m === 97 || m === 98 || m === 103 || m === 104;
}

function barcodeLength(system: number, at: ByteAt): number | undefined {
  if (system <= 6) return nulTerminated(at, 3);
  if (system < 65 || system > 79) return 3;
  const count = at(3);
  return count === undefined ? undefined : 4 + count;
}

function rasterLength(at: ByteAt): number | undefined {
  return withWord(at, 4, (bytesPerRow) =>
    withWord(at, 6, (rows) => {
      const possible = bytesPerRow <= maxRasterBytesPerRow && rows <= maxRasterRows;
      return possible ? rasterHeaderLength + bytesPerRow * rows : rasterHeaderLength;
    }),
  );
}

function nulTerminated(at: ByteAt, from: number): number | undefined {
  for (let offset = from; offset < maxNulTerminated; offset++) {
    const byte = at(offset);
    if (byte === undefined) return undefined;
    if (byte === 0) return offset + 1;
  }
  return from;
}

/** Little-endian 16 bits at `offset`, passed on once both bytes are there. */
function withWord(at: ByteAt, offset: number, next: (word: number) => number | undefined): number | undefined {
  const [low, high] = [at(offset), at(offset + 1)];
  return low === undefined || high === undefined ? undefined : next(low + high * 256);
}
