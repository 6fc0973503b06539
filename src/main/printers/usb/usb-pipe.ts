import type { PortStatus } from '../transport/link.ts';
import { UsbCallError, type UsbCalls } from './usb-calls.ts';
import type { UsbControlSetup } from './usb-device.ts';
import type { ClaimedUsbPrinter } from './usb-open.ts';
import { readUsbAddresses } from './usb-sysfs.ts';

const callMs = 2000;
/** A transfer that is cancelled comes back at once, or never. */
const cancelMs = 1500;

/** The calls on one claimed printer; rejections are UsbCallErrors. */
export class UsbPipe {
  readonly #claimed: ClaimedUsbPrinter;
  readonly #calls: UsbCalls;
  readonly #sysfsRoot: string;
  readonly control: UsbControl;
  #isHung = false;

  constructor(claimed: ClaimedUsbPrinter, calls: UsbCalls, sysfsRoot: string) {
    this.#claimed = claimed;
    this.#calls = calls;
    this.#sysfsRoot = sysfsRoot;
    this.control = new UsbControl(claimed, calls);
  }

  get readable(): boolean {
    return this.#claimed.printer.in !== null;
  }

  /** Whether pending transfers can be ended before their time-out: only Linux. */
  get canCancel(): boolean {
    return this.#claimed.sysfs !== null;
  }

