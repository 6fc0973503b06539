import { CancellableOpening, orAborted } from '../transport/cancellable-opening.ts';
import { SessionCalls } from '../transport/session-calls.ts';
import type { Transport, WriteOptions } from '../transport/transport.ts';
import { explainClosedDevice, explainOpenFailure, toTransportError } from './device-file-errors.ts';
import { type OpenedDeviceFile, openDeviceFile } from './device-file-open.ts';
import { DeviceFileSession } from './device-file-session.ts';

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
  readonly #opening = new CancellableOpening((cancelled) => this.#open(cancelled));
  #closing: Promise<unknown> | null = null;
  readonly #calls = new SessionCalls<DeviceFileSession>();

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
    return this.#opening.run();
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { path, openTimeoutMs = 3000, platform = process.platform, openFile = openDeviceFile } = this.#options;
    // usblp lets one in at a time: the old file must be closed first, by `close` or after a lost device.
    await this.#closing;
    await this.#session?.end(explainClosedDevice(path));
    const opening = openFile(path, platform);
    const file = await orAborted(opening, AbortSignal.any([signal, AbortSignal.timeout(openTimeoutMs)]));
    if (file === null) {
      // Too late to be wanted: let go of the device as soon as the system hands it over.
      opening.then(({ handle }) => handle.close()).catch(() => {});
      throw toTransportError(signal.aborted ? explainClosedDevice(path) : explainOpenFailure(path, undefined));
    }
    this.#session = new DeviceFileSession(path, file);
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    return this.#calls.write(this.#session, (session) => session.write(bytes, options));
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    return this.#calls.read(this.#session, (session) => session.read(timeoutMs));
  }

  async close(): Promise<void> {
    this.#opening.cancel();
    await this.#opening.settled();
    const session = this.#session;
    if (session !== null) {
      this.#session = null;
      const { path, closeTimeoutMs = 1000 } = this.#options;
      this.#closing = orAborted(session.end(explainClosedDevice(path)), AbortSignal.timeout(closeTimeoutMs)).finally(
        () => {
          this.#closing = null;
        },
      );
    }
    await this.#closing;
  }
}
