import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import { toUsbCallError, type UsbCallError } from './usb-calls.ts';
import type { UsbPipe } from './usb-pipe.ts';

/** A transfer whose time-out meets an answer loses it: the longer, the rarer. */
const listenMs = 60_000;
/** Where nothing can be cancelled, closing has to wait for the time-out. */
const shortListenMs = 1000;
/** A poll of the bus and the way back to us: what the printer holds ready comes within. */
const drainMs = 5;
/** Disturbed transfers in a row before the link counts as lost. */
const maxFaults = 3;

/**
 * Listens to the printer. One transfer stays pending from the first read on, so that an answer between two reads is
 * not lost and an unplugged cable is noticed at once.
 */
export class UsbReceiver {
  readonly #pipe: UsbPipe;
  readonly #incoming = createIncomingBytes(64 * 1024);
  readonly #ended: AbortSignal;
  readonly #onLost: (error: UsbCallError) => void;
  #isRead = false;
  #isListening = false;
  #isPaused = false;
  #faults = 0;

  constructor(pipe: UsbPipe, ended: AbortSignal, onLost: (error: UsbCallError) => void) {
    this.#pipe = pipe;
    this.#ended = ended;
    this.#onLost = onLost;
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    this.#isRead = true;
    if (this.#incoming.size === 0) this.#listen();
    try {
      return await this.#incoming.read(this.#pipe.readable ? Math.max(timeoutMs, drainMs) : timeoutMs, this.#ended);
    } finally {
      this.#isRead = false;
    }
  }

  /** Holds still during `work`, which ends the pending transfer. */
  async pauseWhile<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#isPaused = true;
    try {
      return await work();
    } finally {
      this.#isPaused = false;
      if (this.#isRead) this.#listen();
    }
  }

  #listen(): void {
    if (this.#isListening || this.#isPaused || this.#ended.aborted || !this.#pipe.readable) return;
    this.#isListening = true;
    void this.#receive().finally(() => {
      this.#isListening = false;
      if (this.#isRead) this.#listen();
    });
  }

  async #receive(): Promise<void> {
    try {
      this.#incoming.push(await this.#pipe.receive(this.#pipe.canCancel ? listenMs : shortListenMs));
      this.#faults = 0;
    } catch (cause) {
      const error = toUsbCallError(cause);
      if (error.failure === 'timeout' || this.#isPaused || this.#ended.aborted) return;
      this.#faults += 1;
      const isPassing = error.failure === 'stall' || error.failure === 'io';
      if (!isPassing || this.#faults > maxFaults) this.#onLost(error);
      else if (error.failure === 'stall') await this.#pipe.clearHalt('in').catch(() => {});
    }
  }
}
