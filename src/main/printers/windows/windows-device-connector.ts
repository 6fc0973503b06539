import fs from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { systemErrorCode } from '../../base/errors.ts';
import { explainClosedDevice } from '../device-file/device-file-errors.ts';
import type { Connector } from '../transport/link.ts';
import { type BlockingCalls, createBlockingConnector } from './windows-blocking-connector.ts';
import {
  explainHeldPrinter,
  explainSilentPrinter,
  explainWindowsLostDevice,
  explainWindowsOpenFailure,
} from './windows-device-errors.ts';

/** What is needed of `node:fs/promises`; replaced in tests. */
export interface WindowsDeviceFileSystem {
  open: (path: string, flags: string) => Promise<WindowsDeviceHandle>;
}

export interface WindowsDeviceHandle {
  write: (bytes: Uint8Array, offset: number, length: number, position: null) => Promise<{ bytesWritten: number }>;
  close: () => Promise<void>;
}

export interface WindowsDeviceConnectorOptions {
  /** `\\?\usb#vid_0471&pid_0055#SERIAL#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}` (parseUsbprintRegistry). */
  path: string;
  fs?: WindowsDeviceFileSystem;
  /** Default 250, 500, 1000, 2000: the spooler lets go of a printer it has just used. */
  retryDelaysMs?: readonly number[];
  /** Default 10,000, the retries included. */
  openTimeoutMs?: number;
  /** Default 1000. */
  closeTimeoutMs?: number;
  pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /**
   * A WriteFile that was given up (aborted, closed) has not come back within `closeTimeoutMs`. Nothing but the end of
   * the process takes it back, and `process.exit` waits for it (measured with Node 24 on Linux): the parent must kill
   * the process (`child.kill('SIGKILL')`, TerminateProcess on Windows).
   */
  onHung?: () => void;
}

/**
 * A USB printer through usbprint.sys, the driver that Windows gives it by itself: no administrator, no Zadig, and
 * Windows can go on printing on it. Belongs in the driver process.
 *
 * A resolved write means that the driver has taken every byte; it takes the next piece once the printer has the one
 * before. A WriteFile waits as long as the printer takes nothing (no paper). `maybeBytes` counts the piece that was under
 * way; `sureBytes` is 0, as the driver does not say how much of a piece went out.
 *
 * One-way (`readable` false), by decision: Node opens a synchronous handle, on which a ReadFile without an answer could
 * not be called back and would hold up every WriteFile behind it (learn.microsoft.com, "Synchronous and Asynchronous
 * I/O"). So jobs are `sent`, never `printed`, and paper out shows as a write that takes nothing. Reading would need
 * a second handle with a process of its own; nobody has tried yet whether usbprint.sys gives one.
 *
 * To be opened per job and closed at rest: usbprint.sys serves the spooler too.
 */
export function createWindowsDeviceConnector(options: WindowsDeviceConnectorOptions): Connector {
  const path = options.path.replace(/\\+$/, '');
  return createBlockingConnector({
    kind: 'device-file',
    description: `file:${path}`,
    openCalls: (signal) => openDevice(path, options, signal),
    closed: explainClosedDevice(path),
    silent: explainSilentPrinter(path),
    held: explainHeldPrinter(path),
    lost: (cause) => explainWindowsLostDevice(path, cause),
    openTimeoutMs: options.openTimeoutMs ?? 10_000,
    closeTimeoutMs: options.closeTimeoutMs ?? 1000,
    onHung: options.onHung,
  });
}

async function openDevice(
  path: string,
  { fs: fileSystem = fs, retryDelaysMs = [250, 500, 1000, 2000], pause = defaultPause }: WindowsDeviceConnectorOptions,
  signal: AbortSignal,
): Promise<BlockingCalls> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return createCalls(path, await fileSystem.open(path, 'r+'));
    } catch (error) {
      const delayMs = retryDelaysMs[attempt];
      if (delayMs === undefined || signal.aborted || !isHeldByAnother(error)) {
        throw explainWindowsOpenFailure(path, error);
      }
      await pause(delayMs, signal).catch(() => {});
    }
  }
}

function createCalls(path: string, handle: WindowsDeviceHandle): BlockingCalls {
  return {
    async write(piece) {
      try {
        return (await handle.write(piece, 0, piece.length, null)).bytesWritten;
      } catch (error) {
        // Windows does not say how much of the piece went out before the error.
        throw explainWindowsLostDevice(path, error).after({ sureBytes: 0, maybeBytes: piece.length });
      }
    },
    close: () => handle.close(),
  };
}

/** Programs that print over usbprint.sys report both ERROR_SHARING_VIOLATION and ERROR_ACCESS_DENIED for a held printer. */
function isHeldByAnother(error: unknown): boolean {
  return ['EBUSY', 'EACCES', 'EPERM'].includes(systemErrorCode(error));
}

function defaultPause(ms: number, signal: AbortSignal): Promise<unknown> {
  return delay(ms, undefined, { signal });
}
