import { readUsbAddresses, sysfsUsbDevices } from './usb-sysfs.ts';

/**
 * Calls `onChange` when a USB device has come or gone, by looking at sysfs. npm usb has events for that, but its
 * `addEventListener` ends the process where there is no hot-plug service (facts), and a look costs less than a
 * millisecond. Where there is no sysfs nothing is ever told. Never keeps the process alive.
 */
export function watchUsbDevices(
  onChange: () => void,
  { everyMs = 500, sysfsRoot = sysfsUsbDevices }: { everyMs?: number; sysfsRoot?: string } = {},
): () => void {
  const look = () => [...readUsbAddresses(sysfsRoot)].join(' ');
  let last = look();
  const timer = setInterval(() => {
    const now = look();
    if (now === last) return;
    last = now;
    onChange();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
