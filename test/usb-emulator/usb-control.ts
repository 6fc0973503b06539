import { standardDescriptor, type UsbDescription } from './descriptors.ts';
import { errno } from './kernel-numbers.ts';
import type { PrinterFunction } from './printer-function.ts';
import type { UsbCounters, UsbFaults } from './usb-printer-options.ts';

/** USB 2.0, 9.3: the eight bytes that begin a control transfer. */
export interface SetupPacket {
  requestType: number;
  request: number;
  value: number;
  index: number;
  length: number;
}

export const setupPacketBytes = 8;

/** Towards the host; bit 7 of requestType. */
export const directionIn = 0x80;

/** USB 2.0, table 9-4 */
const getDescriptor = 6;
const getConfiguration = 8;
const standardIn = 0x80;
/** USB printer class 1.1, 4.2 */
const classInterfaceIn = 0xa1;
const classInterfaceOut = 0x21;
const getDeviceId = 0;
const getPortStatus = 1;
const softReset = 2;
/** Class and interface bits of requestType. */
const classToInterface = 0x21;

export function parseSetup(bytes: Buffer): SetupPacket {
  return {
    requestType: bytes.readUInt8(0),
    request: bytes.readUInt8(1),
    value: bytes.readUInt16LE(2),
    index: bytes.readUInt16LE(4),
    length: bytes.readUInt16LE(6),
  };
}

/** The interface that a class request is for, which must be claimed; undefined for other requests. */
export function interfaceOfRequest({ requestType, request, index }: SetupPacket): number | undefined {
  if ((requestType & ~directionIn) !== classToInterface) return undefined;
  // GET_DEVICE_ID alone has it in the high byte, the alternate setting in the low one.
  return requestType === classInterfaceIn && request === getDeviceId ? index >> 8 : index & 0xff;
}

export interface ControlAnswerer {
  description: UsbDescription;
  deviceId: string;
  printer: PrinterFunction;
  faults: Readonly<UsbFaults>;
  counters: UsbCounters;
}

/** The device's answer to a control request (empty for those without one), or a positive errno. */
export function answerControl(device: ControlAnswerer, setup: SetupPacket): Buffer | number {
  const { requestType, request, value, length } = setup;
  if (requestType === standardIn && request === getDescriptor) {
    return standardDescriptor(device.description, value >> 8, value & 0xff)?.subarray(0, length) ?? errno.EPIPE;
  }
  if (requestType === standardIn && request === getConfiguration) return Buffer.from([1]);
  if (interfaceOfRequest(setup) !== device.description.printerInterface) return errno.EPIPE;
  return answerClassRequest(device, setup);
}

function answerClassRequest(device: ControlAnswerer, setup: SetupPacket): Buffer | number {
  const { printer, faults, counters } = device;
  if (faults.refusesClassRequests) return errno.EPIPE;
  if (setup.requestType === classInterfaceIn && setup.request === getDeviceId) {
    counters.deviceIdRequests++;
    const text = Buffer.from(device.deviceId, 'latin1');
    const size = Buffer.alloc(2);
    size.writeUInt16BE(text.length + size.length);
    return Buffer.concat([size, text]).subarray(0, setup.length);
  }
  if (setup.requestType === classInterfaceIn && setup.request === getPortStatus) {
    counters.portStatusRequests++;
    return Buffer.from([faults.portStatus ?? printer.portStatus()]);
  }
  if (setup.requestType === classInterfaceOut && setup.request === softReset) {
    counters.softResets++;
    printer.softReset();
    return Buffer.alloc(0);
  }
  return errno.EPIPE;
}
