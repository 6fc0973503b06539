import { setTimeout } from 'node:timers/promises';
import type { DeviceHandle } from './device-handle.ts';
import type { FuseAnswer, FuseRequest } from './fuse-server.ts';
import { errno, USB_SPEED_FULL, usbfs, usbfsIoctl, usbfsIoctlType } from './kernel-numbers.ts';
import { directionIn, parseSetup } from './usb-control.ts';
import { discardUrb, reapUrb, submitUrb } from './usbfs-urbs.ts';

/** One call: `argument` is what the client gave, mostly a pointer into its memory. */
interface IoctlCall {
  handle: DeviceHandle;
  argument: number;
}

/** Gives the call's result: 0 or more, or a negative errno. */
type IoctlHandler = (call: IoctlCall) => number | Promise<number>;

/** What is left to a client whose device is gone. */
const allowedWhenGone: ReadonlySet<number> = new Set([usbfsIoctl.REAPURB, usbfsIoctl.REAPURBNDELAY]);

const handlers = new Map<number, IoctlHandler>([
  [usbfsIoctl.GET_CAPABILITIES, getCapabilities],
  [usbfsIoctl.GET_SPEED, () => USB_SPEED_FULL],
  [usbfsIoctl.GETDRIVER, getDriver],
  [usbfsIoctl.CLAIMINTERFACE, (call) => -interfacesOf(call).claim(call.handle, readNumber(call))],
  [usbfsIoctl.RELEASEINTERFACE, (call) => -interfacesOf(call).release(call.handle, readNumber(call))],
  [usbfsIoctl.IOCTL, callDriver],
  [usbfsIoctl.DISCONNECT_CLAIM, disconnectAndClaim],
  [usbfsIoctl.SETINTERFACE, setInterface],
  [usbfsIoctl.SETCONFIGURATION, setConfiguration],
  [usbfsIoctl.RESETEP, () => 0],
  [usbfsIoctl.CLEAR_HALT, (call) => -call.handle.device.clearHalt(call.handle, readNumber(call))],
  [usbfsIoctl.RESET, reset],
  [usbfsIoctl.CONTROL, control],
  [usbfsIoctl.SUBMITURB, ({ handle, argument }) => submitUrb(handle, argument)],
  [usbfsIoctl.DISCARDURB, ({ handle, argument }) => discardUrb(handle, argument)],
  // Never waits, as clients poll first.
  [usbfsIoctl.REAPURB, ({ handle, argument }) => reapUrb(handle, argument)],
  [usbfsIoctl.REAPURBNDELAY, ({ handle, argument }) => reapUrb(handle, argument)],
]);

/** struct fuse_ioctl_in: fh u64, flags u32, cmd u32, arg u64. As drivers/usb/core/devio.c answers it. */
export function answerUsbfsIoctl(request: FuseRequest, handle: DeviceHandle): FuseAnswer | Promise<FuseAnswer> {
  const command = request.body.readUInt32LE(12);
  const argument = Number(request.body.readBigUInt64LE(16));
  const number = command & 0xff;
  const { device } = handle;
  device.counters.ioctls++;
  const handler = ((command >> 8) & 0xff) === usbfsIoctlType ? handlers.get(number) : undefined;
  if (handler === undefined) return errno.ENOTTY;
  if (!device.isConnected && !allowedWhenGone.has(number)) return errno.ENODEV;
  const result = handler({ handle, argument });
  return typeof result === 'number' ? encodeResult(result) : result.then(encodeResult);
}

/** struct fuse_ioctl_out */
function encodeResult(result: number): FuseAnswer {
  if (result < 0) return -result;
  const body = Buffer.alloc(16);
  body.writeInt32LE(result, 0);
  return [body];
}

function interfacesOf({ handle }: IoctlCall) {
  return handle.device.interfaces;
}

function readNumber({ handle, argument }: IoctlCall): number {
  return handle.memory.read(argument, 4).readUInt32LE();
}

