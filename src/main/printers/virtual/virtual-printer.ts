import type { Clock } from '../../base/clock.ts';
import { createFrameInterpreter, type FrameInterpreter } from '../../escpos/interpret/interpret-escpos.ts';
import type { EscposEvent } from '../../escpos/interpret/interpret-events.ts';
import { createFrameReader, type Frame } from '../../escpos/interpret/interpret-frames.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { createPaperKeeper, createPaperRoll, type PaperKeeper, type VirtualPaper } from './virtual-paper.ts';

/** A printer that stops in the middle of what it is offered must not take much more of it. */
const receiveStepBytes = 64;

export interface VirtualPrinterOptions {
  /** What this printer answers and knows: it ignores what the profile does not list. */
  profile: PrinterProfile;
  clock: Pick<Clock, 'now'>;
  /**
   * A piece of paper is complete. Where it gives a promise, nothing more is processed before that is settled: a fence
   * is answered when the paper is where it should be. A failure loses what waits in the buffer, and the link.
   */
  onPaper: (paper: VirtualPaper) => void | Promise<void>;
}

/** The host's end of the cable. */
export interface VirtualHost {
  onAnswer(bytes: Uint8Array): void;
  /** The printer, which took less than it was offered, may take more. */
  onRoom(): void;
  /** The paper could not be kept: why. */
  onLost(cause: unknown): void;
}

/**
 * The model of a receipt printer in good order: takes ESC/POS bytes, prints on virtual paper, answers as its profile says.
 * What is protected is where the printer that the tests use has its faults.
 */
export class VirtualPrinter {
  readonly #profile: PrinterProfile;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #createInterpreter: typeof createFrameInterpreter;
  readonly #reader = createFrameReader();
  readonly #roll = createPaperRoll();
  readonly #keeper: PaperKeeper;
  #interpreter: FrameInterpreter;
  /** Whole, in order, not executed yet. */
  #waiting: Frame[] = [];
  #host: VirtualHost | undefined;
  /** Something was offered and not taken. */
  #refused = false;

  constructor({ profile, clock, onPaper }: VirtualPrinterOptions, createInterpreter = createFrameInterpreter) {
    this.#profile = profile;
    this.#clock = clock;
    this.#createInterpreter = createInterpreter;
    this.#interpreter = createInterpreter(profile);
    this.#keeper = createPaperKeeper({
      onPaper,
      onSaved: () => this.goOn(),
      onLost: (cause) => {
        this.reset();
        this.lose(cause);
      },
    });
  }

  /** Bytes taken and not processed yet. */
  get heldBytes(): number {
    return this.#waiting.reduce((sum, { bytes }) => sum + bytes.length, this.#reader.pendingBytes);
  }

  /** One host at a time: a new one takes the place of the old one. */
  connect(host: VirtualHost): void {
    this.#host = host;
    this.#refused = false;
  }

  /** Forgets a command that came only in part, as most printers do when their interface is reset. */
  disconnect(): void {
    this.#reader.reset();
    this.#host = undefined;
    this.#refused = false;
  }

  /** Gives how many bytes, from the first, the printer took. */
  accept(bytes: Uint8Array): number {
    let taken = 0;
    while (taken < bytes.length) {
      const size = Math.min(bytes.length - taken, this.room());
      if (size === 0) {
        this.#refused = true;
        break;
      }
      this.receive(bytes.subarray(taken, taken + size));
      taken += size;
    }
    return taken;
  }

  /** Tears the paper off where it stands. Settles once it is kept or lost. */
  async flush(): Promise<void> {
    await this.#keeper.saving;
    this.#tear();
    await this.#keeper.saving;
  }

  /** Tears it off only if it shows nothing but pulses of the drawer. */
  async flushDrawerStrip(): Promise<void> {
    if (this.#roll.isDrawerStrip) await this.flush();
  }

  /** Whether what waits in the buffer stays there; real-time commands are executed all the same. */
  protected isStopped(): boolean {
    return this.#keeper.saving !== undefined;
  }

  /** How many bytes it takes now; of `bufferBytes`, what it has stopped before fills some. */
  protected room(bufferBytes = 4096): number {
    return this.isStopped() ? Math.min(receiveStepBytes, Math.max(0, bufferBytes - this.heldBytes)) : receiveStepBytes;
  }

  /** Takes bytes that there is room for. Real-time commands go past everything that waits. */
  protected receive(bytes: Uint8Array): void {
    for (const frame of this.#reader.feed(bytes)) {
      if (frame.kind === 'real-time') this.#execute(frame);
      else this.#waiting.push(frame);
      this.#process();
    }
  }

  protected react(event: EscposEvent): void {
    this.#roll.add(event);
    if (event.type === 'drawer') {
      // Nothing comes behind a pulse that would end its strip.
      if (this.#roll.isDrawerStrip) this.#tear();
    } else if (event.type === 'cut') this.#tear();
    else if (event.type === 'init') this.#endJob();
    else if (event.type === 'fence-query' || event.type === 'process-id-query') {
      this.#endJob();
      this.#keeper.afterSaving(() => this.#answer(event));
    } else this.#answer(event);
  }

  /** What a printer that lacks nothing says to a question; `undefined`: nothing. Source: Epson's DLE EOT, GS r, GS ( H. */
  protected answerTo(event: EscposEvent): Uint8Array | undefined {
    const { statusQueries, fence } = this.#profile;
    if (event.type === 'status-query' && statusQueries.includes(event.n)) return Uint8Array.of(0x12);
    if (event.type === 'fence-query' && fence !== 'none') return Uint8Array.of(0);
    if (event.type === 'process-id-query' && fence === 'gs-paren-h') {
      return Uint8Array.of(0x37, 0x22, ...Buffer.from(event.id, 'latin1'), 0);
    }
    return undefined;
  }

  protected say(bytes: Uint8Array): void {
    this.#host?.onAnswer(bytes);
  }

  /** What held it up may be over. */
  protected goOn(): void {
    this.#process();
    if (!this.#refused || this.room() === 0) return;
    this.#refused = false;
    this.#host?.onRoom();
  }

  /** Loses the receive buffer and every setting; the paper is not lost. */
  protected reset(): void {
    this.#reader.reset();
    this.#waiting = [];
    this.#interpreter = this.#createInterpreter(this.#profile);
  }

  protected lose(cause: unknown): void {
    const host = this.#host;
    this.disconnect();
    host?.onLost(cause);
  }

  #process(): void {
    while (!this.isStopped()) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      this.#execute(frame);
    }
  }

  #execute(frame: Frame): void {
    for (const event of this.#interpreter.execute(frame)) {
      // Inside data the worst is supposed, whatever the profile knows of the model: clones with any firmware did it.
      const isUnknown = event.type === 'drawer' && event.realTime && !event.insideData && !this.#profile.realTimeDrawer;
      if (!isUnknown) this.react(event);
    }
  }

  #answer(event: EscposEvent): void {
    const bytes = this.answerTo(event);
    if (bytes !== undefined) this.say(bytes);
  }

  /** A job ends in a fence and the next begins with ESC @: there a person tears the paper off where nothing cuts it. */
  #endJob(): void {
    const uncut = this.#profile.cut === 'none' && this.#roll.isPrinted;
    if (uncut || this.#roll.isDrawerStrip) this.#tear();
  }

  #tear(): void {
    const events = this.#roll.tear();
    if (events !== undefined) this.#keeper.keep({ events, atMs: this.#clock.now() });
  }
}
