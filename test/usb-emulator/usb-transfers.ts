import { maxPacketBytes, printerInEndpoint, printerOutEndpoint } from './descriptors.ts';
import type { DeviceHandle, Urb } from './device-handle.ts';
import { errno } from './kernel-numbers.ts';
import type { PrinterFunction } from './printer-function.ts';
import type { UsbFaults } from './usb-printer-options.ts';

export interface TransferOptions {
  printer: PrinterFunction;
  /** Those that count bytes are counted down here. */
  faults: UsbFaults;
  /** Serves a control transfer: completes it. */
  serveControl(urb: Urb): void;
  /** The cable comes out in the middle of a transfer. */
  pullOut(): void;
}

const controlEndpoint = 0;

/** The pending transfers of one device, in order, and what its endpoints do with them. */
export class UsbTransfers {
  readonly halted = new Set<number>();
  readonly #options: TransferOptions;
  #pending: Urb[] = [];
  #isPumping = false;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** Transfers that wait on an endpoint. */
  count(endpoint: number): number {
    return this.#pending.filter((urb) => urb.endpoint === endpoint).length;
  }

  submit(urb: Urb): void {
    urb.handle.add(urb);
    this.#pending.push(urb);
    this.pump();
  }

  /** The client takes it back; the part that has left has left. */
  discard(urb: Urb): void {
    this.#drop((other) => other === urb);
    if (!this.#options.faults.neverCancel) urb.handle.complete(urb, -errno.ENOENT);
  }

  /** Whether or not the kernel had given them back: those of a claim that is gone. */
  endAll(handle: DeviceHandle, endpoints: readonly number[], status: number): void {
    const belongs = (urb: Urb) => urb.handle === handle && endpoints.includes(urb.endpoint);
    this.#drop(belongs);
    for (const urb of handle.pending) if (belongs(urb)) handle.complete(urb, status);
  }

  /** Nothing is given back to a descriptor that is closed. */
  forget(handle: DeviceHandle): void {
    this.#drop((urb) => urb.handle === handle);
  }

  clear(): void {
    this.#pending = [];
  }

  /** Moves what can be moved; called whenever that may have changed. */
  pump(): void {
    // The printer answers while it takes bytes.
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#pumpOnce());
    } finally {
      this.#isPumping = false;
    }
  }

  #pumpOnce(): boolean {
    const control = this.#first(controlEndpoint);
    if (control !== undefined && !this.#options.faults.controlHangs) {
      this.#drop((urb) => urb === control);
      this.#options.serveControl(control);
      return true;
    }
    const out = this.#first(printerOutEndpoint);
    if (out !== undefined && this.#pumpOut(out)) return true;
    const back = this.#first(printerInEndpoint);
    return back !== undefined && this.#pumpIn(back);
  }

  /** Gives whether the transfer has ended. */
  #pumpOut(urb: Urb): boolean {
    const { printer, faults } = this.#options;
    if (this.halted.has(urb.endpoint)) return this.#end(urb, -errno.EPIPE);
    const room = Math.min(urb.length, faults.shortWriteBytes ?? Infinity) - urb.actualLength;
    const size = Math.min(room, ...faultDistances(faults));
    const taken = printer.accept(urb.outgoing.subarray(urb.actualLength, urb.actualLength + Math.max(0, size)));
    urb.actualLength += taken;
    countDown(faults, taken);

    if (faults.unplugAfterBytes === 0) {
      faults.unplugAfterBytes = null;
      this.#options.pullOut();
      return false;
    }
    if (faults.stallAfterBytes === 0) {
      faults.stallAfterBytes = null;
      this.halted.add(urb.endpoint);
      return this.#end(urb, -errno.EPIPE);
    }
    if (faults.protocolErrorAfterBytes === 0) {
      faults.protocolErrorAfterBytes = null;
      return this.#end(urb, -errno.EPROTO);
    }
    // What the printer does not take is NAKed: the transfer waits.
    return taken >= room && this.#end(urb, 0);
  }

  #pumpIn(urb: Urb): boolean {
    const { printer } = this.#options;
    if (this.halted.has(urb.endpoint)) return this.#end(urb, -errno.EPIPE);
    // One packet a transfer: a short one, which ends it, is all that a printer ever says.
    const answer = printer.takeAnswer(Math.min(urb.length, maxPacketBytes));
    if (answer.length === 0) return false;
    urb.incoming = answer;
    urb.actualLength = answer.length;
    return this.#end(urb, 0);
  }

  #first(endpoint: number): Urb | undefined {
    return this.#pending.find((urb) => urb.endpoint === endpoint);
  }

  #end(urb: Urb, status: number): true {
    this.#drop((other) => other === urb);
    urb.handle.complete(urb, status);
    return true;
  }

  #drop(isDropped: (urb: Urb) => boolean): void {
    this.#pending = this.#pending.filter((urb) => !isDropped(urb));
  }
}

const countedFaults = ['unplugAfterBytes', 'stallAfterBytes', 'protocolErrorAfterBytes'] as const;

function faultDistances(faults: UsbFaults): number[] {
  return countedFaults.map((name) => faults[name] ?? Infinity);
}

function countDown(faults: UsbFaults, bytes: number): void {
  for (const name of countedFaults) {
    const left = faults[name];
    if (left !== null) faults[name] = left - bytes;
  }
}
