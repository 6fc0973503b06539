import { BrowserWindow, nativeTheme, type Session, screen, session, shell, type WebContents } from 'electron';
import type { Log } from '../../base/log.ts';
import { parseStoppedAction, type StoppedAction } from './stopped-page.ts';
import { uiOrigin } from './ui-protocol.ts';
import { fitWindow, smallestWindow, type WindowPlace } from './window-place.ts';

export interface ShellWindow {
  readonly contents: WebContents | null;
  /** Opens it, or brings it to the front; with a job, on that job. */
  show(jobId?: string): void;
  /** Makes it without showing it, so that the first click finds it ready. */
  prepare(): void;
  /** Shows another page, in a window that there is; one that is opened later loads it then. */
  load(): void;
  /** Tells the page something; nothing when there is no window. */
  send(channel: string, value: unknown): void;
  /** The application ends. */
  destroy(): void;
}

export interface ShellWindowOptions {
  /** Absolute path of out/preload.cjs. */
  preload: string;
  icon: string;
  /** What to show now; the page takes `#job=…` as the job to show. */
  url: (jobId: string | null) => string;
  isDevelopment: boolean;
  onAction: (action: StoppedAction) => void;
  place: { read(): WindowPlace | null; keep(place: WindowPlace): void };
  /** Windows is shutting down or the user logs off. */
  onSessionEnd: () => void;
  log: () => Log;
}

/** A page that crashes this often within a minute is not brought back but on a click. */
const crashLimit = 3;
const crashWindowMs = 60_000;

/**
 * The one window. It is made at the start, while the agent starts, and closing it only hides it: a click shows it at once,
 * with the list as it is. That costs some 70 MB and no time (measured, see docs/performance.md).
 */
export function createShellWindow(options: ShellWindowOptions): ShellWindow {
  let window: BrowserWindow | null = null;
  let isEnding = false;
  let crashes: number[] = [];

  const discard = () => {
    const old = window;
    if (old !== null) keepPlace(old, options);
    window = null;
    old?.destroy();
  };

  const create = (isShown: boolean, jobId: string | null = null): BrowserWindow => {
    const place = options.place.read();
    const made = new BrowserWindow({ ...windowOptions(options), ...fitWindow(place, workAreas()) });
    window = made;
    made.setMenuBarVisibility(false);
    lockNavigation(made.webContents, options);
    made.on('close', (event) => {
      if (isEnding) return;
      event.preventDefault();
      keepPlace(made, options);
      made.hide();
    });
    // The title names the program in the task bar, whatever the page is called.
    made.on('page-title-updated', (event) => event.preventDefault());
    made.on('session-end', () => options.onSessionEnd());
    made.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      options.log().error({ reason, exitCode }, 'the page of the window has ended');
      if (isEnding || window !== made) return;
      const now = Date.now();
      crashes = [...crashes.filter((time) => now - time < crashWindowMs), now];
      const wasVisible = made.isVisible();
      discard();
      if (crashes.length <= crashLimit && wasVisible) create(true);
    });
    // A window can be maximized only by showing it: one that is prepared stays hidden until the first click.
    made.once('show', () => place?.maximized && made.maximize());
    if (isShown) made.once('ready-to-show', () => made.show());
    void loadPage(made, options, jobId);
    return made;
  };

  return {
    get contents() {
      return window?.webContents ?? null;
    },
    show: (jobId) => {
      if (window === null) {
        create(true, jobId);
        return;
      }
      if (jobId !== undefined) void loadPage(window, options, jobId);
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    prepare: () => {
      if (window === null && !isEnding) create(false);
    },
    load: () => {
      if (window !== null) void loadPage(window, options, null);
    },
    send: (channel, value) => {
      if (window !== null && !window.webContents.isCrashed()) window.webContents.send(channel, value);
    },
    destroy: () => {
      isEnding = true;
      discard();
    },
  };
}

async function loadPage(window: BrowserWindow, options: ShellWindowOptions, jobId: string | null): Promise<void> {
  const { url, log } = options;
  try {
    await window.loadURL(url(jobId));
  } catch (error) {
    // A load that the next one overtakes is no fault; whatever else, the page says nothing by itself.
    if (!window.isDestroyed() && !/ERR_ABORTED/.test(String(error)))
      log().error({ err: error }, 'the page cannot be loaded');
  }
}

function windowOptions({ preload, icon, isDevelopment }: ShellWindowOptions): Electron.BrowserWindowConstructorOptions {
  return {
    show: false,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'SmartPOS Agent',
    icon,
    // What is seen until the page is drawn.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14181d' : '#f3f4f6',
    webPreferences: {
      preload,
      session: lockedSession(),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: isDevelopment,
    },
  };
}

/** The main display's first. */
function workAreas() {
  const main = screen.getPrimaryDisplay();
  return [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(({ workArea }) => workArea);
}

/** One that was never shown has no place that anybody gave it. */
function keepPlace(window: BrowserWindow, { place }: ShellWindowOptions): void {
  if (window.isVisible()) place.keep({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
}

/** Nothing is permitted, and nothing is fetched but what comes with the application. */
function lockedSession(): Session {
  const locked = session.defaultSession;
  locked.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  locked.setPermissionCheckHandler(() => false);
  locked.setDevicePermissionHandler(() => false);
  locked.webRequest.onBeforeRequest((details, answer) => {
    const isOwn = /^(smartpos:\/\/ui\/|data:|blob:smartpos:\/\/ui\/|devtools:|chrome-extension:)/.test(details.url);
    answer({ cancel: !isOwn });
  });
  return locked;
}

/** The page leads nowhere; only the stopped page's links mean something, and load nothing. */
function lockNavigation(contents: WebContents, { onAction }: ShellWindowOptions): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => {
    const action = contents.getURL().startsWith(`${uiOrigin}/stopped`) ? parseStoppedAction(event.url) : null;
    event.preventDefault();
    if (action !== null) onAction(action);
  });
}

/** In the system's file manager. */
export function openFolder(path: string): void {
  void shell.openPath(path);
}
