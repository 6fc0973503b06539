import type { ClientMemory } from './client-memory.ts';
import type { UsbDevice } from './usb-device.ts';

/** A USB request block that a client has submitted (linux/usbdevice_fs.h, struct usbdevfs_urb). */
export interface Urb {
  readonly handle: DeviceHandle;
  /** Of the structure in the client's memory: its name. */
  readonly address: number;
  readonly isControl: boolean;
  /** Bit 7: towards the host. */
  readonly endpoint: number;
  readonly length: number;
  /** What goes out, taken over at submission as the kernel does it; a control transfer begins with its setup packet. */
  readonly outgoing: Buffer;
  /** What came in, for the client's buffer when it reaps. */
  incoming: Buffer | null;
  /** Where `incoming` belongs. */
  readonly incomingAddress: number;
  actualLength: number;
  /** 0, or a negative errno. */
  status: number;
}

/** One open descriptor of a device file. */
export class DeviceHandle {
  readonly device: UsbDevice;
  readonly memory: ClientMemory;
  readonly #wake: (kernelPollHandle: bigint) => void;
  readonly #pending = new Map<number, Urb>();
  readonly #completed: Urb[] = [];
  /** The client was told, when it reaped, that the device is gone. */
  knowsItIsGone = false;
  /** Given by the kernel when somebody polls. */
  pollHandle: bigint | null = null;

  constructor(device: UsbDevice, memory: ClientMemory, wake: (kernelPollHandle: bigint) => void) {
    this.device = device;
    this.memory = memory;
    this.#wake = wake;
  }

  get pending(): Urb[] {
    return [...this.#pending.values()];
  }

  get hasCompleted(): boolean {
    return this.#completed.length > 0;
  }

  add(urb: Urb): void {
    this.#pending.set(urb.address, urb);
  }

  find(address: number): Urb | undefined {
    return this.#pending.get(address);
  }

  /** The transfer has ended: the client may reap it. Nothing where it has ended already. */
  complete(urb: Urb, status: number): void {
    if (this.#pending.get(urb.address) !== urb) return;
    this.#pending.delete(urb.address);
    urb.status = status;
    this.#completed.push(urb);
    this.wakePollers();
  }

  reap(): Urb | undefined {
    return this.#completed.shift();
  }

  wakePollers(): void {
    if (this.pollHandle !== null) this.#wake(this.pollHandle);
  }
}
