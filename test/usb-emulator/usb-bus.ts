import { createFakeSysfs, type FakeSysfs } from './fake-sysfs.ts';
import { sendUevent } from './uevents.ts';
import type { UsbDevice } from './usb-device.ts';

/** What is plugged in, and how the system tells of it. */
export interface UsbBus {
  readonly devices: readonly UsbDevice[];
  plug(device: UsbDevice): void;
  /** Everything out, without a word. */
  clear(): void;
  unplug(device: UsbDevice): void;
  showDriver(device: UsbDevice, interfaceNumber: number): void;
  /** /sys/bus/usb comes or goes. */
  setSysfs(visible: boolean): void;
  setHotplugEvents(announced: boolean): void;
  /** As the kernel numbers devices: one more each time. */
  nextAddress(bus: number): number;
  /** The first port of a bus with nothing in it. */
  freePort(bus: number): string;
}

/** The root hub has 1. */
const firstAddress = 2;
const lastAddress = 127;

export function createUsbBus(): UsbBus {
  return new AnnouncingUsbBus();
}

class AnnouncingUsbBus implements UsbBus {
  devices: UsbDevice[] = [];
  readonly #sysfs: FakeSysfs = createFakeSysfs();
  readonly #lastAddresses = new Map<number, number>();
  #isAnnounced = true;

  plug(device: UsbDevice): void {
    const { port } = device.location;
    if (this.devices.some(({ location }) => location.port === port)) throw new Error(`port ${port} is taken`);
    this.devices = [...this.devices, device];
    this.#sysfs.add(device);
    if (this.#isAnnounced) sendUevent('add', device);
  }

  unplug(device: UsbDevice): void {
    this.#remove(device);
    if (this.#isAnnounced) sendUevent('remove', device);
  }

  clear(): void {
    for (const device of this.devices) this.#remove(device);
  }

  showDriver(device: UsbDevice, interfaceNumber: number): void {
    if (this.devices.includes(device)) this.#sysfs.showDriver(device, interfaceNumber);
  }

  setSysfs(visible: boolean): void {
    this.#sysfs.setVisible(visible, this.devices);
  }

  setHotplugEvents(announced: boolean): void {
    this.#isAnnounced = announced;
  }

  nextAddress(bus: number): number {
    const address = Math.max(firstAddress, ((this.#lastAddresses.get(bus) ?? 0) + 1) % (lastAddress + 1));
    this.#lastAddresses.set(bus, address);
    return address;
  }

  freePort(bus: number): string {
    const taken = new Set(this.devices.map(({ location }) => location.port));
    for (let number = 1; ; number++) if (!taken.has(`${bus}-${number}`)) return `${bus}-${number}`;
  }

  #remove(device: UsbDevice): void {
    this.devices = this.devices.filter((other) => other !== device);
    this.#sysfs.remove(device);
    device.disconnect();
  }
}
