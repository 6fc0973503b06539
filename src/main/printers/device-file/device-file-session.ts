import { setTimeout as delay } from 'node:timers/promises';
import { systemErrorCode } from '../../base/errors.ts';
import { TransportError, type WriteOptions } from '../transport/transport.ts';
import { type DeviceFailure, explainLostDevice, toTransportError } from './device-file-errors.ts';
import type { OpenedDeviceFile } from './device-file-open.ts';

const maxPieceBytes = 4096;
const maxReadBytes = 4096;
/** A full-speed USB printer takes a piece in about 4 ms; a stalled one is asked 20 times a second. */
const firstPauseMs = 4;
const longestPauseMs = 50;
const maxTimerMs = 2 ** 31 - 1;

/** The traffic of one opened device file, by polling: one write and one read at a time (the owner sees to that). */
export class DeviceFileSession {
  readonly #path: string;
  readonly #file: OpenedDeviceFile;
  readonly #ended = new AbortController();
  #failure: DeviceFailure | null = null;
  #closed: Promise<void> | null = null;

  constructor(path: string, file: OpenedDeviceFile) {
    this.#path = path;
    this.#file = file;
  }

  get failure(): DeviceFailure | null {
    return this.#failure;
  }

  get readable(): boolean {
    return this.#file.readable;
  }

  /** Ends the session: pending calls reject with `failure`. Resolves when the file is closed; never rejects. */
  end(failure: DeviceFailure): Promise<void> {
    this.#failure ??= failure;
    this.#ended.abort();
    this.#closed ??= this.#file.handle.close().catch(() => {});
    return this.#closed;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    const pauses = this.#createPauses(signal);
    let taken = 0;
    this.#throwIfOver(taken, signal);
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
      void this.end(explainLostDevice(this.#path, error));
      throw this.#error(offset, inDoubt);
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
      if (state === 'gone') throw this.#error(taken, 0);
      await pauses.next();
    }
  }

  /** A zero-size write: harmless, and it tells a busy device and a gone one. */
  async #ask(): Promise<'idle' | 'busy' | 'gone'> {
    try {
      // Node answers an empty buffer by itself; a length of 0 reaches the system.
      await this.#file.handle.write(new Uint8Array(1), 0, 0, null);
      return 'idle';
    } catch (error) {
      if (isTryAgain(error)) return 'busy';
      if (!isGone(error)) return 'idle';
      void this.end(explainLostDevice(this.#path, error));
      return 'gone';
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const deadline = performance.now() + timeoutMs;
    const pauses = this.#createPauses();
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
      if (bytesRead === 0 && (await this.#ask()) === 'gone') throw this.#error(0, 0);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      if (error instanceof TransportError) throw error;
      // usblp on a one-way printer: it opens for reading, and refuses every read.
      if (systemErrorCode(error) === 'EINVAL') this.#file.readable = false;
      else if (!isTryAgain(error)) {
        void this.end(explainLostDevice(this.#path, error));
        throw this.#error(0, 0);
      }
      return new Uint8Array(0);
    }
  }

  #throwIfOver(taken: number, signal?: AbortSignal): void {
    if (this.#failure !== null) throw this.#error(taken, 0);
    if (!signal?.aborted) return;
    const aborted = {
      code: 'WRITE_ABORTED',
      message: "L'envoi à l'imprimante a été interrompu.",
      cause: signal.reason,
    };
    throw toTransportError(aborted, this.#range(taken, 0));
  }

  #error(taken: number, inDoubt: number): TransportError {
    return toTransportError(this.#failure ?? explainLostDevice(this.#path, undefined), this.#range(taken, inDoubt));
  }

  /** Sure for a plain file alone: a pipe, a terminal and usblp hold bytes back that die with the other side. */
  #range(taken: number, inDoubt: number): { sureBytes: number; maybeBytes: number } {
    return { sureBytes: this.#file.kind === 'file' ? taken : 0, maybeBytes: taken + inDoubt };
  }

  #createPauses(signal?: AbortSignal): Pauses {
    return createPauses(signal === undefined ? this.#ended.signal : AbortSignal.any([this.#ended.signal, signal]));
  }
}

interface Pauses {
  /** Waits a little longer each time, `atMostMs` at most, and no longer than the signal; `poll` false: all of it. */
  next(atMostMs?: number, poll?: boolean): Promise<void>;
  restart(): void;
}

function createPauses(signal: AbortSignal): Pauses {
  let pauseMs = firstPauseMs;
  return {
    async next(atMostMs = maxTimerMs, poll = true) {
      const ms = Math.min(poll ? pauseMs : maxTimerMs, Math.max(1, atMostMs));
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      await delay(ms, undefined, { signal }).catch(() => {});
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