function getCapabilities({ handle, argument }: IoctlCall): number {
  const capabilities = Buffer.alloc(4);
  const { CAP_ZERO_PACKET, CAP_NO_PACKET_SIZE_LIM, CAP_REAP_AFTER_DISCONNECT } = usbfs;
  capabilities.writeUInt32LE(CAP_ZERO_PACKET | CAP_NO_PACKET_SIZE_LIM | CAP_REAP_AFTER_DISCONNECT);
  handle.memory.write(argument, capabilities);
  return 0;
}

function getDriver(call: IoctlCall): number {
  const driver = interfacesOf(call).driverOf(readNumber(call));
  if (driver === null) return -errno.ENODATA;
  call.handle.memory.write(call.argument + 4, Buffer.from(`${driver}\0`));
  return 0;
}

/** struct usbdevfs_ioctl: an ioctl for the interface's driver, or about it. */
function callDriver(call: IoctlCall): number {
  const structure = call.handle.memory.read(call.argument, 16);
  const interfaceNumber = structure.readInt32LE(0);
  const code = structure.readUInt32LE(4) & 0xff;
  if (code === usbfsIoctl.DISCONNECT) return -interfacesOf(call).detach(call.handle, interfaceNumber);
  if (code !== usbfsIoctl.CONNECT) return -errno.ENOTTY;
  const { error, bound } = interfacesOf(call).attach(interfaceNumber);
  return error === 0 ? Number(bound) : -error;
}

/** struct usbdevfs_disconnect_claim */
function disconnectAndClaim(call: IoctlCall): number {
  const { handle, argument } = call;
  const structure = handle.memory.read(argument, 8 + 256);
  const number = structure.readUInt32LE(0);
  const flags = structure.readUInt32LE(4);
  const named = structure.toString('latin1', 8, structure.indexOf(0, 8));
  const bound = interfacesOf(call).driverOf(number);
  if (bound !== null) {
    if ((flags & usbfs.DISCONNECT_CLAIM_IF_DRIVER) !== 0 && bound !== named) return -errno.EBUSY;
    if ((flags & usbfs.DISCONNECT_CLAIM_EXCEPT_DRIVER) !== 0 && bound === named) return -errno.EBUSY;
    interfacesOf(call).detach(handle, number);
  }
  return -interfacesOf(call).claim(handle, number);
}

/** struct usbdevfs_setinterface */
function setInterface(call: IoctlCall): number {
  const structure = call.handle.memory.read(call.argument, 8);
  const number = structure.readUInt32LE(0);
  const error = interfacesOf(call).claim(call.handle, number);
  return -(error || interfacesOf(call).setAlternate(number, structure.readUInt32LE(4)));
}

/** There is one configuration, and it cannot be set again while anybody has an interface. */
function setConfiguration(call: IoctlCall): number {
  const interfaces = interfacesOf(call);
  const isBusy = interfaces.numbers.some((number) => interfaces.driverOf(number) !== null);
  if (isBusy) return -errno.EBUSY;
  return readNumber(call) === 1 ? 0 : -errno.EINVAL;
}

function reset({ handle }: IoctlCall): number {
  handle.device.reset();
  return 0;
}

/** struct usbdevfs_ctrltransfer: the setup packet, a time-out and a pointer. */
function control({ handle, argument }: IoctlCall): number | Promise<number> {
  const structure = handle.memory.read(argument, 24);
  const setup = parseSetup(structure);
  if (handle.device.faults.controlHangs) {
    return setTimeout(structure.readUInt32LE(8), -errno.ETIMEDOUT);
  }
  const response = handle.device.control(handle, setup);
  if (typeof response === 'number') return -response;
  if ((setup.requestType & directionIn) === 0) return setup.length;
  handle.memory.write(Number(structure.readBigUInt64LE(16)), response);
  return response.length;
}
