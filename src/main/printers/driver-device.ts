import { createDeviceFileTransport } from './device-file-transport.ts';
import type { DriverTarget } from './driver-protocol.ts';
import type { Transport } from './transport.ts';
import { createUsbTransport } from './usb-transport.ts';
import { createWindowsDeviceTransport } from './windows-device-transport.ts';

/** The transport that the driver process uses on the device itself. `onHung`: only its end frees the device now. */
export function createDriverDevice(
  target: DriverTarget,
  onHung: () => void,
  platform: NodeJS.Platform = process.platform,
): Transport {
  switch (target.kind) {
    case 'usb': {
      const { target: usb, writeTimeoutMs } = target;
      return createUsbTransport({ target: usb, onHung, ...(writeTimeoutMs === undefined ? {} : { writeTimeoutMs }) });
    }
    case 'device-file':
      return platform === 'win32'
        ? createWindowsDeviceTransport({ path: target.path, onHung })
        : createDeviceFileTransport({ path: target.path });
  }
}
