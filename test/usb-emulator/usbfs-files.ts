import { openClientMemory } from './client-memory.ts';
import { configurationDescriptor, deviceDescriptor } from './descriptors.ts';
import { DeviceHandle } from './device-handle.ts';
import { type FuseAnswer, type FuseRequest, type FuseServer, mountFuse } from './fuse-server.ts';
import { directoryEntryType, errno, fileMode, fuse, fuseOpcode, poll } from './kernel-numbers.ts';
import { padNumber } from './uevents.ts';
import type { UsbBus } from './usb-bus.ts';
import type { UsbDevice } from './usb-device.ts';
import { answerUsbfsIoctl } from './usbfs-ioctls.ts';

interface Node {
  id: number;
  name: string;
  /** Undefined: a directory. */
  device?: UsbDevice;
}

/** Node numbers; the root's is FUSE's (FUSE_ROOT_ID). */
const rootNode = 1;
const busNode = (bus: number): number => 1000 + bus;
const deviceNode = ({ location: { bus, address } }: UsbDevice): number => 100_000 + bus * 1000 + address;

/** Serves /dev/bus/usb: a directory a bus, in it a file a device. */
export function mountUsbfs(path: string, bus: UsbBus): FuseServer {
  const files = new UsbfsFiles(bus, (kernelPollHandle) => server.wakePollers(kernelPollHandle));
  const server = mountFuse(path, (request) => files.answer(request));
  return server;
}

class UsbfsFiles {
  readonly #bus: UsbBus;
  readonly #wake: (kernelPollHandle: bigint) => void;
  readonly #handles = new Map<bigint, DeviceHandle>();
  #nextHandle = 1n;

  constructor(bus: UsbBus, wake: (kernelPollHandle: bigint) => void) {
    this.#bus = bus;
    this.#wake = wake;
  }

  answer(request: FuseRequest): FuseAnswer | Promise<FuseAnswer> {
    switch (request.opcode) {
      case fuseOpcode.LOOKUP:
        return this.#lookup(request);
      case fuseOpcode.GETATTR:
        return this.#attributes(request);
      case fuseOpcode.OPENDIR:
        return [Buffer.alloc(16)];
      case fuseOpcode.READDIR:
        return this.#list(request);
      case fuseOpcode.STATFS:
        return [Buffer.alloc(80)];
      case fuseOpcode.RELEASEDIR:
      case fuseOpcode.FLUSH:
      case fuseOpcode.ACCESS:
        return [];
      case fuseOpcode.OPEN:
        return this.#open(request);
      default:
        return this.#answerForHandle(request);
    }
  }

