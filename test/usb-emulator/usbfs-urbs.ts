import type { DeviceHandle, Urb } from './device-handle.ts';
import { errno, usbfs } from './kernel-numbers.ts';
import { directionIn, setupPacketBytes } from './usb-control.ts';

/** Offsets in struct usbdevfs_urb, whose pointers have 64 bits. */
const urbField = {
  type: 0,
  endpoint: 1,
  status: 4,
  buffer: 16,
  bufferLength: 24,
  actualLength: 28,
  bytes: 56,
} as const;

/** `argument` is the structure's address. Gives, as its neighbours, the call's result: 0 or a negative errno. */
export function submitUrb(handle: DeviceHandle, argument: number): number {
  const structure = handle.memory.read(argument, urbField.bytes);
  const isControl = structure.readUInt8(urbField.type) === usbfs.URB_TYPE_CONTROL;
  const endpoint = isControl ? 0 : structure.readUInt8(urbField.endpoint);
  const buffer = Number(structure.readBigUInt64LE(urbField.buffer));
  const length = structure.readInt32LE(urbField.bufferLength);
  const urb: Urb = {
    handle,
    address: argument,
    isControl,
    endpoint,
    length,
    outgoing: (endpoint & directionIn) === 0 ? handle.memory.read(buffer, length) : Buffer.alloc(0),
    incoming: null,
    incomingAddress: isControl ? buffer + setupPacketBytes : buffer,
    actualLength: 0,
    status: 0,
  };
  return -handle.device.submit(urb);
}

export function discardUrb(handle: DeviceHandle, argument: number): number {
  const urb = handle.find(argument);
  if (urb === undefined) return -errno.EINVAL;
  handle.device.discard(urb);
  return 0;
}

/** Gives the client its structure back, filled in, by its address. */
export function reapUrb(handle: DeviceHandle, argument: number): number {
  const urb = handle.reap();
  if (urb === undefined) {
    handle.knowsItIsGone = !handle.device.isConnected;
    return handle.knowsItIsGone ? -errno.ENODEV : -errno.EAGAIN;
  }
  if (urb.incoming !== null) handle.memory.write(urb.incomingAddress, urb.incoming);
  const number = Buffer.alloc(4);
  number.writeInt32LE(urb.status);
  handle.memory.write(urb.address + urbField.status, number);
  number.writeInt32LE(urb.actualLength);
  handle.memory.write(urb.address + urbField.actualLength, number);
  const address = Buffer.alloc(8);
  address.writeBigUInt64LE(BigInt(urb.address));
  handle.memory.write(argument, address);
  return 0;
}
