import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import type { PortStatus, TransportError, WriteOptions } from '../transport/transport.ts';
import { toUsbCallError } from './usb-call-error.ts';
import type { UsbTarget } from './usb-device.ts';
import {
  explainAborted,
  explainHung,
  explainLost,
  explainUsbFailure,
  toTransportError,
  type UsbFailure,
} from './usb-errors.ts';
import type { UsbPipe } from './usb-pipe.ts';
import { UsbReceiver } from './usb-receiver.ts';

const maxPieceBytes = 4096;

type SendOutcome = { taken: number } | { error: unknown };

export interface UsbSessionOptions {
  target: UsbTarget;
  writeTimeoutMs: number;
  onHung: () => void;
}

/** The traffic of one claimed printer: one write and one read at a time (the owner sees to that). */
export class UsbSession {
  readonly #pipe: UsbPipe;
  readonly #target: UsbTarget;
  readonly #writeTimeoutMs: number;
  readonly #onHung: () => void;
  readonly #receiver: UsbReceiver;
  #failure: UsbFailure | null = null;
  #closed: Promise<void> | null = null;
  #onEnd: (() => void) | null = null;
  /** Whoever had the printer before us may have left it halted: its first bytes would be in doubt for nothing. */
  #maybeHalted = true;

  constructor(pipe: UsbPipe, options: UsbSessionOptions) {
    const { target, writeTimeoutMs, onHung } = options;
    this.#pipe = pipe;
    this.#target = target;
    this.#writeTimeoutMs = writeTimeoutMs;
    this.#onHung = onHung;
    this.#receiver = new UsbReceiver(pipe, createIncomingBytes(64 * 1024), (error) => {
      void this.end(explainUsbFailure(target, error));
    });
  }

  get failure(): UsbFailure | null {
    return this.#failure;
  }

  /** Ends the session: pending calls reject with `failure`. Resolves when the printer is let go; never rejects. */
  end(failure: UsbFailure): Promise<void> {
    this.#failure ??= failure;
    this.#closed ??= this.#pipe.close().then((isClosed) => {
      if (!isClosed) {
        this.#failure = explainHung(this.#target);
        this.#onHung();
      }
      this.#onEnd?.();
      this.#receiver.stop();
    });
    return this.#closed;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    let taken = 0;
    this.#throwIfOver(taken, signal);
    if (bytes.length > 0) await this.#clearOldHalt();
    while (taken < bytes.length) {
      this.#throwIfOver(taken, signal);
      // A copy: the kernel may still read a piece whose caller has given up.
      const piece = Uint8Array.from(bytes.subarray(taken, taken + maxPieceBytes));
      const outcome = await this.#send(piece, signal);
      if ('error' in outcome) throw await this.#explainUnsent(outcome.error, taken, piece.length, signal);
      taken += outcome.taken;
      onProgress?.(taken);
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const bytes = await this.#receiver.read(timeoutMs, () => this.#failure !== null);
    if (bytes.length === 0 && this.#failure !== null) throw this.#error();
    return bytes;
  }

  async portStatus(): Promise<PortStatus | null> {
    return this.#ask(() => this.#pipe.control.portStatus());
  }

  async deviceId(): Promise<string | null> {
    return this.#ask(() => this.#pipe.control.deviceId());
  }

  async softReset(): Promise<void> {
    await this.#ask(() =>
      // Its clearing of the halts needs idle endpoints, and the receiver is always listening.
      this.#receiver.pauseWhile(async () => {
        if (await this.#cancelPending()) await this.#pipe.softReset();
      }),
    );
    if (this.#failure !== null) throw this.#error();
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    if (this.#failure !== null) throw this.#error();
    try {
      return await question();
    } catch (cause) {
      const failure = explainUsbFailure(this.#target, cause);
      if (toUsbCallError(cause).failure === 'gone') await this.end(failure);
      throw toTransportError(failure);
    }
  }

  /** False, and ended, when the device is not there any more. */
  async check(): Promise<boolean> {
    if (this.#failure === null && !(await this.#pipe.isThere())) {
      await this.end(explainLost(this.#target));
    }
    return this.#failure === null;
  }

  /** Hands one piece over; after an abort or the end of the session, once nothing is pending any more. */
  async #send(piece: Uint8Array, signal: AbortSignal | undefined): Promise<SendOutcome> {
    const sending: Promise<SendOutcome> = this.#pipe.send(piece, this.#writeTimeoutMs).then(
      (taken) => ({ taken }),
      (error: unknown) => ({ error }),
    );
    let isStopping = false;
    const { promise: stopped, resolve: onStopped } = Promise.withResolvers<void>();
    const onAbort = () => {
      isStopping = true;
      void this.#cancel().then(onStopped);
    };
    this.#onEnd = onStopped;
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      // The transfer itself tells the exact count, if it is given back at all.
      const lost = stopped.then(() => Promise.race([sending, { error: new Error('interrupted') }]));
      const outcome = await Promise.race([sending, lost]);
      // Not before the printer is claimed again, or let go: the caller's next call must find it so.
      if (isStopping || this.#failure !== null) await stopped;
      return outcome;
    } finally {
      this.#onEnd = null;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #cancel(): Promise<void> {
    await this.#receiver.pauseWhile(() => this.#cancelPending());
  }

  /** Ends pending transfers and keeps the printer; false, and the session ends, when that fails. */
  async #cancelPending(): Promise<boolean> {
    const isKept = await this.#pipe.cancel();
    if (!isKept) await this.end(explainLost(this.#target));
    return isKept;
  }

  async #clearOldHalt(): Promise<void> {
    if (!this.#maybeHalted) return;
    this.#maybeHalted = false;
    if (await this.#pipe.control.isHalted()) await this.#pipe.clearHalt('out').catch(() => {});
  }

  /**
   * What became of a piece that was not taken whole. USB tells no count for a transfer that fails, so all of the piece
   * is in doubt and none of it may be sent again; only a `busy` interface has surely taken none.
   */
  async #explainUnsent(cause: unknown, taken: number, length: number, signal: AbortSignal | undefined) {
    const error = toUsbCallError(cause);
    const range = { sureBytes: taken, maybeBytes: taken + (error.failure === 'busy' ? 0 : length) };
    if (this.#failure !== null) return this.#error(range);
    if (signal?.aborted) return toTransportError(explainAborted(signal), range);
    const failure = explainUsbFailure(this.#target, error);
    this.#maybeHalted = true;
    const isStallCleared = async () => (await this.#pipe.clearHalt('out').catch(() => false)) === undefined;
    const isAlive = error.failure === 'timeout' || (error.failure === 'stall' && (await isStallCleared()));
    if (!isAlive) await this.end(failure);
    return toTransportError(failure, range);
  }

  #throwIfOver(taken: number, signal: AbortSignal | undefined): void {
    const range = { sureBytes: taken, maybeBytes: taken };
    if (this.#failure !== null) throw this.#error(range);
    if (signal?.aborted) throw toTransportError(explainAborted(signal), range);
  }

  #error(range: { sureBytes?: number; maybeBytes?: number } = {}): TransportError {
    return toTransportError(this.#failure ?? explainHung(this.#target), range);
  }
}
