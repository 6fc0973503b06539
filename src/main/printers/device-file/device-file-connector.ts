import { createConnector } from '../transport/connector.ts';
import type { Connector } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { explainClosedDevice, explainOpenFailure } from './device-file-errors.ts';
import { DeviceFileLink } from './device-file-link.ts';
import { type OpenedDeviceFile, openDeviceFile } from './device-file-open.ts';

export interface DeviceFileConnectorOptions {
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
 * and nothing is on its way. A terminal (serial printer) must be set raw beforehand (`stty raw -echo`).
 */
export function createDeviceFileConnector(options: DeviceFileConnectorOptions): Connector {
  const { path, openTimeoutMs = 3000, closeTimeoutMs = 1000 } = options;
  const { platform = process.platform, openFile = openDeviceFile } = options;
  return createConnector({
    kind: 'device-file',
    description: `file:${path}`,
    closed: explainClosedDevice(path),
    open: async (signal) => {
      const opening = openFile(path, platform);
      const file = await raceEnd(opening, { signals: [signal], timeoutMs: openTimeoutMs });
      if (file !== null) return new DeviceFileLink(path, file, closeTimeoutMs);
      // Too late to be wanted: let go of the device as soon as the system hands it over.
      opening.then(({ handle }) => handle.close()).catch(() => {});
      throw explainOpenFailure(path, undefined);
    },
  });
}
