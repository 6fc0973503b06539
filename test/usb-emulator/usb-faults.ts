import { noPrinterFaults, type PrinterFaults } from '../printer-emulator/faulty-printer.ts';
import type { UsbCounters, UsbFaults, UsbPrinterFaults } from './usb-printer-options.ts';

export const noUsbFaults: Readonly<UsbFaults> = {
  stallAfterBytes: null,
  protocolErrorAfterBytes: null,
  unplugAfterBytes: null,
  shortWriteBytes: null,
  neverCancel: false,
  controlHangs: false,
  refusesClassRequests: false,
  openErrno: null,
  submitErrno: null,
  portStatus: null,
};

const { unplugged: _, ...withoutCable } = noPrinterFaults;

export const noFaults: Readonly<UsbPrinterFaults> = {
  ...noUsbFaults,
  ...withoutCable,
};

/** Which faults are the cable's and which the printer's. */
export function splitFaults(change: Partial<UsbPrinterFaults>): {
  usb: Partial<UsbFaults>;
  printer: Partial<PrinterFaults>;
} {
  const entries = Object.entries(change);
  return {
    usb: Object.fromEntries(entries.filter(([name]) => Object.hasOwn(noUsbFaults, name))),
    printer: Object.fromEntries(entries.filter(([name]) => !Object.hasOwn(noUsbFaults, name))),
  };
}

export function zeroCounters(): UsbCounters {
  return {
    opens: 0,
    closes: 0,
    claims: 0,
    releases: 0,
    stolenClaims: 0,
    detaches: 0,
    attaches: 0,
    resets: 0,
    clearHalts: 0,
    softResets: 0,
    portStatusRequests: 0,
    deviceIdRequests: 0,
    outTransfers: 0,
    inTransfers: 0,
    discards: 0,
    ioctls: 0,
  };
}
