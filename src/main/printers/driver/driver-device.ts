import { createDeviceFileConnector } from '../device-file/device-file-connector.ts';
import type { Connector } from '../transport/link.ts';
import { createUsbConnector } from '../usb/usb-connector.ts';
import { createWindowsDeviceConnector } from '../windows/windows-device-connector.ts';
import { createWindowsUsbConnector } from '../windows/windows-usb-connector.ts';
import { loadWinspool } from '../windows/winspool-bindings.ts';
import { createSpoolerConnector } from '../windows/winspool-connector.ts';
import type { DriverTarget } from './driver-protocol.ts';

/** The connector that the driver process uses on the device itself. `onHung`: only its end frees the device now. */
export function createDeviceConnector(
  target: DriverTarget,
  onHung: () => void,
  platform: NodeJS.Platform = process.platform,
): Connector {
  switch (target.kind) {
    case 'usb': {
      const { target: usb, writeTimeoutMs } = target;
      const options = { target: usb, onHung, ...(writeTimeoutMs === undefined ? {} : { writeTimeoutMs }) };
      return platform === 'win32' ? createWindowsUsbConnector(options) : createUsbConnector(options);
    }
    case 'device-file':
      return platform === 'win32' && isWindowsDevicePath(target.path)
        ? createWindowsDeviceConnector({ path: target.path, onHung })
        : createDeviceFileConnector({ path: target.path });
    case 'spooler':
      return createSpoolerConnector({ queueName: target.queueName, winspool: () => loadWinspool(), onHung });
  }
}

/** `\\?\usb#…`, `\\.\COM3`: a device, whose calls may wait for ever; anything else is a plain file. */
function isWindowsDevicePath(path: string): boolean {
  return /^\\\\[?.]\\/.test(path);
}
