import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import { misuse, TransportError, type WriteOptions } from '../transport/transport.ts';
import type { VirtualPrinterDevice } from './virtual-device.ts';
import { explainUnplugged, type VirtualFailure } from './virtual-errors.ts';

const maxPieceBytes = 4096;
const maxIncomingBytes = 64 * 1024;
const maxTimerMs = 2 ** 31 - 1;

interface PendingWrite {
  bytes: Uint8Array;
  takenBytes: number;
  onProgress: WriteOptions['onProgress'];
  finish(error?: TransportError): void;
}

/** The traffic of one connection to the device: one write and one read at a time, until it is lost or closed. */
export class VirtualTraffic {
  readonly #device: VirtualPrinterDevice;
  readonly #incoming = createIncomingBytes(maxIncomingBytes);
  #failure: VirtualFailure | null = null;
  #write: PendingWrite | null = null;
  #settleRead: (() => void) | null = null;

  constructor(device: VirtualPrinterDevice, explainLoss: (cause: unknown) => VirtualFailure) {
    this.#device = device;
    device.connect({
      onAnswer: (bytes) => {
        this.#incoming.push(bytes);
        this.#settleRead?.();
      },
      onRoom: () => this.#pump(),
      onLost: (cause) => this.fail(cause === undefined ? explainUnplugged : explainLoss(cause)),
    });
  }

  get failure(): VirtualFailure | null {
    return this.#failure;
  }

  /** Pending calls reject, later ones too. What came in before can still be read. */
  fail(failure: VirtualFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#write?.finish(toError(failure, this.#write.takenBytes));
    this.#settleRead?.();
  }

  write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    if (this.#write !== null) return Promise.reject(misuse('une écriture est déjà en cours'));
    if (this.#failure !== null) return Promise.reject(toError(this.#failure, 0));
    if (signal?.aborted) return Promise.reject(aborted(signal, 0));
    if (bytes.length === 0) return Promise.resolve();

    return new Promise((resolve, reject) => {
      const onAbort = () => pending.finish(aborted(signal, pending.takenBytes));
      const pending: PendingWrite = {
        bytes,
        takenBytes: 0,
        onProgress,
        finish: (error) => {
          if (this.#write !== pending) return;
          this.#write = null;
          signal?.removeEventListener('abort', onAbort);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#write = pending;
      // Not at once: a second write beside this one must be refused, however short they are.
      queueMicrotask(() => this.#pump());
    });
  }

  /** Offers the next piece; where the device takes less, it says when there is room again. */
  #pump(): void {
    const pending = this.#write;
    if (pending === null) return;
    const piece = pending.bytes.subarray(pending.takenBytes, pending.takenBytes + maxPieceBytes);
    const taken = this.#device.accept(piece);
    pending.takenBytes += taken;
    if (taken > 0) pending.onProgress?.(pending.takenBytes);
    if (pending.takenBytes === pending.bytes.length) {
      pending.finish();
      // A pulse is a job of its own: where no fence ends it, its strip would wait for the next job.
      void this.#device.flushDrawerStrip();
    } else if (taken === piece.length) setImmediate(() => this.#write === pending && this.#pump());
  }

  read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#settleRead !== null) return Promise.reject(misuse('une lecture est déjà en cours'));
    if (this.#incoming.size > 0) return Promise.resolve(this.#incoming.take());
    if (this.#failure !== null) return Promise.reject(toError(this.#failure, 0));
    if (timeoutMs <= 0) return Promise.resolve(new Uint8Array());

    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#settleRead = null;
        if (this.#failure !== null && this.#incoming.size === 0) reject(toError(this.#failure, 0));
        else resolve(this.#incoming.take());
      };
      const timer = setTimeout(settle, Math.min(timeoutMs, maxTimerMs));
      this.#settleRead = settle;
    });
  }
}

/** The device counts every byte it takes: what left is known exactly. */
function toError({ code, message, cause }: VirtualFailure, takenBytes: number): TransportError {
  return new TransportError(code, message, { cause, sureBytes: takenBytes, maybeBytes: takenBytes });
}

function aborted(signal: AbortSignal | undefined, takenBytes: number): TransportError {
  const message = "L'envoi à l'imprimante a été interrompu.";
  return toError({ code: 'WRITE_ABORTED', message, cause: signal?.reason }, takenBytes);
}
