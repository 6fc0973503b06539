import type { PrinterListing } from '../printer-listing.ts';
import { type PortStatus, TransportError, type TransportKind } from '../transport/transport.ts';
import { formatUsbTarget, type UsbTarget } from '../usb/usb-device.ts';

/** What the driver process is to own: enough to make a Transport of. Structured clone carries all of it. */
export type DriverTarget =
  | { kind: 'usb'; target: UsbTarget; writeTimeoutMs?: number }
  | { kind: 'device-file'; path: string }
  | { kind: 'spooler'; queueName: string };

/** Agent → driver process. Each request with an `id` is answered once, by `done` or `failed`. */
export type DriverRequest =
  | { type: 'open'; id: number; target: DriverTarget }
  /** `length` bytes follow in `bytes` messages of the same id, no more ahead than the window. */
  | { type: 'write'; id: number; length: number }
  | { type: 'bytes'; id: number; bytes: Uint8Array }
  | { type: 'abort'; id: number }
  | { type: 'read'; id: number; timeoutMs: number }
  | { type: 'port-status'; id: number }
  | { type: 'soft-reset'; id: number }
  | { type: 'close'; id: number }
  /** The printers of this machine; needs no open device. */
  | { type: 'list'; id: number };

export interface DeviceState {
  isOpen: boolean;
  readable: boolean;
  /** What the device says of itself: on Windows the way to a USB printer is chosen when it is opened. */
  way?: { kind: TransportKind; description: string };
}

/** A TransportError, as it crosses. Ranges count from the start of the whole write. */
export interface DriverFailure {
  code: string;
  message: string;
  cause: string | null;
  sureBytes: number;
  maybeBytes: number;
}

export type DriverValue = null | Uint8Array | PortStatus | PrinterListing[];

/** Driver process → agent. */
export type DriverMessage =
  /** It can be asked; the clock of its signs of life starts. */
  | { type: 'ready' }
  | { type: 'alive'; device: DeviceState }
  /** A call will never come back: only the end of this process frees the device. */
  | { type: 'hung' }
  /** Comes before the device gets those bytes: without it, they surely have not left. */
  | { type: 'handing'; id: number; upTo: number }
  /** The device moves; what it took may still be on its way inside the system. */
  | { type: 'progress'; id: number; upTo: number }
  /** The spooler has those bytes, and may still drop them: the driver process wants the next ones. */
  | { type: 'held'; id: number; upTo: number }
  /** Those bytes surely left. */
  | { type: 'taken'; id: number; upTo: number }
  | { type: 'done'; id: number; value: DriverValue; device: DeviceState }
  | { type: 'failed'; id: number; failure: DriverFailure; device: DeviceState };

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

export const closedFailure: DriverFailure = {
  code: 'PRINTER_OFFLINE',
  message: "La connexion à l'imprimante a été fermée : rouvrez-la avant d'imprimer.",
  cause: null,
  sureBytes: 0,
  maybeBytes: 0,
};

export function stoppedFailure(reason: string): DriverFailure {
  const message =
    "Le pilote de l'imprimante s'est arrêté ; il redémarre tout seul. Si cela continue, débranchez et rebranchez l'imprimante.";
  return { code: 'DRIVER_STOPPED', message, cause: reason, sureBytes: 0, maybeBytes: 0 };
}

export function toTransportError({ code, message, cause, sureBytes, maybeBytes }: DriverFailure): TransportError {
  const because = cause === null ? {} : { cause: new Error(cause) };
  return new TransportError(code, message, { ...because, sureBytes, maybeBytes });
}

export function abortedBeforehand(signal: AbortSignal): TransportError {
  return new TransportError('WRITE_ABORTED', "L'envoi à l'imprimante a été interrompu.", { cause: signal.reason });
}
