import { createFrameInterpreter, type FrameInterpreter } from '../../escpos/interpret/interpret-escpos.ts';
import type { DrawerEvent, EscposEvent } from '../../escpos/interpret/interpret-events.ts';
import type { Frame } from '../../escpos/interpret/interpret-frames.ts';
import { type Answers, createAnswers } from './virtual-answers.ts';
import type { VirtualFaults, VirtualHost, VirtualPrinterDevice, VirtualPrinterOptions } from './virtual-device.ts';
import { createPaperKeeper, type PaperKeeper } from './virtual-paper-keeper.ts';
import { createPaperRoll, type DrawerPulse } from './virtual-paper-roll.ts';
import { createReceiveBuffer } from './virtual-receive-buffer.ts';
import { answerTo, automaticStatusBytes, flawlessMechanics, isBlocked } from './virtual-status-bytes.ts';

/** A printer that blocks in the middle of what it is offered must not take much more of it. */
const receiveStepBytes = 64;

/** The model of a receipt printer: it takes ESC/POS bytes, prints on virtual paper, answers, and fails on request. */
export function createVirtualPrinterDevice(options: VirtualPrinterOptions): VirtualPrinterDevice {
  return new VirtualPrinter(options);
}

class VirtualPrinter implements VirtualPrinterDevice {
  readonly faults: VirtualFaults;
  readonly drawerPulses: DrawerPulse[] = [];
  readonly #options: VirtualPrinterOptions;
  readonly #buffer = createReceiveBuffer();
  readonly #roll = createPaperRoll();
  #interpreter: FrameInterpreter;
  #automaticStatus: boolean;
  #host: VirtualHost | undefined;
  /** Something was offered and not taken. */
  #refused = false;
  readonly #answers: Answers;
  readonly #keeper: PaperKeeper;

