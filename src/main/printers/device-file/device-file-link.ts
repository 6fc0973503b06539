import { systemErrorCode } from '../../base/errors.ts';
import { LinkEnd, type WayLink } from '../transport/connector.ts';
import { LinkError, type WriteOptions, type WriteRange } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { explainClosedDevice, explainLostDevice } from './device-file-errors.ts';
import type { OpenedDeviceFile } from './device-file-open.ts';

const maxPieceBytes = 4096;
const maxReadBytes = 4096;
/** A full-speed USB printer takes a piece in about 4 ms; a stalled one is asked 20 times a second. */
const firstPauseMs = 4;
const longestPauseMs = 50;

/** The traffic of one opened device file, by polling. */
export class DeviceFileLink implements WayLink {
  readonly #path: string;
  readonly #file: OpenedDeviceFile;
  readonly #closeTimeoutMs: number;
  readonly #end = new LinkEnd();
  #closed: Promise<unknown> | null = null;

  constructor(path: string, file: OpenedDeviceFile, closeTimeoutMs: number) {
    this.#path = path;
    this.#file = file;
    this.#closeTimeoutMs = closeTimeoutMs;
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  get readable(): boolean {
    return this.#file.readable;
  }

  async close(): Promise<void> {
    await this.#lose(explainClosedDevice(this.#path));
  }

  /** Resolves when the file is closed, or takes too long to be. */
  #lose(error: LinkError): Promise<unknown> {
    this.#end.come(error);
    this.#closed ??= raceEnd(
      this.#file.handle.close().catch(() => {}),
      { timeoutMs: this.#closeTimeoutMs },
    );
    return this.#closed;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    const pauses = createPauses([this.ended, signal]);
    let taken = 0;
    while (taken < bytes.length) {
      this.#throwIfOver(taken, signal);
      const count = await this.#writePiece(bytes, taken);
      if (count === 0) {
        await pauses.next();
        continue;
      }
      taken += count;
      pauses.restart();
      onProgress?.(taken);
    }
    await this.#settle(taken, signal, pauses);
  }

  /** Returns the bytes taken, 0 when the device takes none at present. */
  async #writePiece(bytes: Uint8Array, offset: number): Promise<number> {
    const length = Math.min(maxPieceBytes, bytes.length - offset);
    try {
      return (await this.#file.handle.write(bytes, offset, length, null)).bytesWritten;
    } catch (error) {
      if (isTryAgain(error)) return 0;
      // usblp answers EIO for a piece that failed after it was submitted, too; ENODEV, ENXIO and EPIPE come before.
      const inDoubt = this.#file.kind === 'character' && systemErrorCode(error) === 'EIO' ? length : 0;
      throw this.#fail(error).after(this.#range(offset, inDoubt));
    }
  }

  /**
   * Waits until a character device has really let go of the last piece. On an O_NONBLOCK file, usblp answers a write
   * as soon as its transfer is submitted and cancels it on close: the end of the ticket would be lost. Its own
   * comment (linux/drivers/usb/class/usblp.c, usblp_wwait) names the zero-size write as the way to wait; here it
   * answers EAGAIN meanwhile.
   */
  async #settle(taken: number, signal: AbortSignal | undefined, pauses: Pauses): Promise<void> {
    if (this.#file.kind !== 'character' || taken === 0) return;
    for (;;) {
      this.#throwIfOver(taken, signal);
      const state = await this.#ask();
      if (state === 'idle') return;
      if (typeof state === 'object') throw state.after(this.#range(taken, 0));
      await pauses.next();
    }
  }

  /** A zero-size write: harmless, and it tells a busy device and a gone one. */
  async #ask(): Promise<'idle' | 'busy' | LinkError> {
    try {
      // Node answers an empty buffer by itself; a length of 0 reaches the system.
      await this.#file.handle.write(new Uint8Array(1), 0, 0, null);
      return 'idle';
    } catch (error) {
      if (isTryAgain(error)) return 'busy';
      return isGone(error) ? this.#fail(error) : 'idle';
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const deadline = performance.now() + timeoutMs;
    const pauses = createPauses([this.ended]);
    for (;;) {
      this.#throwIfOver(0);
      const bytes = await this.#readPiece();
      if (bytes.length > 0) return bytes;
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return bytes;
      await pauses.next(leftMs, this.readable);
    }
  }

  async #readPiece(): Promise<Uint8Array> {
    if (!this.#file.readable) return new Uint8Array(0);
    try {
      const { bytesRead, buffer } = await this.#file.handle.read(new Uint8Array(maxReadBytes), 0, maxReadBytes, null);
      // End of file: nothing yet (usblp), or a terminal whose other side is gone; only a write tells which.
      const state = bytesRead === 0 ? await this.#ask() : 'idle';
      if (typeof state === 'object') throw state;
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (error instanceof LinkError) throw error;
      // usblp on a one-way printer: it opens for reading, and refuses every read.
      if (systemErrorCode(error) === 'EINVAL') this.#file.readable = false;
      else if (!isTryAgain(error)) throw this.#fail(error);
      return new Uint8Array(0);
    }
  }

  #throwIfOver(taken: number, signal?: AbortSignal): void {
    const error = this.#end.over(signal)?.after(this.#range(taken, 0));
    if (error !== undefined) throw error;
  }

  /** Ends the link for a call that failed, and says why it has ended: closed, it may have been before. */
  #fail(cause: unknown): LinkError {
    const error = explainLostDevice(this.#path, cause);
    void this.#lose(error);
    return this.#end.error ?? error;
  }

  /** Sure for a plain file alone: a pipe, a terminal and usblp hold bytes back that die with the other side. */
  #range(taken: number, inDoubt: number): WriteRange {
    return { sureBytes: this.#file.kind === 'file' ? taken : 0, maybeBytes: taken + inDoubt };
  }
}

interface Pauses {
  /** Waits a little longer each time, `atMostMs` at most, and no longer than the signals; `poll` false: all of it. */
  next(atMostMs?: number, poll?: boolean): Promise<void>;
  restart(): void;
}

function createPauses(signals: (AbortSignal | undefined)[]): Pauses {
  let pauseMs = firstPauseMs;
  return {
    async next(atMostMs = longestPauseMs, poll = true) {
      const timeoutMs = poll ? Math.min(pauseMs, Math.max(1, atMostMs)) : atMostMs;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      await raceEnd(new Promise(() => {}), { signals, timeoutMs });
    },
    restart() {
      pauseMs = firstPauseMs;
    },
  };
}

function isTryAgain(error: unknown): boolean {
  return ['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes(systemErrorCode(error));
}

function isGone(error: unknown): boolean {
  return ['ENODEV', 'ENXIO', 'EIO', 'EPIPE', 'EBADF'].includes(systemErrorCode(error));
}
