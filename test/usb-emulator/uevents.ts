import { spawnSync } from 'node:child_process';
import { netlink } from './kernel-numbers.ts';
import type { UsbDevice } from './usb-device.ts';

/** systemd: src/libsystemd/sd-device/device-monitor.c, struct monitor_netlink_header */
const prefix = 'libudev\0';
const magic = 0xfeedcafe;
const headerBytes = 40;
/** enum MonitorNetlinkGroup: 1 is the kernel's, 2 udev's. */
const udevGroup = 2;
/** devices.txt of the kernel: USB devices. */
const usbMajor = 189;

let sequenceNumber = 1000;

type UeventProperties = Record<string, string> & { SUBSYSTEM: string; DEVTYPE: string };

/** Tells who listens on the network namespace what udev would: a device has come or is gone. */
export function sendUevent(action: 'add' | 'remove', device: UsbDevice): void {
  const message = encodeUdevMessage(ueventProperties(action, device));
  // Node has no netlink sockets; perl-base is on every Debian machine.
  const { AF_NETLINK, SOCK_RAW, KOBJECT_UEVENT } = netlink;
  const script = `
    local $/; binmode STDIN; my $message = <STDIN>;
    socket(my $socket, ${AF_NETLINK}, ${SOCK_RAW}, ${KOBJECT_UEVENT}) or die "socket: $!";
    send($socket, $message, 0, pack('SSLL', ${AF_NETLINK}, 0, 0, ${udevGroup})) or die "send: $!";`;
  const { status, stderr } = spawnSync('perl', ['-e', script], { input: message, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the udev message was not sent: ${stderr}`);
}

function ueventProperties(action: string, { description, location }: UsbDevice): UeventProperties {
  const bus = padNumber(location.bus);
  const address = padNumber(location.address);
  return {
    ACTION: action,
    // Below /sys: where the fake sysfs has the device.
    DEVPATH: `/bus/usb/devices/${location.port}`,
    SUBSYSTEM: 'usb',
    DEVTYPE: 'usb_device',
    DEVNAME: `/dev/bus/usb/${bus}/${address}`,
    BUSNUM: bus,
    DEVNUM: address,
    PRODUCT: `${description.vendorId.toString(16)}/${description.productId.toString(16)}/100`,
    TYPE: '0/0/0',
    MAJOR: String(usbMajor),
    MINOR: String((location.bus - 1) * 128 + location.address - 1),
    SEQNUM: String(sequenceNumber++),
  };
}

/** As device files and udev write bus and device numbers: `002`. */
export function padNumber(value: number): string {
  return String(value).padStart(3, '0');
}

function encodeUdevMessage(properties: UeventProperties): Buffer {
  const body = Buffer.from(
    Object.entries(properties)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  );
  const header = Buffer.alloc(headerBytes);
  header.write(prefix, 0, 'latin1');
  header.writeUInt32BE(magic, 8);
  header.writeUInt32LE(headerBytes, 12);
  header.writeUInt32LE(headerBytes, 16); // where the properties begin
  header.writeUInt32LE(body.length, 20);
  header.writeUInt32BE(murmurHash2(properties.SUBSYSTEM), 24);
  header.writeUInt32BE(murmurHash2(properties.DEVTYPE), 28);
  return Buffer.concat([header, body]);
}

/** MurmurHash2 with seed 0, over which libudev's socket filters look. */
function murmurHash2(text: string): number {
  const multiplier = 0x5bd1e995;
  const bytes = Buffer.from(text);
  let hash = bytes.length;
  let offset = 0;
  for (; bytes.length - offset >= 4; offset += 4) {
    let word = Math.imul(bytes.readUInt32LE(offset), multiplier);
    word = Math.imul(word ^ (word >>> 24), multiplier);
    hash = Math.imul(hash, multiplier) ^ word;
  }
  const rest = bytes.length - offset;
  if (rest > 0) {
    for (let index = 0; index < rest; index++) hash ^= bytes.readUInt8(offset + index) << (8 * index);
    hash = Math.imul(hash, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return (hash ^ (hash >>> 15)) >>> 0;
}
