import type { Clock } from '../../base/clock.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { DrawerPulse, VirtualPaper } from './virtual-paper-roll.ts';
import type { Mechanics } from './virtual-status-bytes.ts';

/** What a test, or a technician in a demonstration, can do to the printer. */
export interface VirtualFaults extends Mechanics {
  /** The firmware hangs: no byte taken, no answer, the link stays up. */
  frozen: boolean;
  /** No link: no byte taken, no answer. What is in the buffer still prints. */
  unplugged: boolean;
  /** Takes bytes, never answers. */
  mute: boolean;
  /** Each answer comes with the next one, as from some USB clones (escpos-rs#18). */
  lateAnswers: boolean;
  /** Bytes still taken before the printer stalls; `null`: no limit. */
  acceptLimit: number | null;
}

export interface VirtualPrinterOptions {
  /** What this printer answers and knows: it ignores what the profile does not list. */
  profile: PrinterProfile;
  clock: Clock;
  /**
   * A piece of paper is complete. Where it gives a promise, nothing more is processed before that is settled: a fence
   * is answered when the paper is where it should be. A failure loses what waits in the buffer, and the link.
   */
  onPaper: (paper: VirtualPaper) => void | Promise<void>;
  onDrawer?: (pulse: DrawerPulse) => void;
  /** Every byte taken, as it is taken. */
  onBytes?: (bytes: Uint8Array) => void;
  faults?: Partial<VirtualFaults>;
  /** Has no way back to the host, as some clones: no bulk IN endpoint. */
  oneWay?: boolean;
  /** `GS a` switched on by a DIP switch: four bytes at each change. */
  automaticStatus?: boolean;
  startInChineseMode?: boolean;
  /** Goes on with a command that the link before left unfinished, as printers behind a print server do. */
  keepsPartialCommand?: boolean;
  /** Bytes kept unprocessed while the printer is blocked. Default 4096. */
  bufferBytes?: number;
}

/** The host's end of the cable. */
export interface VirtualHost {
  onAnswer(bytes: Uint8Array): void;
  /** The printer, which took less than it was offered, may take more. */
  onRoom(): void;
  /** Unplugged (no cause), or the paper could not be kept. */
  onLost(cause?: unknown): void;
}

export interface VirtualPrinterDevice {
  readonly faults: Readonly<VirtualFaults>;
  setFaults(change: Partial<VirtualFaults>): void;
  /** One host at a time: a new one takes the place of the old one. */
  connect(host: VirtualHost): void;
  /** Forgets a command that came only in part, as most printers do when their interface is reset. */
  disconnect(): void;
  /** Gives how many bytes, from the first, the printer took. */
  accept(bytes: Uint8Array): number;
  /** Off and on again: the receive buffer and every setting are lost, the paper is not. */
  powerCycle(): void;
  /** Tears the paper off where it stands. Settles once it is kept or lost. */
  flush(): Promise<void>;
  /** Tears it off only if it shows nothing but pulses of the drawer. */
  flushDrawerStrip(): Promise<void>;
  /** Says something unasked: line noise, another model's answer. */
  say(bytes: Uint8Array): void;
  readonly drawerPulses: readonly DrawerPulse[];
  /** Bytes taken and not processed yet. */
  readonly heldBytes: number;
}
