import { commandLength } from './interpret-command-length.ts';

/**
 * A run of printable bytes, one whole command, or a real-time command. A real-time command inside the data of another one
 * comes out as soon as it has arrived, before the command that holds it.
 */
export type Frame =
  | { kind: 'text' | 'command'; bytes: Uint8Array }
  | { kind: 'real-time'; bytes: Uint8Array; insideData: boolean };

export interface FrameReader {
  /** Takes any piece of the stream; gives the frames that are now whole. */
  feed(bytes: Uint8Array): Frame[];
  /** Bytes of a command that is not whole yet. */
  readonly pendingBytes: number;
  /** Forgets them, as a printer whose link was reset. */
  reset(): void;
}

const DLE = 0x10;

/** Cuts an ESC/POS stream into frames; commands may be split anywhere between two `feed`s. */
export function createFrameReader(): FrameReader {
  let buffer = new Uint8Array(256);
  let length = 0;
  /** Where the search for real-time commands inside the pending command goes on. */
  let scanned = 1;

  function append(bytes: Uint8Array): void {
    if (length + bytes.length > buffer.length) {
      const grown = new Uint8Array(Math.max(buffer.length * 2, length + bytes.length));
      grown.set(buffer.subarray(0, length));
      buffer = grown;
    }
    buffer.set(bytes, length);
    length += bytes.length;
  }

  function take(from: number, size: number): Uint8Array {
    return buffer.slice(from, from + size);
  }

  /** Clones look for real-time commands in every byte they receive, image bytes too, and print the image all the same. */
  function scanData(start: number, end: number, whole: boolean, frames: Frame[]): void {
    while (start + scanned < end) {
      const size = realTimeSizeAt(buffer, start + scanned, end, whole);
      if (size === undefined) return;
      if (size > 0) frames.push({ kind: 'real-time', bytes: take(start + scanned, size), insideData: true });
      scanned += Math.max(size, 1);
    }
  }

  function nextFrameEnd(start: number, frames: Frame[]): number | undefined {
    const first = buffer[start] ?? 0;
    if (first >= 0x20) {
      let end = start + 1;
      while (end < length && (buffer[end] ?? 0) >= 0x20) end++;
      frames.push({ kind: 'text', bytes: take(start, end - start) });
      return end;
    }
    const size = commandLength((offset) => (start + offset < length ? buffer[start + offset] : undefined));
    const end = size === undefined ? length : Math.min(start + size, length);
    const whole = size !== undefined && start + size <= length;
    if (first !== DLE) scanData(start, end, whole, frames);
    if (!whole) return undefined;
    const bytes = take(start, end - start);
    frames.push(isRealTime(bytes) ? { kind: 'real-time', bytes, insideData: false } : { kind: 'command', bytes });
    scanned = 1;
    return end;
  }

  return {
    feed(bytes) {
      append(bytes);
      const frames: Frame[] = [];
      let start = 0;
      while (start < length) {
        const end = nextFrameEnd(start, frames);
        if (end === undefined) break;
        start = end;
      }
      buffer.copyWithin(0, start, length);
      length -= start;
      return frames;
    },
    get pendingBytes() {
      return length;
    },
    reset() {
      length = 0;
      scanned = 1;
    },
  };
}

function isRealTime(bytes: Uint8Array): boolean {
  return realTimeSizeAt(bytes, 0, bytes.length, true) === bytes.length;
}

/**
 * The size of the real-time command at `at`: 0 if there is none, `undefined` while it cannot be known yet. m and t of
 * `DLE DC4 1 m t` are not checked, and may be missing at the end of the data: a clone takes whatever comes next.
 */
function realTimeSizeAt(bytes: Uint8Array, at: number, end: number, whole: boolean): number | undefined {
  if (bytes[at] !== DLE) return 0;
  const missing = whole ? 0 : undefined;
  if (at + 2 >= end) return missing;
  const [second, third] = [bytes[at + 1], bytes[at + 2] ?? 0];
  if (second === 0x04) return third >= 1 && third <= 4 ? 3 : 0;
  if (second !== 0x14 || third !== 1) return 0;
  if (at + 5 <= end) return 5;
  return whole ? end - at : undefined;
}
