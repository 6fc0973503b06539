import type { PrinterListing } from '../printer-address.ts';
import { LinkError, type LinkKind, type PortStatus, type WriteRange } from '../transport/link.ts';
import { formatUsbTarget, type UsbTarget } from '../usb/usb-device.ts';

/** What the driver process is to own: enough to make a Connector of. Structured clone carries all of it. */
export type DriverTarget =
  | { kind: 'usb'; target: UsbTarget; writeTimeoutMs?: number }
  | { kind: 'device-file'; path: string }
  | { kind: 'spooler'; queueName: string };

/**
 * Agent → driver process. Each request with an `id` is answered once, by `done` or `failed`. `link` is the id of the request
 * that has opened it: what is asked of an earlier link is never done on a later one.
 */
export type DriverRequest =
  | { type: 'open'; id: number; target: DriverTarget }
  /** `length` bytes follow in `bytes` messages of the same id, no more ahead than the window. */
  | { type: 'write'; id: number; link: number; length: number }
  | { type: 'bytes'; id: number; bytes: Uint8Array }
  /** The opening or write of that id is not wanted any more. */
  | { type: 'abort'; id: number }
  | { type: 'read'; id: number; link: number; timeoutMs: number }
  | { type: 'check'; id: number; link: number }
  | { type: 'port-status'; id: number; link: number }
  | { type: 'soft-reset'; id: number; link: number }
  | { type: 'close'; id: number; link: number }
  /** The printers of this machine; needs no open device. */
  | { type: 'list'; id: number }
  /** The addresses of a name, as the system finds them; needs no open device. */
  | { type: 'look-up'; id: number; name: string };

/** What the driver process says of the link that it has opened: on Windows the way to a USB printer is chosen then. */
export interface OpenedLink {
  kind: LinkKind;
  description: string;
  readable: boolean;
}

/** A LinkError, as it crosses. Ranges count from the start of the whole write. */
export interface DriverFailure extends WriteRange {
  code: string;
  message: string;
  cause: string | null;
}

/** What the system's resolver said: some addresses, or its code (`ENOTFOUND`). */
export interface LookedUp {
  addresses: { address: string; family: number }[];
  code: string | null;
}

export type DriverValue = null | OpenedLink | Uint8Array | PortStatus | PrinterListing[] | LookedUp;

/** Driver process → agent. */
export type DriverMessage =
  /** It can be asked; the clock of its signs of life starts. */
  | { type: 'ready' }
  | { type: 'alive' }
  /** A call will never come back: only the end of this process frees the device. */
  | { type: 'hung' }
  /** The link that the request of that id has opened; comes before the answers to the calls that end with it. */
  | { type: 'ended'; id: number; failure: DriverFailure }
  /** Comes before the device gets those bytes: without it, they surely have not left. */
  | { type: 'handing'; id: number; upTo: number }
  /** The device moves; what it took may still be on its way inside the system. */
  | { type: 'progress'; id: number; upTo: number }
  /** The spooler has those bytes, and may still drop them: the driver process wants the next ones. */
  | { type: 'held'; id: number; upTo: number }
  /** Those bytes surely left. */
  | { type: 'taken'; id: number; upTo: number }
  | { type: 'done'; id: number; value: DriverValue }
  | { type: 'failed'; id: number; failure: DriverFailure };

export const pieceBytes = 4096;
/** Bytes that may wait in the driver process: enough to keep the device busy, no matter how long the receipt is. */
export const windowBytes = 4 * pieceBytes;
/** How often the driver process gives a sign of life. */
export const aliveEveryMs = 1000;
/** The code of a failure after which the driver process must be replaced. */
export const hungCode = 'PRINTER_HUNG';

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

export function toLinkError({ code, message, cause, sureBytes, maybeBytes }: DriverFailure): LinkError {
  const because = cause === null ? {} : { cause: new Error(cause) };
  return new LinkError(code, message, { ...because, sureBytes, maybeBytes });
}
