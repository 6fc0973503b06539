import type { Problem } from './job.ts';

/** Where an update by the application itself stands. Each step but the daily look is asked for by a person. */
export type UpdateState =
  /** `UPDATES_OFF`: the settings ask for none. `UPDATES_UNSUPPORTED`: this installation is updated by other means. */
  | { name: 'off'; reason: Problem }
  | { name: 'checking' }
  | { name: 'up-to-date' }
  | { name: 'available'; version: string; notes: string | null }
  /** `percent`: whole, from 0 to 100. */
  | { name: 'downloading'; version: string; percent: number }
  /** Begins by itself once nothing waits and nothing is being printed. */
  | { name: 'ready'; version: string; waits: Problem }
  | { name: 'installing'; version: string }
  | { name: 'failed'; problem: Problem };

export interface UpdateView {
  state: UpdateState;
  currentVersion: string;
  /** The version whose installer is kept on the till for the way back; null: there is none. */
  previousVersion: string | null;
  /** When the server answered last, ISO 8601. */
  checkedAt: string | null;
}

/** The settings of updates, as the window shows them. */
export interface UpdateSettings {
  enabled: boolean;
  /** The folder with latest.yml: `https://…`, or `http://…` of the local network. */
  url: string | null;
  /** Ed25519, base64 of the SPKI form. */
  publicKey: string | null;
}
