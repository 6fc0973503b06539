import type { DrawerEvent, EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';
import { LinkError } from '../../src/main/printers/transport/link.ts';
import { VirtualPrinter, type VirtualPrinterOptions } from '../../src/main/printers/virtual/virtual-printer.ts';
import { createChineseInterpreter } from './chinese-interpreter.ts';
import { automaticStatusBytes, flawlessMechanics, isBlocked, type Mechanics, statusByte } from './status-bytes.ts';

/** What a test can do to the printer. */
export interface PrinterFaults extends Mechanics {
  /** The firmware hangs: no byte taken, no answer, the link stays up. */
  frozen: boolean;
  /** No link: no byte taken, no answer. What is in the buffer still prints. */
  unplugged: boolean;
  /** Takes bytes, never answers. */
  mute: boolean;
  /** Each answer comes with the next one, as from some USB clones (escpos-rs#18). */
  lateAnswers: boolean;
  /** Its answer to `GS I 1`; `null`: it knows no such question, as most small ones. */
  modelByte: number | null;
  /** Bytes still taken before the printer stalls; `null`: no limit. */
  acceptLimit: number | null;
}

export const noPrinterFaults: Readonly<PrinterFaults> = {
  ...flawlessMechanics,
  frozen: false,
  unplugged: false,
  mute: false,
  lateAnswers: false,
  modelByte: null,
  acceptLimit: null,
};

export interface DrawerPulse extends Omit<DrawerEvent, 'type'> {
  atMs: number;
}

export interface FaultyPrinterOptions extends VirtualPrinterOptions {
  onDrawer?: (pulse: DrawerPulse) => void;
  /** Every byte taken, as it is taken. */
  onBytes?: (bytes: Uint8Array) => void;
  faults?: Partial<PrinterFaults>;
  /** Has no way back to the host, as some clones: no bulk IN endpoint. */
  oneWay?: boolean;
  /** `GS a` switched on by a DIP switch: four bytes at each change. */
  automaticStatus?: boolean;
  startInChineseMode?: boolean;
  /** Bytes kept unprocessed while the printer is blocked. Default 4096. */
  bufferBytes?: number;
}

export const unpluggedError = new LinkError(
  'PRINTER_OFFLINE',
  "L'imprimante virtuelle est débranchée : rebranchez-la.",
);

/** The agent's own model of a printer, which runs out of paper, hangs, stalls and lies on request. */
export class FaultyPrinter extends VirtualPrinter {
  readonly faults: PrinterFaults;
  readonly drawerPulses: DrawerPulse[] = [];
  readonly #options: FaultyPrinterOptions;
  #automaticStatus: boolean;
  #lateAnswer: Uint8Array | undefined;

  constructor(options: FaultyPrinterOptions) {
    const { startInChineseMode = false } = options;
    super(options, (paper) => createChineseInterpreter({ ...paper, startInChineseMode }));
    this.#options = options;
    this.faults = { ...noPrinterFaults, ...options.faults };
    this.#automaticStatus = options.automaticStatus ?? false;
  }

  setFaults(change: Partial<PrinterFaults>): void {
    const before = String(automaticStatusBytes(this.faults));
    Object.assign(this.faults, change);
    if (change.unplugged) this.lose(unpluggedError);
    const now = automaticStatusBytes(this.faults);
    if (this.#automaticStatus && String(now) !== before) this.say(now);
    this.goOn();
  }

  /** Off and on again: the receive buffer and every setting are lost, the paper is not. */
  powerCycle(): void {
    this.reset();
    this.goOn();
  }

  override disconnect(): void {
    super.disconnect();
    this.#lateAnswer = undefined;
  }

  /** Also something unasked: line noise, another model's answer. */
  override say(bytes: Uint8Array): void {
    const { frozen, unplugged, mute, lateAnswers } = this.faults;
    if (this.#options.oneWay || frozen || unplugged || mute) return;
    const due = lateAnswers ? this.#lateAnswer : bytes;
    this.#lateAnswer = lateAnswers ? bytes : undefined;
    if (due !== undefined) super.say(due);
  }

  protected override isStopped(): boolean {
    return isBlocked(this.faults) || this.faults.frozen || super.isStopped();
  }

  protected override room(): number {
    const { frozen, unplugged, acceptLimit } = this.faults;
    if (frozen || unplugged) return 0;
    return Math.min(super.room(this.#options.bufferBytes), acceptLimit ?? Number.POSITIVE_INFINITY);
  }

  protected override receive(bytes: Uint8Array): void {
    if (this.faults.acceptLimit !== null) this.faults.acceptLimit -= bytes.length;
    this.#options.onBytes?.(bytes.slice());
    super.receive(bytes);
  }

  protected override react(event: EscposEvent): void {
    if (event.type === 'drawer') this.#recordPulse(event);
    const mask = automaticStatusMask(event);
    if (mask === undefined) super.react(event);
    else {
      this.#automaticStatus = mask !== 0;
      if (mask !== 0) this.say(automaticStatusBytes(this.faults));
    }
  }

  protected override answerTo(event: EscposEvent): Uint8Array | undefined {
    const { modelByte } = this.faults;
    if (event.type === 'model-query' && event.n === 1 && modelByte !== null) return Uint8Array.of(modelByte);
    const flawless = super.answerTo(event);
    const byte = statusByte(event, this.faults);
    return flawless === undefined || byte === undefined ? flawless : Uint8Array.of(byte);
  }

  protected override reset(): void {
    super.reset();
    this.faults.frozen = false;
    this.#automaticStatus = this.#options.automaticStatus ?? false;
    this.#lateAnswer = undefined;
  }

  #recordPulse({ type: _, ...pulse }: DrawerEvent): void {
    const recorded = { ...pulse, atMs: this.#options.clock.now() };
    this.drawerPulses.push(recorded);
    this.#options.onDrawer?.(recorded);
  }
}

/** Of `GS a n`, which the agent never sends. */
function automaticStatusMask(event: EscposEvent): number | undefined {
  const isAutomaticStatus = event.type === 'unknown' && event.bytes[0] === 0x1d && event.bytes[1] === 0x61;
  return isAutomaticStatus ? event.bytes[2] : undefined;
}
