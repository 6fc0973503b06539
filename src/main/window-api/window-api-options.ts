import type { BridgeEvent, Picture } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { JobStore } from '../jobs/job-store.ts';
import type { Queue } from '../jobs/queue.ts';
import type { PrinterListing } from '../printers/printer-address.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { AgentCounters } from '../station/counters.ts';
import type { PrintStation } from '../station/print-station.ts';
import type { SettingsApplier } from '../station/settings-applier.ts';
import type { RefusedCallers } from '../token/refused-callers.ts';
import type { TokenKeeper } from '../token/token-keeper.ts';
import type { Updates } from '../updates/updates.ts';
import type { HostFeatures } from './host-features.ts';

/** The running agent, as its windows' calls need it. */
export interface ServedAgent {
  readonly station: PrintStation;
  readonly queue: Queue;
  readonly store: JobStore;
  readonly events: AgentEvents;
  readonly counters: AgentCounters;
  readonly refused: RefusedCallers;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Where it really listens now. */
  listening(): { host: string; port: number };
}

/** What the window's calls work on. */
export interface WindowApiOptions {
  agent: ServedAgent;
  settings: SettingsKeeper;
  applier: SettingsApplier;
  tokens: TokenKeeper;
  /** Absolute paths. */
  dataDir: string;
  logDirectory: string;
  version: string;
  clock: Clock;
  log: Log;
  listPrinters: () => Promise<PrinterListing[]>;
  host: HostFeatures;
  updates: Updates;
  /** What the start found and still holds: settings set aside, unknown keys, no logo; the gravest first. */
  startNotices: () => readonly Problem[];
  /** The port that a person has given up since this program was started, as another program had it. */
  replacedPort: ReplacedPort | null;
}

export interface ReplacedPort {
  port: number;
  /** « python.exe (1234) »; null where it cannot be known. */
  owner: string | null;
}

/** What the parts tell each other and the windows. */
export interface WindowEvents {
  emit(event: BridgeEvent): void;
  /** Something in the overview may have changed: windows are told soon. */
  touch(): void;
}

/** A PNG for a page's `<img>`; its size stands in its first chunk (PNG, 11.2.1). */
export function toPicture(png: Buffer): Picture {
  return {
    dataUrl: `data:image/png;base64,${png.toString('base64')}`,
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
  };
}
