import type { IncomingBytes } from '../transport/incoming-bytes.ts';
import { toUsbCallError, type UsbCallError } from './usb-call-error.ts';
import type { UsbPipe } from './usb-pipe.ts';

/** A transfer whose time-out meets an answer loses it: the longer, the rarer. */
const listenMs = 60_000;
/** Where nothing can be cancelled, closing has to wait for the time-out. */
const shortListenMs = 1000;
/** A poll of the bus and the way back to us: what the printer holds ready comes within. */
const drainMs = 5;
/** Disturbed transfers in a row before the link counts as lost. */
const maxFaults = 3;
const maxTimerMs = 2 ** 31 - 1;

/**
 * Listens to the printer. One transfer stays pending from the first read on, so that an answer between two reads is
 * not lost and an unplugged cable is noticed at once.
 */
export class UsbReceiver {
  readonly #pipe: UsbPipe;
  readonly #incoming: IncomingBytes;
  readonly #onLost: (error: UsbCallError) => void;
  #isListening = false;
  #isPaused = false;
  #isStopped = false;
  #faults = 0;
  #wake = () => {};

  constructor(pipe: UsbPipe, incoming: IncomingBytes, onLost: (error: UsbCallError) => void) {
    this.#pipe = pipe;
    this.#incoming = incoming;
    this.#onLost = onLost;
  }

  /** What has come in, or nothing after `timeoutMs` or once `isOver`. */
  async read(timeoutMs: number, isOver: () => boolean): Promise<Uint8Array> {
    const deadline = performance.now() + (this.#pipe.readable ? Math.max(timeoutMs, drainMs) : timeoutMs);
    for (;;) {
      const leftMs = deadline - performance.now();
      if (this.#incoming.size > 0 || leftMs <= 0 || isOver()) return this.#incoming.take();
      this.#listen();
      await this.#news(leftMs);
    }
  }

  /** Holds still during `work`, which ends the pending transfer. */
  async pauseWhile<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#isPaused = true;
    try {
      return await work();
    } finally {
      this.#isPaused = false;
      this.#wake();
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  #listen(): void {
    if (this.#isListening || this.#isPaused || this.#isStopped || !this.#pipe.readable) return;
    this.#isListening = true;
    void this.#receive().finally(() => {
      this.#isListening = false;
      this.#wake();
    });
  }

  async #receive(): Promise<void> {
    try {
      this.#incoming.push(await this.#pipe.receive(this.#pipe.canCancel ? listenMs : shortListenMs));
      this.#faults = 0;
    } catch (cause) {
      const error = toUsbCallError(cause);
      if (error.failure === 'timeout' || this.#isPaused || this.#isStopped) return;
      this.#faults += 1;
      const isPassing = error.failure === 'stall' || error.failure === 'io';
      if (!isPassing || this.#faults > maxFaults) this.#onLost(error);
      else if (error.failure === 'stall') await this.#pipe.clearHalt('in').catch(() => {});
    }
  }

  async #news(atMostMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, Math.min(Math.ceil(atMostMs), maxTimerMs));
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
