import { app, Notification } from 'electron';
import type { AgentEvents } from '../events.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings/settings.ts';
import { createUpdater } from '../updates/updater.ts';

const dayMs = 24 * 3600 * 1000;

export interface UpdatesOptions {
  settings: Settings['updates'];
  currentVersion: string;
  /** Nothing queued, nothing being printed. */
  isIdle: () => boolean;
  events: AgentEvents;
  log: Log;
}

/**
 * Looks for updates now and once a day, where settings ask for it and the application is an installed one; gives what ends
 * it. A failure is told once a start: a till whose network is down needs no daily reminder of it.
 */
export function startUpdates({ settings, currentVersion, isIdle, events, log }: UpdatesOptions): { close(): void } {
  if (!settings.enabled || !app.isPackaged) return { close: () => {} };
  if (process.platform !== 'win32') {
    // A .deb comes from the package manager; nothing else is installed where it could replace itself.
    log.warn('updates are asked for by the settings, and only made on Windows');
    return { close: () => {} };
  }
  let end: () => void = () => {};
  let isClosed = false;
  let isTold = false;
  void import('./update.ts').then(({ createUpdateSource }) => {
    const source = createUpdateSource(settings, log);
    if (source === null || isClosed) return;
    const updater = createUpdater({
      source,
      currentVersion,
      isIdle,
      log,
      onChange: (state) => {
        log.info({ update: state }, 'update');
        if (state.name !== 'failed' || isTold) return;
        isTold = true;
        new Notification({ title: 'SmartPOS Agent', body: state.problem.message }).show();
      },
    });
    const jobsChanged = () => updater.jobsChanged();
    events.on('job-changed', jobsChanged);
    const timer = setInterval(() => void updater.check(), dayMs);
    end = () => {
      clearInterval(timer);
      events.off('job-changed', jobsChanged);
      updater.close();
    };
    void updater.check();
  });
  return {
    close: () => {
      isClosed = true;
      end();
    },
  };
}
