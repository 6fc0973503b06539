import type { Bitmap } from './documents/receipt.ts';
import type { PrinterProfile } from './escpos/profile.ts';
import type { Job } from './jobs/job.ts';
import type { Printer } from './printers/printer.ts';
import type { Settings } from './settings/settings.ts';

/** The printer in use with its profile, its encoder and its worker: what saved settings replace while the agent goes on. */
export interface PrintStation {
  /** As they are applied now; flags and environment included. */
  readonly settings: Settings;
  readonly logo: Bitmap | null;
  readonly profile: PrinterProfile;
  readonly printer: Printer;
  readonly paused: boolean;
  /** What is being printed is finished; tickets then wait, a drawer still opens. Ends with the agent. */
  pause(): void;
  resume(): void;
  /** Asks the printer how it is, now: the machine has slept, and nobody knows what has happened meanwhile. */
  lookAtPrinter(): void;
  /** What goes, or would go, to the printer for this job. */
  encode(job: Job): Uint8Array;
  /**
   * Applies settings: finishes the current bytes, then goes on with the new printer, profile, shop and limits; waiting jobs
   * are kept, and calls are accepted all the while. A new host or port is listened on before the old one is given up.
   *
   * @throws AgentError `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`, `INVALID_SETTING`, `INVALID_PRINTER`, …: nothing has changed then
   */
  apply(settings: Settings, logo: Bitmap | null): Promise<void>;
}