  /** The first field of every request about an open file is its handle (`fh`). */
  #answerForHandle(request: FuseRequest): FuseAnswer | Promise<FuseAnswer> {
    const number = request.body.length < 8 ? 0n : request.body.readBigUInt64LE(0);
    const handle = this.#handles.get(number);
    if (handle === undefined) return errno.ENOSYS;
    switch (request.opcode) {
      case fuseOpcode.READ:
        return readDescriptors(request, handle);
      case fuseOpcode.POLL:
        return answerPoll(request, handle);
      case fuseOpcode.IOCTL:
        return answerUsbfsIoctl(request, handle);
      case fuseOpcode.RELEASE:
        this.#handles.delete(number);
        handle.device.close(handle);
        handle.memory.close();
        return [];
      default:
        return errno.ENOSYS;
    }
  }

  #lookup(request: FuseRequest): FuseAnswer {
    const name = request.body.toString('utf8', 0, request.body.indexOf(0));
    const node = this.#children(request.nodeId).find((child) => child.name === name);
    if (node === undefined) return errno.ENOENT;
    // struct fuse_entry_out: all times 0, so that the kernel asks again each time.
    const entry = Buffer.alloc(40);
    entry.writeBigUInt64LE(BigInt(node.id), 0);
    return [entry, encodeAttributes(node.id, node.device === undefined)];
  }

  #attributes(request: FuseRequest): FuseAnswer {
    const { nodeId } = request;
    const device = this.#deviceOf(nodeId);
    const isBus = this.#children(rootNode).some(({ id }) => id === nodeId);
    if (nodeId !== rootNode && !isBus && device === undefined) return errno.ENOENT;
    return [Buffer.alloc(16), encodeAttributes(nodeId, device === undefined)];
  }

  /** struct fuse_read_in → struct fuse_dirent, one after the other. */
  #list(request: FuseRequest): FuseAnswer {
    const offset = Number(request.body.readBigUInt64LE(8));
    const entries = this.#children(request.nodeId).map((node, index) => encodeEntry(node, index + 1));
    return [...entries.slice(offset)];
  }

  #open(request: FuseRequest): FuseAnswer {
    const device = this.#deviceOf(request.nodeId);
    if (device === undefined) return errno.ENODEV;
    if (device.faults.openErrno !== null) return device.faults.openErrno;
    const handle = new DeviceHandle(device, openClientMemory(request.pid), this.#wake);
    const number = this.#nextHandle++;
    this.#handles.set(number, handle);
    device.open(handle);
    // struct fuse_open_out
    const body = Buffer.alloc(16);
    body.writeBigUInt64LE(number, 0);
    body.writeUInt32LE(fuse.FOPEN_DIRECT_IO, 8);
    return [body];
  }

  #children(nodeId: number): Node[] {
    const { devices } = this.#bus;
    if (nodeId === rootNode) {
      const buses = new Set(devices.map(({ location }) => location.bus));
      return [...buses].map((bus) => ({ id: busNode(bus), name: padNumber(bus) }));
    }
    return devices
      .filter(({ location }) => busNode(location.bus) === nodeId)
      .map((device) => ({ id: deviceNode(device), name: padNumber(device.location.address), device }));
  }

  #deviceOf(nodeId: number): UsbDevice | undefined {
    return this.#bus.devices.find((device) => deviceNode(device) === nodeId);
  }
}

function readDescriptors(request: FuseRequest, { device }: DeviceHandle): FuseAnswer {
  if (!device.isConnected) return errno.ENODEV;
  const offset = Number(request.body.readBigUInt64LE(8));
  const size = request.body.readUInt32LE(16);
  const bytes = Buffer.concat([deviceDescriptor(device.description), configurationDescriptor(device.description)]);
  return [bytes.subarray(offset, offset + size)];
}

/** struct fuse_poll_in → struct fuse_poll_out. A completed transfer makes the file writable. */
function answerPoll(request: FuseRequest, handle: DeviceHandle): FuseAnswer {
  const flags = request.body.readUInt32LE(16);
  if ((flags & fuse.POLL_SCHEDULE_NOTIFY) !== 0) handle.pollHandle = request.body.readBigUInt64LE(8);
  const body = Buffer.alloc(8);
  const completed = handle.hasCompleted ? poll.OUT | poll.WRNORM : 0;
  body.writeUInt32LE(completed | (handle.device.isConnected ? 0 : poll.HUP | poll.ERR));
  return [body];
}

/** struct fuse_attr */
function encodeAttributes(nodeId: number, isDirectory: boolean): Buffer {
  const attributes = Buffer.alloc(88);
  attributes.writeBigUInt64LE(BigInt(nodeId), 0);
  attributes.writeUInt32LE(isDirectory ? fileMode.DIRECTORY : fileMode.REGULAR, 60);
  attributes.writeUInt32LE(isDirectory ? 2 : 1, 64); // links
  attributes.writeUInt32LE(4096, 80); // block size
  return attributes;
}

/** struct fuse_dirent, padded to 8 bytes. */
function encodeEntry({ id, name, device }: Node, nextOffset: number): Buffer {
  const headerBytes = 24;
  const entry = Buffer.alloc(headerBytes + Math.ceil(name.length / 8) * 8);
  entry.writeBigUInt64LE(BigInt(id), 0);
  entry.writeBigUInt64LE(BigInt(nextOffset), 8);
  entry.writeUInt32LE(name.length, 16);
  entry.writeUInt32LE(device === undefined ? directoryEntryType.DIRECTORY : directoryEntryType.REGULAR, 20);
  entry.write(name, headerBytes, 'latin1');
  return entry;
}
