import { isIPv6 } from 'node:net';
import { AgentError } from '../base/errors.ts';
import { isHostName } from '../base/network.ts';
import type { LinkKind } from './transport/link.ts';

/** Where the printer is. `kind` is the connector's. */
export type PrinterAddress =
  | { kind: 'virtual' }
  /**
   * `ids` null: the only printer found; VID:PID says nothing about the model: clones share them. `serial` or `port` (as
   * Linux writes it, `1-1.4`) choose among several printers with the same ids.
   */
  | { kind: 'usb'; ids: { vendorId: number; productId: number } | null; serial?: string; port?: string }
  | { kind: 'tcp'; host: string; port: number }
  | { kind: 'device-file'; path: string }
  /** A printer of Windows' « Imprimantes et scanners », by its name there. */
  | { kind: 'spooler'; queueName: string };

const defaultPort = 9100;

/**
 * Reads `virtual`, `usb`, `usb:0471:0055` (hexadecimal; `usb:0471:0055:SERIAL`, `usb:0471:0055@1-1.4`),
 * `tcp://HOST[:PORT]` (default 9100, IPv6 in brackets), `file:PATH` or `spooler:QUEUE NAME` (all that follows is the name);
 * schemes in any case, spaces around the whole ignored. Throws AgentError `INVALID_PRINTER`.
 */
export function parsePrinterAddress(text: string): PrinterAddress {
  const trimmed = text.trim();
  const address = parseUsb(trimmed) ?? parseTcp(trimmed) ?? parseFile(trimmed) ?? parseSpooler(trimmed);
  if (address !== null) return address;
  if (trimmed.toLowerCase() === 'virtual') return { kind: 'virtual' };
  throw new AgentError(
    'INVALID_PRINTER',
    `Imprimante « ${text} » inconnue : écrivez virtual, usb, usb:0471:0055, tcp://ADRESSE:9100, file:/dev/usb/lp0 ou spooler:NOM (file d'impression de Windows).`,
  );
}

/** Some serial numbers (with a space or an `@`) cannot be written in an address. */
export function isWritableSerial(serial: string): boolean {
  return /^[^\s@]+$/.test(serial);
}

function parseUsb(text: string): PrinterAddress | null {
  if (text.toLowerCase() === 'usb') return { kind: 'usb', ids: null };
  const pattern = /^usb:(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{1,4})(?::([^\s@]+))?(?:@(\d+-\d+(?:\.\d+)*))?$/i;
  const [, vendor, product, serial, port] = pattern.exec(text) ?? [];
  if (vendor === undefined || product === undefined) return null;
  return {
    kind: 'usb',
    ids: { vendorId: Number.parseInt(vendor, 16), productId: Number.parseInt(product, 16) },
    ...(serial === undefined ? {} : { serial }),
    ...(port === undefined ? {} : { port }),
  };
}

function parseTcp(text: string): PrinterAddress | null {
  const match = /^tcp:\/\/(?:\[([^\]]*)\]|([^:/[\]]*))(?::(\d{1,5}))?\/?$/i.exec(text);
  if (match === null) return null;
  const [, ipv6, name, portText] = match;
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port < 1 || port > 65535) return null;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { kind: 'tcp', host: ipv6, port } : null;
  return name !== undefined && isHostName(name, { localNames: true }) ? { kind: 'tcp', host: name, port } : null;
}

function parseFile(text: string): PrinterAddress | null {
  const match = /^file:(.+)$/is.exec(text);
  if (match?.[1] === undefined || match[1].includes('\0')) return null;
  // `file:///dev/usb/lp0` is the same file written as a URL.
  return { kind: 'device-file', path: match[1].replace(/^\/\/(?=\/)/, '') };
}

function parseSpooler(text: string): PrinterAddress | null {
  const queueName = /^spooler:(.*\S.*)$/i.exec(text)?.[1];
  return queueName === undefined || queueName.includes('\0') ? null : { kind: 'spooler', queueName };
}

/** A printer that this machine has, for whoever chooses one. */
export interface PrinterListing {
  /** What the settings say to print on it: `usb:0471:0055:J3T-001`, `spooler:POS-80`. */
  address: string;
  /** As it calls itself, or as Windows calls its queue. */
  name: string;
  maker: string | null;
  serial: string | null;
  /** The way that the bytes take. */
  transport: LinkKind;
  usable: boolean;
  /** Why it cannot be used: a stable code and a French sentence that says what to do. */
  problem: { code: string; message: string } | null;
}
