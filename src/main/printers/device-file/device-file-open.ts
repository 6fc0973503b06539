import { constants, type Stats } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { systemErrorCode } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';
import { explainOpenFailure, explainWrongKind } from './device-file-errors.ts';

/** `blocking-device`: a Windows device path, whose calls wait for the device. */
export type DeviceFileKind = 'character' | 'blocking-device' | 'fifo' | 'file';

export interface OpenedDeviceFile {
  handle: FileHandle;
  kind: DeviceFileKind;
  readable: boolean;
}

/** The two calls needed of `node:fs/promises`; replaced in tests. */
export interface DeviceFileSystem {
  stat: (path: string) => Promise<Stats>;
  open: (path: string, flags: number | string) => Promise<FileHandle>;
}

/**
 * Opens a printer's device file, a FIFO or a plain file (appended to, never created). Rejects with a LinkError
 * `PRINTER_OFFLINE`, `PRINTER_PERMISSION` or `PRINTER_BUSY`.
 *
 * Always O_NONBLOCK: a blocking call on a stalled printer would hold one of libuv's four threads for as long as the
 * paper is out. On Windows there is no such flag: reading is left out there, for a read would block.
 */
export async function openDeviceFile(
  path: string,
  platform: NodeJS.Platform,
  { stat, open }: DeviceFileSystem = fs,
): Promise<OpenedDeviceFile> {
  try {
    if (platform === 'win32') return { handle: await open(path, 'r+'), kind: 'blocking-device', readable: false };
    const kind = kindOf(await stat(path));
    if (kind === null) throw explainWrongKind(path);
    return await openKind(path, kind, open);
  } catch (error) {
    throw error instanceof LinkError ? error : explainOpenFailure(path, error);
  }
}

async function openKind(
  path: string,
  kind: Exclude<DeviceFileKind, 'blocking-device'>,
  open: DeviceFileSystem['open'],
): Promise<OpenedDeviceFile> {
  const { O_RDWR, O_WRONLY, O_NONBLOCK, O_APPEND, O_NOCTTY } = constants;
  if (kind === 'file') return { handle: await open(path, O_WRONLY | O_APPEND), kind, readable: false };
  // Write only: opened for both, a FIFO without a reader would swallow the ticket instead of answering ENXIO.
  if (kind === 'fifo') return { handle: await open(path, O_WRONLY | O_NONBLOCK), kind, readable: false };
  try {
    return { handle: await open(path, O_RDWR | O_NONBLOCK | O_NOCTTY), kind, readable: true };
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS', 'EINVAL'].includes(systemErrorCode(error))) throw error;
    return { handle: await open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY), kind, readable: false };
  }
}

function kindOf(stats: Stats): Exclude<DeviceFileKind, 'blocking-device'> | null {
  if (stats.isCharacterDevice()) return 'character';
  if (stats.isFIFO()) return 'fifo';
  return stats.isFile() ? 'file' : null;
}
