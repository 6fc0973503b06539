import { createDeviceFileTransport } from '../device-file/device-file-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { createUsbTransport } from '../usb/usb-transport.ts';
import { createWindowsDeviceTransport } from '../windows/windows-device-transport.ts';
import { createWindowsUsbTransport } from '../windows/windows-usb-transport.ts';
import { loadWinspool } from '../windows/winspool-bindings.ts';
import { createSpoolerTransport } from '../windows/winspool-transport.ts';
import type { DriverTarget } from './driver-protocol.ts';

/** The transport that the driver process uses on the device itself. `onHung`: only its end frees the device now. */
export function createDriverDevice(
  target: DriverTarget,
  onHung: () => void,
  platform: NodeJS.Platform = process.platform,
): Transport {
  switch (target.kind) {
    case 'usb': {
      const { target: usb, writeTimeoutMs } = target;
      const options = { target: usb, onHung, ...(writeTimeoutMs === undefined ? {} : { writeTimeoutMs }) };
      return platform === 'win32' ? createWindowsUsbTransport(options) : createUsbTransport(options);
    }
    case 'device-file':
      return platform === 'win32' && isWindowsDevicePath(target.path)
        ? createWindowsDeviceTransport({ path: target.path, onHung })
        : createDeviceFileTransport({ path: target.path });
    case 'spooler':
      return createSpoolerTransport({ queueName: target.queueName, winspool: () => loadWinspool(), onHung });
  }
}

/** `\\?\usb#…`, `\\.\COM3`: a device, whose calls may wait for ever; anything else is a plain file. */
function isWindowsDevicePath(path: string): boolean {
  return /^\\\\[?.]\\/.test(path);
}
