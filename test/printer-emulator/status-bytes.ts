import type { EscposEvent } from '../../src/main/escpos/interpret/interpret-events.ts';

/** The state of the printer's mechanics as its status bytes tell it (facts: Epson's DLE EOT, GS r and GS a). */
export interface Mechanics {
  paper: 'ok' | 'near-end' | 'end';
  coverOpen: boolean;
  cutterError: boolean;
  overheated: boolean;
  /** Taken off line at its own panel. */
  offline: boolean;
  drawer: 'open' | 'closed';
  /** The level of the drawer connector's pin 3 while the drawer is open: it differs by drawer. */
  openDrawerLevel: 'high' | 'low';
}

export const flawlessMechanics: Mechanics = {
  paper: 'ok',
  coverOpen: false,
  cutterError: false,
  overheated: false,
  offline: false,
  drawer: 'closed',
  openDrawerLevel: 'high',
};

/** Whether the printer has stopped: what waits in its buffer stays there, real-time commands are still answered. */
export function isBlocked(mechanics: Mechanics): boolean {
  const { paper, coverOpen, cutterError, overheated, offline } = mechanics;
  return paper === 'end' || coverOpen || cutterError || overheated || offline;
}

const bit = (number: number, set: boolean): number => (set ? 1 << number : 0);

function pin3IsHigh({ drawer, openDrawerLevel }: Mechanics): boolean {
  return (drawer === 'open') === (openDrawerLevel === 'high');
}

/** The answer to `DLE EOT n`. */
function realTimeStatusByte(n: 1 | 2 | 3 | 4, mechanics: Mechanics): number {
  const { paper, coverOpen, cutterError, overheated } = mechanics;
  const fixed = 0x12;
  if (n === 1) return fixed | bit(2, pin3IsHigh(mechanics)) | bit(3, isBlocked(mechanics));
  if (n === 2) return fixed | bit(2, coverOpen) | bit(5, paper === 'end') | bit(6, cutterError || overheated);
  if (n === 3) return fixed | bit(3, cutterError) | bit(6, overheated);
  return fixed | (paper === 'ok' ? 0 : 0x0c) | (paper === 'end' ? 0x60 : 0);
}

function paperBits(paper: Mechanics['paper']): number {
  return (paper === 'ok' ? 0 : 0x03) | (paper === 'end' ? 0x0c : 0);
}

/** The answer to `GS r n`: 1 paper, 2 drawer. */
function bufferedStatusByte(n: number, mechanics: Mechanics): number {
  return n === 1 ? paperBits(mechanics.paper) : bit(0, pin3IsHigh(mechanics));
}

/** The four bytes of `GS a`. */
export function automaticStatusBytes(mechanics: Mechanics): Uint8Array {
  const { paper, coverOpen, cutterError, overheated } = mechanics;
  const first = 0x10 | bit(2, pin3IsHigh(mechanics)) | bit(3, isBlocked(mechanics)) | bit(5, coverOpen);
  const second = bit(3, cutterError) | bit(6, overheated);
  return new Uint8Array([first, second, paperBits(paper), 0]);
}

/** How a printer in this state answers a question that is answered with one byte. */
export function statusByte(event: EscposEvent, mechanics: Mechanics): number | undefined {
  if (event.type === 'status-query') return realTimeStatusByte(event.n, mechanics);
  return event.type === 'fence-query' ? bufferedStatusByte(event.n, mechanics) : undefined;
}
