import type { WindowsDeviceFileSystem } from '../../../src/main/printers/windows/windows-device-connector.ts';

/** As Node reports libuv's name of a Windows error. */
export function windowsError(code: string, extra: object = {}): Error {
  return Object.assign(new Error(`${code}: write`), { code, ...extra });
}

/**
 * A usbprint device as its documentation has it: one handle at a time here (the strictest a driver could be), writes
 * that wait for the printer, and that only the end of the process takes back.
 * Blind spots: usbprint.sys itself, how many bytes it takes ahead, its error numbers, whether it shares its handle with the
 * spooler, and what Windows does with the rest of a piece when the process is killed.
 */
export interface FakeUsbprint {
  readonly fs: WindowsDeviceFileSystem;
  readonly openHandles: number;
  /** Writes that wait for the printer. */
  readonly waitingWrites: number;
  /** How often `open` was called. */
  readonly opened: number;
  received(): Buffer;
  stall(): void;
  resume(): void;
  cut(): void;
  /** What the death of the process does: the calls under way come back, having taken a part of their bytes. */
  endProcess(): void;
  /** The next calls of `open` fail with these errors. */
  refuse(...errors: Error[]): void;
}

export function createFakeUsbprint(): FakeUsbprint {
  const chunks: Buffer[] = [];
  const refusals: Error[] = [];
  const waiting = new Set<(how: 'go on' | 'cut' | 'killed') => void>();
  let stalled = false;
  let gone = false;
  let openHandles = 0;
  let opened = 0;
  const wake = (how: 'go on' | 'cut' | 'killed') => {
    for (const each of waiting) each(how);
    waiting.clear();
  };

  const write = async (bytes: Uint8Array, offset: number, length: number) => {
    const piece = Buffer.from(bytes.subarray(offset, offset + length));
    if (gone) throw windowsError('UNKNOWN');
    const how = stalled ? await new Promise<'go on' | 'cut' | 'killed'>((resolve) => waiting.add(resolve)) : 'go on';
    if (how !== 'go on') {
      // The worst for whoever counts: a part of it did go out.
      chunks.push(piece.subarray(0, Math.floor(length / 2)));
      throw windowsError(how === 'cut' ? 'EIO' : 'ECANCELED');
    }
    chunks.push(piece);
    return { bytesWritten: length };
  };

  return {
    fs: {
      async open() {
        opened += 1;
        const refusal = refusals.shift();
        if (refusal !== undefined) throw refusal;
        if (gone) throw windowsError('ENOENT');
        if (openHandles > 0) throw windowsError('EBUSY');
        openHandles += 1;
        return {
          write,
          close: async () => {
            openHandles -= 1;
          },
        };
      },
    },
    get openHandles() {
      return openHandles;
    },
    get waitingWrites() {
      return waiting.size;
    },
    get opened() {
      return opened;
    },
    received: () => Buffer.concat(chunks),
    stall: () => {
      stalled = true;
    },
    resume: () => {
      stalled = false;
      wake('go on');
    },
    cut: () => {
      gone = true;
      wake('cut');
    },
    endProcess: () => wake('killed'),
    refuse: (...errors) => {
      refusals.push(...errors);
    },
  };
}
