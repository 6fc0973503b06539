import type { PortStatus } from '../transport/link.ts';
import { UsbCallError } from './usb-call-error.ts';
import type { UsbCalls } from './usb-calls.ts';
import type { UsbControlSetup } from './usb-device.ts';
import type { ClaimedUsbPrinter } from './usb-open.ts';

const controlMs = 500;

/** USB printer class 1.1, chapter 4.2. */
const getPortStatus = 1;
const softReset = 2;

/** What goes beside the data of a claimed printer; it works while bulk OUT is blocked (facts). */
export class UsbControl {
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

export function toBytes(data: DataView | undefined): Uint8Array {
  return data === undefined ? new Uint8Array(0) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
