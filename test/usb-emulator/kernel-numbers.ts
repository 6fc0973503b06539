/** Numbers of the Linux kernel's interfaces, under their header names; 64-bit little-endian machines. */

/** asm-generic/errno-base.h and errno.h */
export const errno = {
  ENOENT: 2,
  EIO: 5,
  EAGAIN: 11,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  EPIPE: 32,
  ENOSYS: 38,
  ENODATA: 61,
  EPROTO: 71,
  ESHUTDOWN: 108,
  ETIMEDOUT: 110,
} as const;

/** linux/fuse.h, enum fuse_opcode */
export const fuseOpcode = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  OPEN: 14,
  READ: 15,
  STATFS: 17,
  RELEASE: 18,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  ACCESS: 34,
  INTERRUPT: 36,
  DESTROY: 38,
  IOCTL: 39,
  POLL: 40,
  BATCH_FORGET: 42,
} as const;

/** linux/fuse.h */
export const fuse = {
  KERNEL_VERSION: 7,
  /** The oldest minor version with everything used here. */
  KERNEL_MINOR_VERSION: 31,
  /** fuse_open_out.open_flags: no page cache, each read comes here. */
  FOPEN_DIRECT_IO: 1,
  /** fuse_poll_in.flags */
  POLL_SCHEDULE_NOTIFY: 1,
  /** enum fuse_notify_code, sent in place of an error with unique 0. */
  NOTIFY_POLL: 1,
  SUPER_MAGIC: 0x65735546,
} as const;

/** linux/usbdevice_fs.h: `_IO('U', n)` and its kind; the number alone tells them apart. */
export const usbfsIoctlType = 'U'.charCodeAt(0);
export const usbfsIoctl = {
  CONTROL: 0,
  RESETEP: 3,
  SETINTERFACE: 4,
  SETCONFIGURATION: 5,
  GETDRIVER: 8,
  SUBMITURB: 10,
  DISCARDURB: 11,
  REAPURB: 12,
  REAPURBNDELAY: 13,
  CLAIMINTERFACE: 15,
  RELEASEINTERFACE: 16,
  IOCTL: 18,
  RESET: 20,
  CLEAR_HALT: 21,
  DISCONNECT: 22,
  CONNECT: 23,
  GET_CAPABILITIES: 26,
  DISCONNECT_CLAIM: 27,
  GET_SPEED: 31,
} as const;

/** linux/usbdevice_fs.h */
export const usbfs = {
  CAP_ZERO_PACKET: 0x01,
  CAP_NO_PACKET_SIZE_LIM: 0x04,
  CAP_REAP_AFTER_DISCONNECT: 0x10,
  URB_TYPE_CONTROL: 2,
  DISCONNECT_CLAIM_IF_DRIVER: 0x01,
  DISCONNECT_CLAIM_EXCEPT_DRIVER: 0x02,
} as const;

/** linux/usb/ch9.h, enum usb_device_speed */
export const USB_SPEED_FULL = 2;

/** asm-generic/poll.h */
export const poll = { OUT: 0x4, ERR: 0x8, HUP: 0x10, WRNORM: 0x100 } as const;

/** linux/stat.h and the type column of a directory entry */
export const fileMode = { DIRECTORY: 0o040755, REGULAR: 0o100666 } as const;
export const directoryEntryType = { DIRECTORY: 4, REGULAR: 8 } as const;

/** linux/netlink.h */
export const netlink = { AF_NETLINK: 16, SOCK_RAW: 3, KOBJECT_UEVENT: 15 } as const;
