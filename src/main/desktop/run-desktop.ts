import { join } from 'node:path';
import { app, dialog, Menu, protocol } from 'electron';
import type { Language, Overview } from '../../shared/bridge.ts';
import { chooseLanguage } from '../../shared/language.ts';
import { describeProblem } from '../../shared/words/describe-problem.ts';
import { createTranslate } from '../../shared/words/translate.ts';
import { problemOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type AgentSession, createAgentLife } from './agent-life.ts';
import type { DesktopState } from './desktop-state.ts';
import type { PortRescue } from './port-rescue.ts';
import { createQuit } from './quit.ts';
import { createShellWatch } from './shell-watch.ts';
import { wantedNotices } from './tray/notices.ts';
import { createNotifier } from './tray/notifier.ts';
import { createShellTray } from './tray/tray.ts';
import type { TrayAction } from './tray/tray-menu.ts';
import { watchSystem } from './watch-system.ts';
import { applicationMenu } from './window/application-menu.ts';
import { answerWindow, eventChannel } from './window/ipc.ts';
import { type StoppedAction, stoppedPage, stoppedPolicy } from './window/stopped-page.ts';
import { serveUi, uiOrigin, uiPage } from './window/ui-protocol.ts';
import { createShellWindow, openFolder } from './window/window.ts';

/** Between two tries to start an agent that something prevents. */
const retryMs = 5000;

/** A start that fails for longer is shown, even to who asked for no window: an agent must not be missing silently. */
const patienceMs = 10_000;

export interface DesktopOptions {
  /** Folder of the built program: out/. */
  programDir: string;
  iconDir: string;
  /** To be opened by a person who looks for settings and logs. */
  dataDir: () => string;
  hidden: boolean;
  openSession: () => Promise<AgentSession>;
  portRescue: PortRescue;
  state: DesktopState;
  log: () => Log;
  closeLog: () => void;
}

/** Puts tray, window, notifications and agent together; once the application is ready. */
export function runDesktop(options: DesktopOptions): void {
  const { programDir, iconDir, portRescue, state, log } = options;
  const icon = join(iconDir, process.platform === 'win32' ? 'app.ico' : 'app.png');
  const watch = createShellWatch({ onChange: refresh, onEvent: (event) => window.send(eventChannel, event), log });
  const life = createAgentLife({
    start: options.openSession,
    retryMs,
    log,
    onChange: (agent) => {
      watch.follow(agent);
      portRescue.follow(agent);
      if (agent.name !== 'stopped') loadIfChanged();
      if (agent.name === 'failed') showIfItStays();
      if (agent.name === 'running') {
        clearTimeout(patience);
        patience = undefined;
        window.prepare();
      }
    },
  });
  const window = createShellWindow({
    preload: join(programDir, 'preload.cjs'),
    icon,
    isDevelopment: !app.isPackaged,
    url: (jobId) => {
      if (life.state.name !== 'running') return `${uiOrigin}/stopped.html`;
      return jobId === null ? uiPage : `${uiPage}#job=${encodeURIComponent(jobId)}`;
    },
    onAction: (action) => void follow(action),
    place: { read: () => state.read('windowPlace'), keep: (place) => state.keep('windowPlace', place) },
    onSessionEnd: () => void quit.now(),
    log,
  });
  const tray = createShellTray({ iconDir, onAction: (action) => void act(action) });
  const notifier = createNotifier({
    ...{ icon, log },
    onClick: ({ jobId }) => window.show(jobId ?? undefined),
    seenJobs: state.read('noticesSeen') ?? [],
    onSeen: (keys) => state.keep('noticesSeen', keys),
  });
  const quit = createQuit({
    waiting: () => (watch.state.name === 'running' ? countUnfinished(watch.state.overview) : 0),
    language,
    log,
    end: async () => {
      notifier.close();
      await life.stop();
      tray.destroy();
      window.destroy();
      log().info('tray application stopped');
      options.closeLog();
    },
  });

  // An agent that has stopped, or cannot start, is told about in the language that was chosen.
  let chosen = state.read('language');
  function language(): Language {
    if (watch.state.name === 'running' && watch.state.overview.language !== chosen) {
      chosen = watch.state.overview.language;
      state.keep('language', chosen);
    }
    return chooseLanguage(chosen, [app.getLocale()]);
  }
  function showError(error: unknown): void {
    const { text } = describeProblem(problemOf(error), language());
    dialog.showErrorBox(createTranslate(language())('dialog.failed'), text);
  }
  portRescue.onChange = loadIfChanged;
  /** The page is left alone as long as it says the same: whoever is on it with the keyboard would lose his place. */
  let loaded = '';
  function loadIfChanged(): void {
    const wanted = life.state.name === 'running' ? uiPage : stoppedHtml();
    if (wanted !== loaded) window.load();
    loaded = wanted;
  }
  function stoppedHtml(): string {
    const problem = life.state.name === 'failed' ? life.state.problem : null;
    return stoppedPage(problem, language(), portRescue.trouble);
  }
  /** What the page of a stopped agent is asked for. */
  async function follow(action: StoppedAction): Promise<void> {
    switch (action.name) {
      case 'folder':
        return openFolder(options.dataDir());
      case 'quit':
        return quit.ask();
      case 'use-port':
        try {
          portRescue.use(action.port);
        } catch (error) {
          log().error({ err: error }, 'the other port could not be saved');
          return showError(error);
        }
        return life.start();
      case 'retry':
        await life.start();
        // Who has clicked sees that something was done.
        if (life.state.name === 'failed') window.load();
    }
  }
  let patience: NodeJS.Timeout | undefined;
  function showIfItStays(): void {
    // Once: who has closed the window has read it.
    patience ??= setTimeout(() => {
      if (life.state.name === 'failed') window.show();
    }, patienceMs);
  }
  function refresh(): void {
    tray.update(watch.state, language());
    notifier.update(wantedNotices(watch.state, watch.undecided, language()), watch.state.name === 'running');
  }

  /** The tray's menu asks the agent through the same calls as the window. */
  async function act(action: TrayAction): Promise<void> {
    const ask = async (call: string) => {
      try {
        if (life.state.name === 'running') await life.state.session.windowApi.call(call, undefined);
      } catch (error) {
        log().warn({ err: error, call }, 'a wish of the tray menu was refused');
        showError(error);
      }
    };
    switch (action) {
      case 'open':
        return window.show();
      case 'retry':
        return life.start();
      case 'quit':
        return quit.ask();
      case 'test':
        return ask('printTest');
      case 'drawer':
        return ask('openDrawer');
      case 'pause':
        return ask('pausePrinting');
      case 'resume':
        return ask('resumePrinting');
    }
  }

  serveUi(protocol, join(programDir, 'ui'), (path) =>
    path === '/stopped.html' ? { html: stoppedHtml(), policy: stoppedPolicy } : null,
  );
  answerWindow({
    windowApi: () => (life.state.name === 'running' ? life.state.session.windowApi : null),
    window: () => window.contents,
    log,
  });
  Menu.setApplicationMenu(
    applicationMenu({ onQuit: () => void quit.ask(), label: createTranslate(language())('action.quit') }),
  );
  refresh();
  watchSystem({ life, quit, log, showWindow: () => window.show() });
  void life.start();
  if (options.hidden) window.prepare();
  else window.show();
}

/** What a quit would leave for the next start; what is being printed is told too, as nobody knows how far it has come. */
function countUnfinished({ queue }: Overview): number {
  return queue.waiting + queue.printing;
}
