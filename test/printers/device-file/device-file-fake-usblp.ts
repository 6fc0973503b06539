import type { FileHandle } from 'node:fs/promises';
import type { OpenedDeviceFile } from '../../../src/main/printers/device-file/device-file-open.ts';

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** The manners of linux/drivers/usb/class/usblp.c on an O_NONBLOCK file: one transfer under way at a time. */
export interface FakeUsblp {
  readonly file: OpenedDeviceFile;
  readonly closed: boolean;
  /** Every byte submitted so far. */
  readonly submitted: Buffer;
  /** The printer takes the transfer under way. */
  complete(): void;
  /** Every later call fails with this system error. */
  breakWith(code: string): void;
}

export function createFakeUsblp(options: { oneWay?: boolean } = {}): FakeUsblp {
  let submitted = Buffer.alloc(0);
  let underWay = false;
  let closed = false;
  let broken: string | null = null;

  const handle = {
    async write(bytes: Uint8Array, offset: number, length: number) {
      if (broken !== null) throw systemError(broken);
      if (underWay) throw systemError('EAGAIN');
      if (length === 0) return { bytesWritten: 0, buffer: bytes };
      underWay = true;
      submitted = Buffer.concat([submitted, bytes.subarray(offset, offset + length)]);
      return { bytesWritten: length, buffer: bytes };
    },
    async read() {
      if (broken !== null) throw systemError(broken);
      throw systemError(options.oneWay ? 'EINVAL' : 'EAGAIN');
    },
    async close() {
      closed = true;
    },
  };

  return {
    file: { handle: handle as unknown as FileHandle, kind: 'character', readable: true },
    get closed() {
      return closed;
    },
    get submitted() {
      return submitted;
    },
    complete() {
      underWay = false;
    },
    breakWith(code) {
      broken = code;
    },
  };
}
