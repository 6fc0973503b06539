import { describeDevice, type UsbDescription } from './descriptors.ts';
import { createPrinterFunction, type PrinterFunction } from './printer-function.ts';
import { padNumber } from './uevents.ts';
import type { UsbBus } from './usb-bus.ts';
import { UsbDevice, type UsbLocation } from './usb-device.ts';
import { noFaults, noUsbFaults, splitFaults, zeroCounters } from './usb-faults.ts';
import type {
  InterfaceDriver,
  ReplugOptions,
  UsbCounters,
  UsbFaults,
  UsbPrinterFaults,
  UsbPrinterOptions,
  UsbPrinterState,
} from './usb-printer-options.ts';

const defaultDeviceId = 'MFG:ICS;MDL:EMU;CMD:ESC/POS;CLS:PRINTER;';

/** A printer on somebody's desk: each plug makes a new USB device of it, its paper and its faults stay. */
export class EmulatedPrinter {
  readonly #bus: UsbBus;
  readonly #description: UsbDescription;
  readonly #deviceId: string;
  readonly #printer: PrinterFunction;
  readonly #faults: UsbFaults;
  readonly #counters: UsbCounters = zeroCounters();
  #device: UsbDevice;

  constructor(bus: UsbBus, options: UsbPrinterOptions) {
    this.#bus = bus;
    this.#description = describeDevice(options);
    this.#deviceId = options.deviceId ?? defaultDeviceId;
    this.#printer = createPrinterFunction(options);
    this.#faults = { ...noUsbFaults, ...splitFaults(options.faults ?? {}).usb };
    this.#device = this.#createDevice(options.port ?? bus.freePort(1), options.address);
    if (options.driver === 'usbfs') this.#giveInterface('usbfs');
    bus.plug(this.#device);
  }

  unplug(): void {
    if (this.#device.isConnected) this.#bus.unplug(this.#device);
  }

  replug({ port, address, powerCycle = false, forgetPrinted = false }: ReplugOptions = {}): void {
    this.unplug();
    if (powerCycle) this.#printer.powerCycle();
    if (forgetPrinted) this.#printer.forgetPrinted();
    this.#device = this.#createDevice(port ?? this.#device.location.port, address);
    this.#bus.plug(this.#device);
  }

  setFaults(change: Partial<UsbPrinterFaults>): void {
    const { usb, printer } = splitFaults(change);
    Object.assign(this.#faults, usb);
    this.#printer.device.setFaults(printer);
    this.#device.pump();
  }

  clearFaults(): void {
    this.setFaults(noFaults);
  }

  setDriver(driver: InterfaceDriver): void {
    this.#giveInterface(driver);
  }

  say(bytes: Uint8Array): void {
    this.#printer.device.say(bytes);
  }

  flush(): Promise<void> {
    return this.#printer.device.flush();
  }

  get printer(): PrinterFunction {
    return this.#printer;
  }

  state(): UsbPrinterState {
    const device = this.#device;
    const { port, bus, address } = device.location;
    const number = this.#description.printerInterface ?? 0;
    return {
      plugged: device.isConnected,
      port,
      address,
      devicePath: `/dev/bus/usb/${padNumber(bus)}/${padNumber(address)}`,
      openHandles: this.#counters.opens - this.#counters.closes,
      claimed: device.interfaces.isClaimedByClient(number),
      driver: device.interfaces.driverOf(number) as InterfaceDriver,
      alternateSetting: device.interfaces.alternateSettingOf(number),
      haltedEndpoints: device.haltedEndpoints,
      pendingOut: device.pendingOut,
      pendingIn: device.pendingIn,
      takenBytes: this.#printer.takenBytes,
      heldBytes: this.#printer.device.heldBytes,
      unreadBytes: this.#printer.unreadBytes,
      papers: this.#printer.papers.length,
      drawerPulses: this.#printer.device.drawerPulses.length,
      counters: { ...this.#counters },
    };
  }

  #giveInterface(driver: InterfaceDriver): void {
    const { printerInterface } = this.#description;
    if (printerInterface !== undefined) this.#device.interfaces.give(printerInterface, driver);
  }

  #createDevice(port: string, address: number | undefined): UsbDevice {
    const bus = Number.parseInt(port, 10);
    const location: UsbLocation = { port, bus, address: address ?? this.#bus.nextAddress(bus) };
    return new UsbDevice({
      description: this.#description,
      location,
      deviceId: this.#deviceId,
      printer: this.#printer,
      faults: this.#faults,
      counters: this.#counters,
      onDriverChange: (device, number) => this.#bus.showDriver(device, number),
      pullOut: () => this.unplug(),
    });
  }
}
