import type { Problem } from '../../shared/job.ts';
import { AgentError } from '../errors.ts';
import type { Log } from '../log.ts';
import { isNewerVersion } from './compare-versions.ts';

/** Where updates come from: electron-updater in the packed application (src/main/desktop/update.ts). */
export interface UpdateSource {
  /** The version that is offered, its origin checked; null when there is none. Rejects with AgentError. */
  check(): Promise<string | null>;
  /** Fetches the offered version and checks it. `percent` goes from 0 to 100. Rejects with AgentError. */
  download(onProgress: (percent: number) => void): Promise<void>;
  /** Ends the application and installs: from here on nothing comes back. Throws when it cannot be begun. */
  install(): void;
}

export type UpdateState =
  | { name: 'current' }
  | { name: 'checking' }
  | { name: 'downloading'; version: string; percent: number }
  /** Fetched; waits until nothing is queued or printed. */
  | { name: 'waiting'; version: string }
  | { name: 'installing'; version: string }
  | { name: 'failed'; problem: Problem };

export interface Updater {
  readonly state: UpdateState;
  /** Looks for an update and fetches it. Never rejects: what goes wrong is in the state. */
  check(): Promise<void>;
  /** To be called when jobs have come or gone: a fetched update is installed once nothing waits. */
  jobsChanged(): void;
  close(): void;
}

export interface UpdaterOptions {
  source: UpdateSource;
  currentVersion: string;
  /** Nothing queued, nothing being printed. Uncertain jobs wait for a person and hold up nothing. */
  isIdle: () => boolean;
  onChange: (state: UpdateState) => void;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Brings the application up to date without ever taking a ticket from the cashier: see UpdateState. Never a downgrade. */
export function createUpdater({ source, currentVersion, isIdle, onChange, log }: UpdaterOptions): Updater {
  let state: UpdateState = { name: 'current' };
  let isClosed = false;
  const become = (next: UpdateState) => {
    state = next;
    if (!isClosed) onChange(next);
  };
  const fail = (error: unknown) => {
    log.warn({ err: error }, 'no update');
    const known = error instanceof AgentError;
    const message = known ? error.message : "La mise à jour a échoué : l'agent continue avec sa version.";
    become({ name: 'failed', problem: { code: known ? error.code : 'UPDATE_FAILED', message } });
  };
  const installIfIdle = () => {
    if (isClosed || state.name !== 'waiting' || !isIdle()) return;
    const { version } = state;
    become({ name: 'installing', version });
    log.info({ version }, 'update is installed');
    try {
      source.install();
    } catch (error) {
      fail(error);
    }
  };
  const fetchOffer = async () => {
    const offered = await source.check();
    if (offered === null || !isNewerVersion(offered, currentVersion)) {
      become({ name: 'current' });
      return;
    }
    become({ name: 'downloading', version: offered, percent: 0 });
    await source.download((percent) => {
      if (state.name === 'downloading') become({ name: 'downloading', version: offered, percent: Math.floor(percent) });
    });
    become({ name: 'waiting', version: offered });
    installIfIdle();
  };
  return {
    get state() {
      return state;
    },
    check: async () => {
      // One at a time; and what is fetched already is not fetched again.
      if (isClosed || (state.name !== 'current' && state.name !== 'failed')) return;
      become({ name: 'checking' });
      await fetchOffer().catch(fail);
    },
    jobsChanged: installIfIdle,
    close: () => {
      isClosed = true;
    },
  };
}
