import type { Problem } from '../../shared/job.ts';
import type { UpdateSettings } from '../../shared/update.ts';

/** Where updates come from: electron-updater in the installed application (src/main/desktop/system/update-source.ts). */
export interface UpdateSource {
  /** What is offered, its origin checked; null when there is nothing. Rejects with AgentError. */
  check(): Promise<{ version: string; notes: string | null } | null>;
  /** Fetches the offered version and checks it. `percent` goes from 0 to 100. Rejects with AgentError. */
  download(onProgress: (percent: number) => void): Promise<void>;
  /**
   * Starts the installer, which ends the application; resolved once it runs. Rejects with AgentError, e.g.
   * `UPDATE_REFUSED`: nobody gave an administrator's consent, and the agent goes on.
   */
  install(): Promise<void>;
}

/** What an installed application can do to replace itself. */
export interface UpdateHost {
  /** Null: these settings ask for no updates. */
  openSource(settings: UpdateSettings): Promise<UpdateSource | null>;
  /** The version of the installer that is kept for the way back, whatever it is; null: there is none. */
  readPreviousVersion(): Promise<string | null>;
  /** Starts that installer. As `UpdateSource.install`. */
  runPrevious(): Promise<void>;
}

/** The host's updater, or why there is none. */
export type HostUpdates = { host: UpdateHost } | { unavailable: Problem };
