import { explainClosedDevice, explainOpenFailure, toTransportError } from './device-file-errors.ts';
import { type OpenedDeviceFile, openDeviceFile } from './device-file-open.ts';
import { DeviceFileSession } from './device-file-session.ts';
import type { Transport, WriteOptions } from './transport.ts';
import { misuse } from './transport-misuse.ts';

export interface DeviceFileTransportOptions {
  /** `/dev/usb/lp0`, a FIFO, or a plain file. */
  path: string;
  /** Default 3000. */
  openTimeoutMs?: number;
  /** Default 1000: a serial port's close waits until it has sent everything. */
  closeTimeoutMs?: number;
  platform?: NodeJS.Platform;
  /** Default `openDeviceFile`; for tests. */
  openFile?: (path: string, platform: NodeJS.Platform) => Promise<OpenedDeviceFile>;
}

/**
 * A printer behind a device file. A resolved write means: a USB printer (usblp) has taken every byte; a pipe or a
 * terminal has them in the kernel; a plain file holds them. `maybeBytes` is exact (except for a piece that failed
 * with EIO, which counts as may have left); `sureBytes` is 0 but for plain files. After an abort the file stays open
 * and nothing is on its way. After the device is gone, calls reject with `PRINTER_OFFLINE` until `open`; after
 * `close`, with `TRANSPORT_MISUSE`. A terminal (serial printer) must be set raw beforehand (`stty raw -echo`).
 */
export function createDeviceFileTransport(options: DeviceFileTransportOptions): Transport {
  return new DeviceFileTransport(options);
}

class DeviceFileTransport implements Transport {
  readonly kind = 'device-file';
  readonly description: string;
  readonly #options: DeviceFileTransportOptions;
  #session: DeviceFileSession | null = null;
  #opening: { done: Promise<void>; cancel: AbortController } | null = null;
  #closing: Promise<unknown> | null = null;
  /** The session that a call is using: one that hangs in a closed session does not bar the next. */
  #writing: DeviceFileSession | null = null;
  #reading: DeviceFileSession | null = null;

  constructor(options: DeviceFileTransportOptions) {
    this.#options = options;
    this.description = `file:${options.path}`;
  }

  get isOpen(): boolean {
    return this.#session !== null && this.#session.failure === null;
  }

  get readable(): boolean {
    return this.#session?.readable ?? false;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    // An opening that `close` has cancelled is not ours to share.
    if (this.#opening?.cancel.signal.aborted) await this.#opening.done.catch(() => {});
    if (this.#opening === null) {
      const cancel = new AbortController();
      const done = this.#open(cancel.signal).finally(() => {
        this.#opening = null;
      });
      this.#opening = { done, cancel };
    }
    return this.#opening.done;
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { path, openTimeoutMs = 3000, platform = process.platform, openFile = openDeviceFile } = this.#options;
    // usblp lets one in at a time: the old file must be closed first, by `close` or after a lost device.
    await this.#closing;
    await this.#session?.end(explainClosedDevice(path));
    const opening = openFile(path, platform);
    const file = await withinTime(opening, openTimeoutMs, signal);
    if (file === null) {
      // Too late to be wanted: let go of the device as soon as the system hands it over.
      opening.then(({ handle }) => handle.close()).catch(() => {});
      throw toTransportError(signal.aborted ? explainClosedDevice(path) : explainOpenFailure(path, undefined));
    }
    this.#session = new DeviceFileSession(path, file);
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    const session = this.#session;
    if (session === null) throw misuse('écriture sur une imprimante non ouverte');
    if (this.#writing === session) throw misuse('une écriture est déjà en cours');
    this.#writing = session;
    try {
      await session.write(bytes, options);
    } finally {
      if (this.#writing === session) this.#writing = null;
    }
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const session = this.#session;
    if (session === null) throw misuse('lecture sur une imprimante non ouverte');
    if (this.#reading === session) throw misuse('une lecture est déjà en cours');
    this.#reading = session;
    try {
      return await session.read(timeoutMs);
    } finally {
      if (this.#reading === session) this.#reading = null;
    }
  }

  async close(): Promise<void> {
    this.#opening?.cancel.abort();
    await this.#opening?.done.catch(() => {});
    const session = this.#session;
    if (session !== null) {
      this.#session = null;
      const { path, closeTimeoutMs = 1000 } = this.#options;
      this.#closing = withinTime(session.end(explainClosedDevice(path)), closeTimeoutMs).finally(() => {
        this.#closing = null;
      });
    }
    await this.#closing;
  }
}

/** Resolves with the promise's value, or with null after `timeoutMs` or the signal, whichever comes first. */
async function withinTime<Value>(
  promise: Promise<Value>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Value | null> {
  let onEnd = () => {};
  const ended = new Promise<null>((resolve) => {
    onEnd = () => resolve(null);
  });
  const timer = setTimeout(onEnd, timeoutMs);
  signal?.addEventListener('abort', onEnd, { once: true });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onEnd);
  }
}
