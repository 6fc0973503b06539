import type { Problem } from '../../shared/job.ts';
import type { UpdateSettings, UpdateView } from '../../shared/update.ts';
import type { Clock } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { createUpdater, type HostUpdates, isNewerVersion, type UpdateHost } from './updater.ts';

const dayMs = 24 * 3600 * 1000;

/** The updates of a running agent, as its windows see them. */
export interface Updates {
  read(): Promise<UpdateView>;
  /** @throws AgentError `UPDATES_UNSUPPORTED`, as the two below */
  check(): Promise<UpdateView>;
  install(): Promise<UpdateView>;
  /** @throws AgentError `NO_PREVIOUS_VERSION`, `UPDATE_UNDER_WAY` */
  goBack(): Promise<UpdateView>;
  /** What a person should know without having looked for it. */
  notices(): Problem[];
  /** Asks the server now, and then once a day. */
  start(): void;
  /** Settings may have changed: another server is asked at once. */
  settingsChanged(): void;
  jobsChanged(): void;
  /** Returns what ends it. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export interface UpdatesOptions {
  updates: HostUpdates;
  settings: () => UpdateSettings;
  currentVersion: string;
  unfinished: () => number;
  /** The installer of the version before is about to run, or has been refused. */
  onGoingBack: (going: boolean) => void;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'info' | 'warn'>;
}

/** Looks for updates at the start, once a day and when asked; the rest is for a person to begin. */
export function createUpdates(options: UpdatesOptions): Updates {
  const { updates } = options;
  return 'host' in updates ? createHostUpdates(updates.host, options) : createNoUpdates(updates.unavailable, options);
}

function createNoUpdates(reason: Problem, { currentVersion }: UpdatesOptions): Updates {
  const refuse = async (): Promise<never> => {
    throw new AgentError(reason.code, reason.message);
  };
  return {
    read: async () => ({
      state: { name: 'off', reason },
      currentVersion,
      previousVersion: null,
      checkedAt: null,
    }),
    ...{ check: refuse, install: refuse, goBack: refuse },
    notices: () => [],
    start: () => {},
    settingsChanged: () => {},
    jobsChanged: () => {},
    onChange: () => () => {},
    close: () => {},
  };
}

function createHostUpdates(host: UpdateHost, options: UpdatesOptions): Updates {
  const { settings, currentVersion, unfinished, onGoingBack, clock, log } = options;
  const listeners = new Set<() => void>();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  const updater = createUpdater({ currentVersion, unfinished, now: () => clock.now(), onChange, log });
  let inUse = '';
  const followSettings = async () => {
    const wished = settings();
    const text = JSON.stringify(wished);
    if (text === inUse) return;
    inUse = text;
    const source = await host.openSource(wished);
    if (text !== inUse) return;
    await updater.useSource(source);
  };
  const follow = () => {
    void followSettings().catch((error: unknown) => log.warn({ err: error }, 'no updates'));
  };
  const readPrevious = async (): Promise<string | null> => {
    const previous = await host.readPreviousVersion();
    // After the way back the kept installer is this version's own.
    return previous !== null && isNewerVersion(currentVersion, previous) ? previous : null;
  };
  const read = async (): Promise<UpdateView> => ({
    state: updater.state,
    currentVersion,
    previousVersion: await readPrevious(),
    checkedAt: updater.checkedAt === null ? null : new Date(updater.checkedAt).toISOString(),
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    read,
    check: async () => {
      await updater.check();
      return read();
    },
    // Minutes: the window is told by events.
    install: () => {
      void updater.install();
      return read();
    },
    goBack: async () => {
      const version = await readPrevious();
      if (version === null) {
        throw new AgentError('NO_PREVIOUS_VERSION', "Aucune version précédente n'est gardée sur cette caisse.");
      }
      if (['downloading', 'ready', 'installing'].includes(updater.state.name)) {
        throw new AgentError('UPDATE_UNDER_WAY', 'Une installation est déjà en cours : attendez sa fin.');
      }
      void updater.runInstaller(version, async () => {
        // Before it runs: the application then ends at any moment.
        onGoingBack(true);
        try {
          await host.runPrevious();
        } catch (error) {
          onGoingBack(false);
          throw error;
        }
      });
      return read();
    },
    notices: () => noticesOf(updater.state),
    start: () => {
      follow();
      timer = setInterval(() => void updater.check(), dayMs);
      timer.unref();
    },
    settingsChanged: follow,
    jobsChanged: () => updater.jobsChanged(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      clearInterval(timer);
      updater.close();
    },
  };
}

/** A till whose network is down needs no reminder of it; one that is offered a foreign update does. */
function noticesOf(state: UpdateView['state']): Problem[] {
  if (state.name === 'available') {
    const message = `La version ${state.version} est disponible : ouvrez « À propos » pour l'installer, ou prévenez le technicien.`;
    return [{ code: 'UPDATE_AVAILABLE', message }];
  }
  return state.name === 'failed' && state.problem.code === 'UPDATE_NOT_SIGNED' ? [state.problem] : [];
}
