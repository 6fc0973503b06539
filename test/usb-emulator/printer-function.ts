import { systemClock } from '../../src/main/base/clock.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import type { VirtualPaper } from '../../src/main/printers/virtual/virtual-paper.ts';
import { FaultyPrinter } from '../printer-emulator/faulty-printer.ts';
import { isBlocked } from '../printer-emulator/status-bytes.ts';
import { splitFaults } from './usb-faults.ts';
import type { UsbPrinterOptions } from './usb-printer-options.ts';

/** The printer behind the USB device: the project's own model, with the buffer of its IN endpoint. */
export interface PrinterFunction {
  readonly device: FaultyPrinter;
  /** The cable is in; `onReady` where there is room for more bytes, or an answer to read. */
  attach(onReady: () => void): void;
  /** The cable is out: what nobody has read and a command that came only in part are lost. */
  detach(): void;
  /** Gives how many bytes, from the first, the printer took. */
  accept(bytes: Uint8Array): number;
  /** At most `maxBytes` of what the printer has said; empty where it has said nothing. */
  takeAnswer(maxBytes: number): Buffer;
  /** A reset of the USB port: as the cable out and in. */
  reset(): void;
  /** SOFT_RESET: all buffers are flushed; a frozen firmware stays frozen. */
  softReset(): void;
  powerCycle(): void;
  /** What GET_PORT_STATUS answers. */
  portStatus(): number;
  readonly unreadBytes: number;
  readonly papers: readonly VirtualPaper[];
  readonly takenBytes: number;
  printed(): Buffer;
  forgetPrinted(): void;
}

/** USB printer class 1.1, 4.2.2 */
const portStatusBit = { notError: 0x08, select: 0x10, paperEmpty: 0x20 } as const;

export function createPrinterFunction(options: UsbPrinterOptions): PrinterFunction {
  return new VirtualPrinterFunction(options);
}

class VirtualPrinterFunction implements PrinterFunction {
  readonly device: FaultyPrinter;
  papers: VirtualPaper[] = [];
  takenBytes = 0;
  #chunks: Uint8Array[] = [];
  #answers = Buffer.alloc(0);
  #onReady: (() => void) | undefined;

  constructor(options: UsbPrinterOptions) {
    const { profile: profileId = 'epson-80', oneWay, automaticStatus, startInChineseMode, bufferBytes } = options;
    const profile = findProfile(profileId);
    if (profile === undefined) throw new Error(`no printer profile « ${profileId} »`);
    this.device = new FaultyPrinter({
      profile,
      clock: systemClock,
      oneWay: oneWay ?? false,
      automaticStatus: automaticStatus ?? false,
      startInChineseMode: startInChineseMode ?? false,
      bufferBytes: bufferBytes ?? 4096,
      faults: splitFaults(options.faults ?? {}).printer,
      onPaper: (paper) => void this.papers.push(paper),
      onBytes: (bytes) => {
        this.#chunks.push(bytes);
        this.takenBytes += bytes.length;
      },
    });
  }

  get unreadBytes(): number {
    return this.#answers.length;
  }

  attach(onReady: () => void): void {
    this.#onReady = onReady;
    this.device.connect({
      onAnswer: (bytes) => {
        this.#answers = Buffer.concat([this.#answers, bytes]);
        onReady();
      },
      onRoom: onReady,
      onLost: () => {},
    });
  }

  detach(): void {
    this.#onReady = undefined;
    this.#answers = Buffer.alloc(0);
    this.device.disconnect();
  }

  accept(bytes: Uint8Array): number {
    return this.device.accept(bytes);
  }

  takeAnswer(maxBytes: number): Buffer {
    const taken = this.#answers.subarray(0, maxBytes);
    this.#answers = this.#answers.subarray(taken.length);
    return taken;
  }

  reset(): void {
    const onReady = this.#onReady;
    this.detach();
    if (onReady !== undefined) this.attach(onReady);
  }

  softReset(): void {
    const { frozen } = this.device.faults;
    this.reset();
    this.device.powerCycle();
    if (frozen) this.device.setFaults({ frozen });
  }

  powerCycle(): void {
    this.#answers = Buffer.alloc(0);
    this.device.powerCycle();
  }

  portStatus(): number {
    const { faults } = this.device;
    const select = faults.offline ? 0 : portStatusBit.select;
    const notError = isBlocked(faults) ? 0 : portStatusBit.notError;
    return select | notError | (faults.paper === 'end' ? portStatusBit.paperEmpty : 0);
  }

  printed(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  forgetPrinted(): void {
    this.#chunks = [];
    this.takenBytes = 0;
    this.papers = [];
  }
}
