import { app, powerMonitor } from 'electron';
import type { Log } from '../base/log.ts';
import type { AgentLife } from './agent-life.ts';
import type { Quit } from './quit.ts';

/** What the system, or a second start, tells the application. */
export function watchSystem(options: { life: AgentLife; quit: Quit; log: () => Log; showWindow: () => void }): void {
  const { life, quit, log, showWindow } = options;
  app.on('second-instance', (_event, _argv, _directory, data) => {
    const isHidden = typeof data === 'object' && data !== null && 'hidden' in data && data.hidden === true;
    if (!isHidden) showWindow();
  });
  app.on('activate', showWindow);
  // Closing the window keeps the tray.
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    event.preventDefault();
    void quit.now();
  });
  app.on('child-process-gone', (_event, { type, reason, name }) =>
    log().warn({ type, reason, name }, 'a process of the tray application has ended'),
  );
  powerMonitor.on('resume', () => {
    log().info('the machine is awake again');
    if (life.state.name === 'running') life.state.session.lookAtPrinter();
  });
  // Electron's types know no event to prevent here; its documentation does.
  powerMonitor.on('shutdown', ((event?: { preventDefault(): void }) => {
    event?.preventDefault();
    void quit.now();
  }) as () => void);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      log().info({ signal }, 'asked to end');
      void quit.now();
    });
  }
  const onUnforeseen = (error: unknown) => {
    log().error({ err: error }, 'an unexpected error: the agent is started anew, its jobs are kept');
    life.restartAfter(error).catch((failure: unknown) => {
      log().error({ err: failure }, 'the agent could not be closed: the application is started anew');
      app.relaunch();
      app.exit(1);
    });
  };
  process.on('uncaughtException', onUnforeseen);
  process.on('unhandledRejection', onUnforeseen);
}
