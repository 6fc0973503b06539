import { printerInEndpoint, printerOutEndpoint, type UsbDescription } from './descriptors.ts';
import type { DeviceHandle, Urb } from './device-handle.ts';
import { errno } from './kernel-numbers.ts';
import type { PrinterFunction } from './printer-function.ts';
import {
  answerControl,
  directionIn,
  interfaceOfRequest,
  parseSetup,
  type SetupPacket,
  setupPacketBytes,
} from './usb-control.ts';
import { UsbInterfaces } from './usb-interfaces.ts';
import type { UsbCounters, UsbFaults } from './usb-printer-options.ts';
import { UsbTransfers } from './usb-transfers.ts';

export interface UsbLocation {
  /** `1-1` */
  port: string;
  bus: number;
  address: number;
}

export interface UsbDeviceOptions {
  description: UsbDescription;
  location: UsbLocation;
  deviceId: string;
  printer: PrinterFunction;
  faults: UsbFaults;
  counters: UsbCounters;
  onDriverChange(device: UsbDevice, interfaceNumber: number): void;
  /** A fault pulls the cable out in the middle of a transfer. */
  pullOut(): void;
}

/** A device from one plug to the next unplug, as the kernel has it. */
export class UsbDevice {
  readonly description: UsbDescription;
  readonly location: UsbLocation;
  readonly faults: UsbFaults;
  readonly counters: UsbCounters;
  readonly interfaces: UsbInterfaces;
  readonly handles = new Set<DeviceHandle>();
  isConnected = true;
  readonly #options: UsbDeviceOptions;
  readonly #transfers: UsbTransfers;

  constructor(options: UsbDeviceOptions) {
    const { description, location, faults, counters, printer } = options;
    this.#options = options;
    this.description = description;
    this.location = location;
    this.faults = faults;
    this.counters = counters;
    this.interfaces = new UsbInterfaces(description.interfaces, counters, {
      onDriverChange: (number) => options.onDriverChange(this, number),
      onUnclaimed: (handle, number) =>
        this.#transfers.endAll(handle, this.interfaces.endpointsOf(number), -errno.ENOENT),
    });
    this.#transfers = new UsbTransfers({
      printer,
      faults,
      serveControl: (urb) => this.#serveControl(urb),
      pullOut: () => options.pullOut(),
    });
    printer.attach(() => this.pump());
  }

  get haltedEndpoints(): number[] {
    return [...this.#transfers.halted];
  }

  get pendingOut(): number {
    return this.#transfers.count(printerOutEndpoint);
  }

  get pendingIn(): number {
    return this.#transfers.count(printerInEndpoint);
  }

  /** Goes on after a change of the faults. */
  pump(): void {
    if (this.isConnected) this.#transfers.pump();
  }

  open(handle: DeviceHandle): void {
    this.counters.opens++;
    this.handles.add(handle);
  }

  close(handle: DeviceHandle): void {
    this.counters.closes++;
    this.interfaces.releaseAll(handle);
    this.#transfers.forget(handle);
    this.handles.delete(handle);
  }

  /** Gives 0 or a positive errno. */
  submit(urb: Urb): number {
    const error = urb.isControl ? this.#checkControl(urb) : this.#checkEndpoint(urb.handle, urb.endpoint);
    if (error !== 0) return error;
    if (!urb.isControl && this.faults.submitErrno !== null) return this.faults.submitErrno;
    if (urb.endpoint === printerOutEndpoint) this.counters.outTransfers++;
    if (urb.endpoint === printerInEndpoint) this.counters.inTransfers++;
    this.#transfers.submit(urb);
    return 0;
  }

  discard(urb: Urb): void {
    this.counters.discards++;
    this.#transfers.discard(urb);
  }

  clearHalt(handle: DeviceHandle, endpoint: number): number {
    const error = this.#checkEndpoint(handle, endpoint);
    if (error !== 0) return error;
    this.counters.clearHalts++;
    this.#transfers.halted.delete(endpoint);
    this.pump();
    return 0;
  }

  /** Every claim is gone, its transfers have ended, the kernel's drivers are back. */
  reset(): void {
    this.counters.resets++;
    this.#transfers.halted.clear();
    this.#options.printer.reset();
    for (const handle of this.handles) {
      for (const urb of handle.pending) this.#endAtOnce(urb, -errno.ENOENT);
    }
    this.interfaces.rebindAll();
  }

  /** The cable is out: every transfer ends, whatever the faults say. */
  disconnect(): void {
    this.isConnected = false;
    this.#transfers.clear();
    this.#options.printer.detach();
    for (const handle of this.handles) {
      for (const urb of handle.pending) handle.complete(urb, -errno.ESHUTDOWN);
      handle.wakePollers();
    }
  }

  /** Gives the device's answer, or a positive errno. The endpoint 0 needs no claim, requests to an interface do. */
  control(handle: DeviceHandle, setup: SetupPacket): Buffer | number {
    const error = this.#checkClassRequest(handle, setup);
    return error === 0 ? answerControl(this.#options, setup) : error;
  }

  #endAtOnce(urb: Urb, status: number): void {
    this.#transfers.endAll(urb.handle, [urb.endpoint], status);
  }

  #serveControl(urb: Urb): void {
    const setup = parseSetup(urb.outgoing);
    const answer = answerControl(this.#options, setup);
    if (typeof answer === 'number') {
      urb.handle.complete(urb, -answer);
      return;
    }
    const isIn = (setup.requestType & directionIn) !== 0;
    if (isIn) urb.incoming = answer;
    urb.actualLength = isIn ? answer.length : urb.length - setupPacketBytes;
    urb.handle.complete(urb, 0);
  }

  #checkControl(urb: Urb): number {
    return this.#checkClassRequest(urb.handle, parseSetup(urb.outgoing));
  }

  #checkClassRequest(handle: DeviceHandle, setup: SetupPacket): number {
    const number = interfaceOfRequest(setup);
    return number === undefined ? 0 : this.interfaces.claim(handle, number);
  }

  /** As checkintf() of the kernel: an interface that nobody has is claimed on the way. */
  #checkEndpoint(handle: DeviceHandle, endpoint: number): number {
    const number = this.interfaces.withEndpoint(endpoint);
    return number === undefined ? errno.ENOENT : this.interfaces.claim(handle, number);
  }
}
