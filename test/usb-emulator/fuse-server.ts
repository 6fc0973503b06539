import { spawnSync } from 'node:child_process';
import { openSync, read, readSync, writeSync } from 'node:fs';
import { errno, fuse, fuseOpcode } from './kernel-numbers.ts';

/** One request of the kernel, without its header (linux/fuse.h, struct fuse_in_header). */
export interface FuseRequest {
  opcode: number;
  nodeId: number;
  /** The thread that made the system call. */
  pid: number;
  body: Buffer;
}

/** What ends the system call: the parts of the answer, or a positive errno. */
export type FuseAnswer = Uint8Array[] | number;

export type FuseHandler = (request: FuseRequest) => FuseAnswer | Promise<FuseAnswer>;

export interface FuseServer {
  /** Wakes who polls; the handle is that of the kernel's FUSE_POLL request. */
  wakePollers(kernelPollHandle: bigint): void;
  unmount(): void;
}

const inHeaderBytes = 40;
const outHeaderBytes = 16;
/** Above what the kernel asks at least (FUSE_MIN_READ_BUFFER, 8 KiB). */
const requestBytes = 256 * 1024;
const maxWriteBytes = 64 * 1024;
/** No answer is due to these. */
const unanswered: ReadonlySet<number> = new Set([
  fuseOpcode.FORGET,
  fuseOpcode.BATCH_FORGET,
  fuseOpcode.INTERRUPT,
  fuseOpcode.DESTROY,
]);

/** Mounts a file system at `path`, served by this process: the process that uses it must be another one. */
export function mountFuse(path: string, answer: FuseHandler): FuseServer {
  const device = openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40755,user_id=0,group_id=0,allow_other';
  const { status, stderr } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'usb-emulator', path], {
    stdio: ['ignore', 'ignore', 'pipe', device],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`mount of the emulated usbfs failed: ${stderr}`);
  negotiate(device);
  serve(device, answer);

  return {
    wakePollers(kernelPollHandle) {
      const body = Buffer.alloc(8);
      body.writeBigUInt64LE(kernelPollHandle);
      send(device, 0n, fuse.NOTIFY_POLL, [body]);
    },
    // Lazily: a client that leaked a descriptor must not keep the mount.
    unmount: () => void spawnSync('umount', ['-l', path]),
  };
}

/** FUSE_INIT, the kernel's first request: agrees on the version (struct fuse_init_out). */
function negotiate(device: number): void {
  const request = Buffer.alloc(requestBytes);
  readSync(device, request, 0, request.length, null);
  const body = Buffer.alloc(64);
  body.writeUInt32LE(fuse.KERNEL_VERSION, 0);
  body.writeUInt32LE(fuse.KERNEL_MINOR_VERSION, 4);
  body.writeUInt32LE(maxWriteBytes, 8); // max_readahead
  body.writeUInt16LE(12, 16); // max_background: libfuse's default
  body.writeUInt16LE(9, 18); // congestion_threshold: three quarters of it
  body.writeUInt32LE(maxWriteBytes, 20); // max_write
  body.writeUInt32LE(1, 24); // time_gran, in nanoseconds
  send(device, request.readBigUInt64LE(8), 0, [body]);
}

function serve(device: number, answer: FuseHandler): void {
  const buffer = Buffer.alloc(requestBytes);
  const next = (): void =>
    read(device, buffer, 0, buffer.length, null, (error, size) => {
      // Unmounted.
      if (error?.code === 'ENODEV') return;
      if (error !== null && !['EINTR', 'ENOENT', 'EAGAIN'].includes(error.code ?? '')) throw error;
      if (error === null) void dispatch(device, Buffer.from(buffer.subarray(0, size)), answer);
      next();
    });
  next();
}

async function dispatch(device: number, message: Buffer, answer: FuseHandler): Promise<void> {
  const opcode = message.readUInt32LE(4);
  if (unanswered.has(opcode)) return;
  const request: FuseRequest = {
    opcode,
    nodeId: Number(message.readBigUInt64LE(16)),
    pid: message.readUInt32LE(32),
    body: message.subarray(inHeaderBytes),
  };
  let result: FuseAnswer;
  try {
    const given = answer(request);
    // Requests are answered in their order, but those that wait.
    result = given instanceof Promise ? await given : given;
  } catch (error) {
    // A client that died in the middle of its call, for one: nobody may be left waiting in the kernel.
    process.stderr.write(`usb emulator: request ${opcode}: ${String(error)}\n`);
    result = errno.EIO;
  }
  const unique = message.readBigUInt64LE(8);
  if (typeof result === 'number') send(device, unique, -result, []);
  else send(device, unique, 0, result);
}

/** struct fuse_out_header and what follows. */
function send(device: number, unique: bigint, error: number, parts: Uint8Array[]): void {
  const header = Buffer.alloc(outHeaderBytes);
  const message = Buffer.concat([header, ...parts]);
  message.writeUInt32LE(message.length, 0);
  message.writeInt32LE(error, 4);
  message.writeBigUInt64LE(unique, 8);
  try {
    writeSync(device, message);
  } catch (failure) {
    // ENOENT: the call was interrupted, or nobody polls any more. ENODEV: unmounted in the meantime.
    if (!['ENOENT', 'ENODEV'].includes((failure as NodeJS.ErrnoException).code ?? '')) throw failure;
  }
}
