import type { DriverTarget } from './driver-protocol.ts';
import { formatUsbTarget } from './usb-device.ts';

/** As the settings say it. */
export function formatDriverTarget(target: DriverTarget): string {
  switch (target.kind) {
    case 'usb':
      return formatUsbTarget(target.target);
    case 'device-file':
      return `file:${target.path}`;
    case 'spooler':
      return `spooler:${target.queueName}`;
  }
}
