import { LinkEnd, type WayLink } from '../transport/connector.ts';
import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import type { LinkError, WriteOptions } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import type { VirtualPrinterDevice } from './virtual-device.ts';
import { closedError, unpluggedError } from './virtual-errors.ts';

const maxPieceBytes = 4096;
const maxIncomingBytes = 64 * 1024;

/** The traffic of one connection to the device, until it is lost or closed. */
export class VirtualLink implements WayLink {
  readonly readable: boolean;
  readonly #device: VirtualPrinterDevice;
  readonly #incoming = createIncomingBytes(maxIncomingBytes);
  readonly #end = new LinkEnd();
  #onRoom = () => {};
  #closed: Promise<void> | null = null;

  constructor(
    device: VirtualPrinterDevice,
    { readable, explainLoss }: { readable: boolean; explainLoss: (cause: unknown) => LinkError },
  ) {
    this.readable = readable;
    this.#device = device;
    device.connect({
      onAnswer: (bytes) => this.#incoming.push(bytes),
      onRoom: () => this.#onRoom(),
      onLost: (cause) => this.#end.come(cause === undefined ? unpluggedError : explainLoss(cause)),
    });
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    // Not at once: a second write beside this one must be refused, however short they are.
    await Promise.resolve();
    for (let taken = 0; taken < bytes.length; ) {
      // The device counts every byte it takes: what left is known exactly.
      const error = this.#end.over(signal)?.after({ sureBytes: taken, maybeBytes: taken });
      if (error !== undefined) throw error;
      const room = new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
      const piece = bytes.subarray(taken, taken + maxPieceBytes);
      const count = this.#device.accept(piece);
      taken += count;
      if (count > 0) onProgress?.(taken);
      if (taken === bytes.length) break;
      if (count === piece.length) await new Promise(setImmediate);
      else await raceEnd(room, { signals: [this.ended, signal] });
    }
    // A pulse is a job of its own: where no fence ends it, its strip would wait for the next job.
    void this.#device.flushDrawerStrip();
  }

  read(timeoutMs: number): Promise<Uint8Array> {
    return this.#incoming.read(timeoutMs, this.ended);
  }

  /** What is printed is torn off and kept: nobody may come back to finish it. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#end.come(closedError);
    this.#device.disconnect();
    await this.#device.flush();
  }
}