  constructor(options: VirtualPrinterOptions) {
    this.#options = options;
    const none = { frozen: false, unplugged: false, mute: false, lateAnswers: false, acceptLimit: null };
    this.faults = { ...flawlessMechanics, ...none, ...options.faults };
    this.#interpreter = createFrameInterpreter({ ...options.profile, ...options });
    this.#automaticStatus = options.automaticStatus ?? false;
    this.#answers = createAnswers({
      faults: this.faults,
      oneWay: options.oneWay ?? false,
      onAnswer: (bytes) => this.#host?.onAnswer(bytes),
    });
    this.#keeper = createPaperKeeper({
      onPaper: options.onPaper,
      onSaved: () => this.#goOn(),
      onLost: (cause) => this.#lose(cause),
    });
  }

  get heldBytes(): number {
    return this.#buffer.heldBytes;
  }

  setFaults(change: Partial<VirtualFaults>): void {
    const before = String(automaticStatusBytes(this.faults));
    Object.assign(this.faults, change);
    if (change.unplugged) {
      const host = this.#host;
      this.disconnect();
      host?.onLost();
    }
    const now = automaticStatusBytes(this.faults);
    if (this.#automaticStatus && String(now) !== before) this.#answers.send(now);
    this.#goOn();
  }

  connect(host: VirtualHost): void {
    this.disconnect();
    this.#host = host;
  }

  disconnect(): void {
    if (!this.#options.keepsPartialCommand) this.#buffer.dropPartial();
    this.#host = undefined;
    this.#refused = false;
    this.#answers.clear();
  }

  accept(bytes: Uint8Array): number {
    let taken = 0;
    while (taken < bytes.length) {
      const size = Math.min(bytes.length - taken, this.#room());
      if (size === 0) {
        this.#refused = true;
        break;
      }
      if (this.faults.acceptLimit !== null) this.faults.acceptLimit -= size;
      this.#receive(bytes.subarray(taken, taken + size));
      taken += size;
    }
    return taken;
  }

  powerCycle(): void {
    this.#buffer.clear();
    this.#interpreter = createFrameInterpreter({ ...this.#options.profile, ...this.#options });
    this.#automaticStatus = this.#options.automaticStatus ?? false;
    this.#answers.clear();
    this.faults.frozen = false;
    this.#announceRoom();
  }

  async flush(): Promise<void> {
    await this.#keeper.saving;
    this.#tear();
    await this.#keeper.saving;
  }

  async flushDrawerStrip(): Promise<void> {
    if (this.#roll.isDrawerStrip) await this.flush();
  }

  say(bytes: Uint8Array): void {
    this.#answers.send(bytes);
  }

  #isStopped(): boolean {
    return isBlocked(this.faults) || this.faults.frozen || this.#keeper.saving !== undefined;
  }

  #room(): number {
    const { frozen, unplugged, acceptLimit } = this.faults;
    if (frozen || unplugged) return 0;
    const { bufferBytes = 4096 } = this.#options;
    const inBuffer = this.#isStopped() ? Math.max(0, bufferBytes - this.heldBytes) : receiveStepBytes;
    return Math.min(inBuffer, receiveStepBytes, acceptLimit ?? receiveStepBytes);
  }

  /** Real-time commands go past everything that waits. */
  #receive(bytes: Uint8Array): void {
    this.#options.onBytes?.(bytes.slice());
    for (const frame of this.#buffer.receive(bytes)) {
      if (frame.kind === 'real-time') this.#execute(frame);
      else this.#buffer.add(frame);
      this.#process();
    }
  }

  #process(): void {
    while (!this.#isStopped()) {
      const frame = this.#buffer.next();
      if (frame === undefined) return;
      this.#execute(frame);
    }
  }

  #execute(frame: Frame): void {
    for (const event of this.#interpreter.execute(frame)) {
      if (event.type === 'drawer') this.#pulse(event);
      else this.#react(event);
    }
  }

  #react(event: Exclude<EscposEvent, DrawerEvent>): void {
    const { profile } = this.#options;
    this.#roll.add(event);
    if (event.type === 'cut') this.#tear();
    else if (event.type === 'init') this.#endJob();
    else if (event.type === 'automatic-status') this.#automaticStatus = event.mask !== 0;
    else if (event.type === 'fence-query' || event.type === 'process-id-query') {
      this.#endJob();
      this.#keeper.afterSaving(() => this.#answers.send(answerTo(event, profile, this.faults)));
      return;
    }
    this.#answers.send(answerTo(event, profile, this.faults));
  }

  #pulse(event: DrawerEvent): void {
    // Inside data the worst is supposed, whatever the profile knows of the model: clones with any firmware did it.
    if (event.realTime && !event.insideData && !this.#options.profile.realTimeDrawer) return;
    const { type: _, ...pulse } = event;
    const recorded = { ...pulse, atMs: this.#options.clock.now() };
    this.drawerPulses.push(recorded);
    this.#roll.add(event);
    this.#options.onDrawer?.(recorded);
    if (event.realTime && this.#roll.isDrawerStrip) this.#tear();
  }

  /** A job ends in a fence and the next begins with ESC @: there a person tears the paper off where nothing cuts it. */
  #endJob(): void {
    const uncut = this.#options.profile.cut === 'none' && this.#roll.isPrinted;
    if (uncut || this.#roll.isDrawerStrip) this.#tear();
  }

  #tear(): void {
    const events = this.#roll.tear();
    if (events !== undefined) this.#keeper.keep({ events, atMs: this.#options.clock.now() });
  }

  #lose(cause: unknown): void {
    const host = this.#host;
    this.disconnect();
    this.powerCycle();
    host?.onLost(cause);
  }

  #goOn(): void {
    this.#process();
    this.#announceRoom();
  }

  #announceRoom(): void {
    if (!this.#refused || this.#room() === 0) return;
    this.#refused = false;
    this.#host?.onRoom();
  }
}
