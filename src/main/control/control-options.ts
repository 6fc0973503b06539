import type { AnswerOf, ArgumentOf, BridgeCallName, BridgeEvent } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../clock.ts';
import type { Agent } from '../create-agent.ts';
import type { Log } from '../log.ts';
import type { PrinterListing } from '../printers/printer-listing.ts';
import type { SettingsKeeper } from '../settings/settings-keeper.ts';
import type { TokenKeeper } from '../settings/token-keeper.ts';
import type { HostFeatures } from './host-features.ts';

/** What the window's calls work on. */
export interface ControlOptions {
  agent: Pick<Agent, 'station' | 'queue' | 'store' | 'events' | 'counters' | 'startedAt' | 'listening'>;
  settings: SettingsKeeper;
  tokens: TokenKeeper;
  /** Absolute paths. */
  dataDir: string;
  logDirectory: string;
  version: string;
  clock: Clock;
  log: Log;
  listPrinters: () => Promise<PrinterListing[]>;
  host: HostFeatures;
  /** What the start found: settings set aside, unknown keys, another port than the wished one; the gravest first. */
  startNotices: readonly Problem[];
}

/** The calls of one part of the bridge, their arguments parsed. */
export type Calls<Name extends BridgeCallName> = {
  [Each in Name]: (argument: ArgumentOf<Each>) => AnswerOf<Each> | Promise<AnswerOf<Each>>;
};

/** What the parts tell each other and the windows. */
export interface ControlEvents {
  emit(event: BridgeEvent): void;
  /** Something in the overview may have changed: windows are told soon. */
  touch(): void;
}
