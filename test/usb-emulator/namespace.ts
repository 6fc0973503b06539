import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { whatIsMissing } from '../../scripts/required-tools.ts';

/**
 * The private mount and network namespaces in which USB is emulated: no device, file system or udev message of the
 * machine comes in or goes out. They vanish with their last process.
 */

export const usbfsPath = '/dev/bus/usb';

/** On the namespace's own /sys/bus: whoever sees it is in there. */
const marker = '/sys/bus/smartpos-usb-emulator';

/** linux/sockios.h, linux/if.h: `ip link set lo up` where no `ip` is installed. */
const bringLoopbackUp = `perl -e '
  use Socket;
  my ($SIOCSIFFLAGS, $IFF_UP_RUNNING) = (0x8914, 0x41);
  socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die "socket: $!";
  my $request = pack("a16 s x22", "lo", $IFF_UP_RUNNING);
  ioctl($socket, $SIOCSIFFLAGS, $request) or die "lo: $!";
'`;

/**
 * sysfs can hold no directories of ours, so a tmpfs hides /sys/bus. The mount point of usbfs is missing where no USB
 * ever was; an empty directory in /dev is all that stays behind.
 */
const prepare = `set -e
mkdir -p ${usbfsPath}
mount -t tmpfs tmpfs /sys/bus
mount -t tmpfs tmpfs ${usbfsPath}
mkdir -p /sys/bus/usb/devices
: > ${marker}
${bringLoopbackUp}
exec "$@"`;

/** The program and its first arguments that run the command which follows in namespaces of its own, as one process. */
export const namespaceCommand: readonly [string, ...string[]] = [
  'unshare',
  '--mount',
  '--net',
  '--propagation',
  'private',
  'sh',
  '-c',
  prepare,
  'usb-namespace',
];

/** Mounts a FUSE file system that nobody serves: it is gone with the process that holds its descriptor. */
const tryFuse = `exec 3<> /dev/fuse
mount -i -t fuse -o fd=3,rootmode=40755,user_id=0,group_id=0 probe ${usbfsPath}`;

/** Why there can be no such namespaces here, or null. Takes about 50 ms. */
export function whyNoNamespace(): string | null {
  const missing = whatIsMissing({ root: true, tools: ['unshare', 'mount', 'perl'] });
  if (missing !== null) return `the emulated USB needs ${missing}`;
  if (!existsSync('/dev/fuse')) return 'the emulated USB needs /dev/fuse';
  const [program, ...first] = namespaceCommand;
  const { status, error, stderr } = spawnSync(program, [...first, 'sh', '-ec', tryFuse], { encoding: 'utf8' });
  if (status === 0) return null;
  return `the emulated USB needs namespaces and FUSE mounts: ${(error?.message ?? stderr).trim().split('\n')[0]}`;
}

/** Why nothing may be emulated in this process, or null. */
export function whyNotInNamespace(): string | null {
  return existsSync(marker)
    ? null
    : (whyNoNamespace() ?? 'not in a namespace, which vitest and npm run bench:usb make');
}
