import type { PrinterFaults } from '../printer-emulator/faulty-printer.ts';

/** What a plugged device is. `composite` has a keyboard (HID) as interface 0 and its printer as interface 1. */
export type UsbDeviceKind = 'printer' | 'composite' | 'mass-storage';

/** Who has the printer's interface, as the `driver` link in sysfs names it. */
export type InterfaceDriver = 'usblp' | 'usbfs' | null;

/** Faults of the USB link, on top of those of the printer itself (where `acceptLimit` makes it NAK after N bytes). */
export interface UsbFaults {
  /** After this many more bytes the OUT endpoint stalls, once, until its halt is cleared. */
  stallAfterBytes: number | null;
  /** After this many more bytes the transfer ends with EPROTO, once. */
  protocolErrorAfterBytes: number | null;
  /** After this many more bytes the cable is out, once. */
  unplugAfterBytes: number | null;
  /** Every OUT transfer ends well, but after at most this many bytes. */
  shortWriteBytes: number | null;
  /** The kernel never gives a cancelled transfer back; only a reset, an unplug or the end of the process does. */
  neverCancel: boolean;
  /** Control requests get no answer. */
  controlHangs: boolean;
  /** The printer stalls the requests of its class (GET_DEVICE_ID, GET_PORT_STATUS, SOFT_RESET), as some clones. */
  refusesClassRequests: boolean;
  /** `open` of the device file fails with this errno: 13 is EACCES, no udev rule. */
  openErrno: number | null;
  /** The submission of every bulk transfer fails with this errno. */
  submitErrno: number | null;
  /** What GET_PORT_STATUS answers; `null`: what the printer's mechanics say. */
  portStatus: number | null;
}

/** Everything that a test can do to the printer: mechanics, firmware (mute, late, frozen) and USB link. */
export type UsbPrinterFaults = Omit<PrinterFaults, 'unplugged'> & UsbFaults;

export interface UsbPrinterOptions {
  /** Default `printer`. */
  kind?: UsbDeviceKind;
  /** Default 0x0471. */
  vendorId?: number;
  /** Default 0x0055. */
  productId?: number;
  /** Default `EMU0001`; `null`: no serial number, as many clones. */
  serial?: string | null;
  /** Default `ICS`. */
  manufacturer?: string | null;
  /** Default `Emulated Printer`. */
  product?: string | null;
  /** As sysfs names it, `1-1` or `2-3.4`: the bus is the number before the dash. Default: the next free one of bus 1. */
  port?: string;
  /** Default: the next one of the emulator, as the kernel gives them. */
  address?: number;
  /** Who has the printer's interface when it is plugged in: `usblp` (default), `usbfs` (another program), or nobody. */
  driver?: InterfaceDriver;
  /** No bulk IN endpoint, as some clones. */
  oneWay?: boolean;
  /** Alternate setting 0 is one-way (protocol 1), setting 1 is two-way (protocol 2), as on many printers. */
  alternateSettings?: boolean;
  /** Of the printer's interface. Default 7 (printer); some clones say 255 (vendor). */
  interfaceClass?: number;
  /** IEEE 1284, without its length. Default `MFG:ICS;MDL:EMU;CMD:ESC/POS;CLS:PRINTER;`. */
  deviceId?: string;
  /** The printer behind it, by its profile's id. Default `epson-80`. */
  profile?: string;
  automaticStatus?: boolean;
  startInChineseMode?: boolean;
  /** Bytes that the printer keeps unprocessed while it is blocked. Default 4096. */
  bufferBytes?: number;
  faults?: Partial<UsbPrinterFaults>;
}

export interface ReplugOptions {
  /** Default: the same. */
  port?: string;
  /** Default: the next one, as the kernel gives them. */
  address?: number;
  /** The printer was off in the meantime: what waited in its buffer and its settings are lost. Default false. */
  powerCycle?: boolean;
  /** Forgets what was printed before. Default false. */
  forgetPrinted?: boolean;
}

/** What the emulator knows of one printer, at one time. */
export interface UsbPrinterState {
  plugged: boolean;
  port: string;
  address: number;
  /** `/dev/bus/usb/001/002` */
  devicePath: string;
  /** File descriptors open on the device, over all plugs: what is left after a close is leaked. */
  openHandles: number;
  /** By a client of the emulator (not the `usbfs` claim of `driver: 'usbfs'`). */
  claimed: boolean;
  /** Who has the printer's interface now. */
  driver: InterfaceDriver;
  alternateSetting: number;
  /** Endpoint addresses. */
  haltedEndpoints: number[];
  pendingOut: number;
  pendingIn: number;
  /** Bytes taken since the first plug, or since `forgetPrinted`. */
  takenBytes: number;
  /** Taken and not processed yet. */
  heldBytes: number;
  /** Answers that nobody has read yet. */
  unreadBytes: number;
  papers: number;
  drawerPulses: number;
  counters: UsbCounters;
}

/** Since the first plug. */
export interface UsbCounters {
  opens: number;
  closes: number;
  claims: number;
  releases: number;
  /** Claims of other programs that a detach took away: must stay 0. */
  stolenClaims: number;
  /** Times that the kernel driver was detached, and bound again. */
  detaches: number;
  attaches: number;
  resets: number;
  clearHalts: number;
  softResets: number;
  portStatusRequests: number;
  deviceIdRequests: number;
  outTransfers: number;
  inTransfers: number;
  discards: number;
  ioctls: number;
}
