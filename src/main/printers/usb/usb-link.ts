import { LinkEnd, type WayLink } from '../transport/connector.ts';
import type { LinkError, PortStatus, WriteOptions, WriteRange } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { toUsbCallError } from './usb-calls.ts';
import type { UsbTarget } from './usb-device.ts';
import { explainClosed, explainHung, explainLost, explainUsbFailure } from './usb-errors.ts';
import type { UsbPipe } from './usb-pipe.ts';
import { UsbReceiver } from './usb-receiver.ts';

const maxPieceBytes = 4096;

type SendOutcome = { taken: number } | { error: unknown };

export interface UsbLinkOptions {
  target: UsbTarget;
  writeTimeoutMs: number;
  onHung: () => void;
}

/** The traffic of one claimed printer. */
export class UsbLink implements WayLink {
  readonly readable: boolean;
  readonly #pipe: UsbPipe;
  readonly #options: UsbLinkOptions;
  readonly #receiver: UsbReceiver;
  readonly #end = new LinkEnd();
  #closed: Promise<void> | null = null;
  /** The printer cannot be given back: worse than whatever ended the link. */
  #hung: LinkError | null = null;
  /** Whoever had the printer before us may have left it halted: its first bytes would be in doubt for nothing. */
  #maybeHalted = true;

  constructor(pipe: UsbPipe, options: UsbLinkOptions) {
    this.#pipe = pipe;
    this.#options = options;
    this.readable = pipe.readable;
    this.#receiver = new UsbReceiver(pipe, this.ended, (error) => {
      void this.#lose(explainUsbFailure(options.target, error));
    });
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  close(): Promise<void> {
    return this.#lose(explainClosed(this.#options.target));
  }

  /** Resolves when the printer is let go; never rejects. */
  #lose(error: LinkError): Promise<void> {
    this.#end.come(error);
    this.#closed ??= this.#pipe.close().then((isClosed) => {
      if (isClosed) return;
      this.#hung = explainHung(this.#options.target);
      this.#options.onHung();
    });
    return this.#closed;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    let taken = 0;
    await this.#clearOldHalt();
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

  read(timeoutMs: number): Promise<Uint8Array> {
    return this.#receiver.read(timeoutMs);
  }

  /** A handle from before a sleep or a replug fails at its first transfer, whose bytes would be in doubt. */
  async check(): Promise<void> {
    if (!(await this.#pipe.isThere())) await this.#lose(explainLost(this.#options.target));
    this.ended.throwIfAborted();
  }

  async portStatus(): Promise<PortStatus | null> {
    return this.#ask(() => this.#pipe.control.portStatus());
  }

  async softReset(): Promise<void> {
    await this.#ask(() =>
      // Its clearing of the halts needs idle endpoints, and the receiver is always listening.
      this.#receiver.pauseWhile(async () => {
        if (await this.#cancelPending()) await this.#pipe.softReset();
      }),
    );
    this.ended.throwIfAborted();
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await question();
    } catch (cause) {
      const error = explainUsbFailure(this.#options.target, cause);
      if (toUsbCallError(cause).failure === 'gone') await this.#lose(error);
      throw error;
    }
  }

  /** Hands one piece over; after an abort or the end of the link, once nothing is pending any more. */
  async #send(piece: Uint8Array, signal: AbortSignal | undefined): Promise<SendOutcome> {
    const sending: Promise<SendOutcome> = this.#pipe.send(piece, this.#options.writeTimeoutMs).then(
      (taken) => ({ taken }),
      (error: unknown) => ({ error }),
    );
    const outcome = await raceEnd(sending, { signals: [signal, this.ended] });
    // Not before the printer is claimed again, or let go: the caller's next call must find it so.
    if (signal?.aborted && !this.ended.aborted) await this.#receiver.pauseWhile(() => this.#cancelPending());
    if (this.ended.aborted) await this.#closed;
    // The transfer itself tells the exact count, if it is given back at all.
    return outcome ?? Promise.race([sending, { error: new Error('interrupted') }]);
  }

  /** Ends pending transfers and keeps the printer; false, and the link ends, when that fails. */
  async #cancelPending(): Promise<boolean> {
    const isKept = await this.#pipe.cancel();
    if (!isKept) await this.#lose(explainLost(this.#options.target));
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
  async #explainUnsent(
    cause: unknown,
    taken: number,
    length: number,
    signal: AbortSignal | undefined,
  ): Promise<LinkError> {
    const error = toUsbCallError(cause);
    const range = { sureBytes: taken, maybeBytes: taken + (error.failure === 'busy' ? 0 : length) };
    const over = this.#over(signal, range);
    if (over !== undefined) return over;
    const failure = explainUsbFailure(this.#options.target, error);
    this.#maybeHalted = true;
    const isStallCleared = async () => (await this.#pipe.clearHalt('out').catch(() => false)) === undefined;
    const isAlive = error.failure === 'timeout' || (error.failure === 'stall' && (await isStallCleared()));
    if (!isAlive) await this.#lose(failure);
    return failure.after(range);
  }

  #throwIfOver(taken: number, signal: AbortSignal | undefined): void {
    const error = this.#over(signal, { sureBytes: taken, maybeBytes: taken });
    if (error !== undefined) throw error;
  }

  /** That the end itself does not come to an end says more than why it came. */
  #over(signal: AbortSignal | undefined, range: WriteRange): LinkError | undefined {
    return (this.#hung ?? this.#end.over(signal))?.after(range);
  }
}
