import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import type { PrinterPace } from './pace-printer.ts';
import type { PrinterTroubles } from './printer-troubles.ts';
import type { Random } from './random.ts';

/** The printer of a run: what the agent is told of it, what came out of it, and what can go wrong with it. */
export interface ChaosPrinter {
  /** As the agent's `--printer` takes it. */
  readonly address: string;
  readonly pace: PrinterPace;
  papers(): Promise<readonly { text: string }[]>;
  /** When the drawer was opened, in milliseconds since the epoch. */
  pulses(): Promise<readonly number[]>;
  /** Tears off what is printed. */
  flush(): Promise<void>;
  startTroubles(random: Random): PrinterTroubles;
  close(): Promise<void>;
}

export type StartChaosPrinter = (profile: PrinterProfile) => Promise<ChaosPrinter>;