  /** Resolves with the bytes taken, fewer than given after a short write. `timeout`: the printer takes nothing. */
  async send(chunk: Uint8Array, timeoutMs: number): Promise<number> {
    const { device, printer } = this.#claimed;
    const endpoint = printer.out.endpointNumber;
    const result = await this.#calls.run('transferOut', timeoutMs, () =>
      device.transferOut(endpoint, chunk, timeoutMs),
    );
    // An answer that would be asked for ever.
    if (result.bytesWritten === 0) throw new UsbCallError('io', 'transferOut: no progress');
    return result.bytesWritten;
  }

  /** One packet: a longer transfer would wait for more after a full one. */
  async receive(timeoutMs: number): Promise<Uint8Array> {
    const { device, printer } = this.#claimed;
    const endpoint = printer.in;
    if (endpoint === null) throw new UsbCallError('unknown', 'no bulk IN');
    const { data } = await this.#calls.run('transferIn', timeoutMs, () =>
      device.transferIn(endpoint.endpointNumber, endpoint.packetSize || 64, timeoutMs),
    );
    return toBytes(data);
  }

  async clearHalt(direction: 'in' | 'out'): Promise<void> {
    const { device, printer } = this.#claimed;
    const endpoint = printer[direction];
    if (endpoint === null) return;
    await this.#calls.run('clearHalt', callMs, () => device.clearHalt(direction, endpoint.endpointNumber));
  }

  /**
   * Throws away what the printer holds, and clears both halts: the device's pipes are "in their default state"
   * afterwards, while the host would go on with the old data toggle and lose the first packet. No transfer may be pending.
   */
  async softReset(): Promise<void> {
    await this.control.softReset();
    await this.clearHalt('out');
    await this.clearHalt('in');
  }

  /** Whether the device that we opened still hangs there: a machine may have slept, a cable been moved. */
  async isThere(): Promise<boolean> {
    const { sysfs } = this.#claimed;
    if (sysfs === null) {
      return this.control.portStatus().then(
        () => true,
        () => false,
      );
    }
    return readUsbAddresses(this.#sysfsRoot).get(sysfs.port) === sysfs.address;
  }

  /**
   * Ends pending transfers and keeps the printer. npm usb has no cancel; but a detach of our own claim makes the
   * kernel end its transfers (usbfs: driver_disconnect), and the printer keeps what it took, unlike after `reset`.
   * While a transfer of ours is pending the claim is ours, so no other program can lose its own. Resolves with
   * false when the printer is lost with it.
   */
  async cancel(): Promise<boolean> {
    const { device, printer } = this.#claimed;
    const number = printer.interfaceNumber;
    if (await this.#calls.idle(0)) return true;
    if (!(await this.#endPending())) return false;
    try {
      await this.#calls.run('release', callMs, () => device.releaseInterface(number)).catch(() => {});
      await this.#calls.run('claim', callMs, () => device.claimInterface(number));
      if (printer.alternateSetting !== 0) {
        await this.#calls.run('alternate', callMs, () =>
          device.selectAlternateInterface(number, printer.alternateSetting),
        );
      }
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Ends what is pending, gives the printer back to the system (usblp) and closes it. Resolves with false when the
   * USB stack does not give a call back: the handle cannot be closed then but by the end of the process.
   */
  async close(): Promise<boolean> {
    const { device, printer } = this.#claimed;
    const number = printer.interfaceNumber;
    if (!(await this.#endPending())) return false;
    // Without the release, close() would leak the descriptor and the claim (facts).
    await this.#calls.run('release', callMs, () => device.releaseInterface(number)).catch(() => {});
    if (this.canCancel) {
      // Whether or not we detached it: a driver process that was killed could not bind usblp again. Harmless without.
      await this.#calls.run('attach', callMs, () => device.attachKernelDriver(number)).catch(() => {});
    }
    await this.#calls.run('close', callMs, () => device.close()).catch(() => {});
    return this.#calls.idle(0);
  }

  /** Whether nothing is pending any more. Tried once: what does not come back then never does. */
  async #endPending(): Promise<boolean> {
    if (this.#isHung) return false;
    if (await this.#calls.idle(0)) return true;
    if (this.canCancel) await this.#dropClaim();
    this.#isHung = !(await this.#calls.idle(cancelMs));
    return !this.#isHung;
  }

  async #dropClaim(): Promise<void> {
    const { device, printer } = this.#claimed;
    const detach = () => device.detachKernelDriver(printer.interfaceNumber);
    await this.#calls
      .run('cancel', 0, detach)
      .catch(() => this.#calls.run('reset', 0, () => device.reset()))
      .catch(() => {});
  }
}

const controlMs = 500;

/** USB printer class 1.1, chapter 4.2. */
const getPortStatus = 1;
const softReset = 2;

/** What goes beside the data of a claimed printer; it works while bulk OUT is blocked (facts). */
class UsbControl {
  readonly #claimed: ClaimedUsbPrinter;
  readonly #calls: UsbCalls;
  /** Clones that refuse the requests of their class are not asked again: each would cost its time-out. */
  #refusesPortStatus = false;

  constructor(claimed: ClaimedUsbPrinter, calls: UsbCalls) {
    this.#claimed = claimed;
    this.#calls = calls;
  }

  /** Whether bulk OUT is halted already (GET_STATUS, USB 2.0 chapter 9.4.5); false where the device does not say. */
  async isHalted(): Promise<boolean> {
    const index = this.#claimed.printer.out.endpointNumber;
    const setup = { requestType: 'standard', recipient: 'endpoint', request: 0, value: 0, index } as const;
    const bytes = await this.#controlIn(setup, 2).catch(() => null);
    return ((bytes?.[0] ?? 0) & 1) === 1;
  }

  /** Null: the printer does not say. Rejects only when it is gone. */
  async portStatus(): Promise<PortStatus | null> {
    if (this.#refusesPortStatus) return null;
    try {
      const [byte] = await this.#controlIn(this.#classRequest(getPortStatus), 1);
      if (byte === undefined) return null;
      return { paperEmpty: (byte & 0x20) !== 0, selected: (byte & 0x10) !== 0, error: (byte & 0x08) === 0 };
    } catch (error) {
      if (error instanceof UsbCallError && error.failure === 'gone') throw error;
      this.#refusesPortStatus = true;
      return null;
    }
  }

  /** SOFT_RESET. Version 1.0 of the class sent it to `other`, which is tried second, as CUPS does. */
  async softReset(): Promise<void> {
    const { device } = this.#claimed;
    const request = this.#classRequest(softReset);
    const send = (setup: UsbControlSetup) =>
      this.#calls.run('softReset', controlMs, () => device.controlTransferOut(setup, new Uint8Array(0), controlMs));
    await send(request).catch(() => send({ ...request, recipient: 'other' }));
  }

  #classRequest(request: number): UsbControlSetup {
    const index = this.#claimed.printer.interfaceNumber;
    return { requestType: 'class', recipient: 'interface', request, value: 0, index };
  }

  async #controlIn(setup: UsbControlSetup, length: number): Promise<Uint8Array> {
    const { device } = this.#claimed;
    const result = await this.#calls.run('controlIn', controlMs, () =>
      device.controlTransferIn(setup, length, controlMs),
    );
    return toBytes(result.data);
  }
}

function toBytes(data: DataView | undefined): Uint8Array {
  return data === undefined ? new Uint8Array(0) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
