import type { Problem } from '../../shared/job.ts';
import type { UpdateSettings, UpdateState } from '../../shared/update.ts';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

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

export interface Updater {
  readonly state: UpdateState;
  /** Milliseconds since the epoch; null: the server has not answered yet. */
  readonly checkedAt: number | null;
  /** Looks for an update. Never rejects: what goes wrong is in the state. */
  check(): Promise<void>;
  /** Fetches what was found and installs it once nothing waits. Does nothing when there is nothing. Never rejects. */
  install(): Promise<void>;
  /** Runs another installer than the server's once nothing waits: the way back. Never rejects. */
  runInstaller(version: string, run: () => Promise<void>): Promise<void>;
  /** To be called when jobs have come or gone: what is ready is installed once nothing waits. */
  jobsChanged(): void;
  /** Another server: forgets what the one before has offered, and asks it. Null: the settings ask for none. Never rejects. */
  useSource(source: UpdateSource | null): Promise<void>;
  close(): void;
}

export interface UpdaterOptions {
  currentVersion: string;
  /** Jobs queued or being printed. Uncertain jobs wait for a person and hold up nothing. */
  unfinished: () => number;
  /** Milliseconds since the epoch. */
  now: () => number;
  onChange: () => void;
  log: Pick<Log, 'info' | 'warn'>;
}

const off: UpdateState = {
  name: 'off',
  reason: { code: 'UPDATES_OFF', message: 'Les mises à jour par le réseau sont désactivées.' },
};

/**
 * Brings the application up to date without ever taking a ticket from the cashier, and only when a person wants it: Windows
 * then asks for an administrator, and a version that a person went back from must not come back by itself. Never a downgrade.
 */
export function createUpdater({ currentVersion, unfinished, now, onChange, log }: UpdaterOptions): Updater {
  let state: UpdateState = off;
  let source: UpdateSource | null = null;
  let checkedAt: number | null = null;
  let isClosed = false;
  /** What `ready` waits to run. */
  let pending: (() => Promise<void>) | null = null;

  const become = (next: UpdateState) => {
    const isNew = JSON.stringify(next) !== JSON.stringify(state);
    state = next;
    if (isClosed || !isNew) return;
    if (next.name !== 'downloading') log.info({ update: next }, 'update');
    onChange();
  };
  const fail = (error: unknown) => {
    log.warn({ err: error }, 'no update');
    become({ name: 'failed', problem: toProblem(error) });
  };
  const runIfIdle = async () => {
    if (isClosed || state.name !== 'ready' || pending === null) return;
    const { version } = state;
    const count = unfinished();
    if (count > 0) {
      become({ name: 'ready', version, waits: waitsFor(count) });
      return;
    }
    const run = pending;
    pending = null;
    become({ name: 'installing', version });
    await run().catch(fail);
  };
  const makeReady = (version: string, run: () => Promise<void>) => {
    pending = run;
    become({ name: 'ready', version, waits: waitsFor(unfinished()) });
    return runIfIdle();
  };
  /** An answer of a server that is no longer the settings' changes nothing. */
  const withSource = async (work: (asked: UpdateSource, isWanted: () => boolean) => Promise<void>) => {
    const asked = source;
    if (asked === null || isClosed) return;
    const isWanted = () => !isClosed && source === asked;
    await work(asked, isWanted).catch((error: unknown) => {
      if (isWanted()) fail(error);
    });
  };
  const look = () =>
    withSource(async (asked, isWanted) => {
      become({ name: 'checking' });
      const offer = await asked.check();
      // Meanwhile somebody may have begun to go back.
      if (!isWanted() || state.name !== 'checking') return;
      checkedAt = now();
      const isNewer = offer !== null && isNewerVersion(offer.version, currentVersion);
      become(isNewer ? { name: 'available', ...offer } : { name: 'up-to-date' });
    });
  const isUnderWay = () => ['downloading', 'ready', 'installing'].includes(state.name);

  return {
    get state() {
      return state;
    },
    get checkedAt() {
      return checkedAt;
    },
    check: async () => {
      if (!isUnderWay() && state.name !== 'checking') await look();
    },
    install: () =>
      withSource(async (asked, isWanted) => {
        if (state.name !== 'available') return;
        const { version } = state;
        become({ name: 'downloading', version, percent: 0 });
        await asked.download((percent) => {
          if (isWanted()) become({ name: 'downloading', version, percent: Math.floor(percent) });
        });
        if (isWanted()) await makeReady(version, () => asked.install());
      }),
    runInstaller: async (version, run) => {
      if (isClosed || isUnderWay()) return;
      await makeReady(version, run);
    },
    jobsChanged: () => void runIfIdle(),
    useSource: async (next) => {
      source = next;
      checkedAt = null;
      // What is being installed already is not the server's business any more.
      if (state.name === 'installing') return;
      pending = null;
      if (next === null) become(off);
      else await look();
    },
    close: () => {
      isClosed = true;
    },
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof AgentError) return { code: error.code, message: error.message };
  return { code: 'UPDATE_FAILED', message: "La mise à jour a échoué : l'agent continue avec sa version." };
}

function waitsFor(count: number): Problem {
  const jobs = count === 1 ? "d'une impression" : `de ${count} impressions`;
  return { code: 'UPDATE_WAITS', message: `L'installation attend la fin ${jobs} : elle commencera toute seule.` };
}

/**
 * Whether `offered` is newer than `current`, by semver.org. What is no version is never newer: an update must not come from
 * a typing error.
 */
export function isNewerVersion(offered: string, current: string): boolean {
  const [a, b] = [parse(offered), parse(current)];
  if (a === null || b === null) return false;
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return (a.numbers[index] ?? 0) > (b.numbers[index] ?? 0);
  }
  // A release is newer than its own previews; of two previews neither is taken for newer.
  return a.preview === null && b.preview !== null;
}

function parse(version: string): { numbers: number[]; preview: string | null } | null {
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version.trim());
  return match === null ? null : { numbers: match.slice(1, 4).map(Number), preview: match[4] ?? null };
}
