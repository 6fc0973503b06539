import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TrayPicture } from '../../src/main/desktop/tray/tray-look.ts';
import { until } from '../end-to-end/until.ts';
import { readTrayPicture } from './read-tray-picture.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface VirtualScreen {
  /** DISPLAY and DBUS_SESSION_BUS_ADDRESS. */
  readonly env: Record<string, string>;
  /** xdotool, with these words. */
  hands(...words: string[]): void;
  /** Where the tray shows the icon; resolves once it does. */
  trayIcon(): Promise<Box>;
  /** The state that the icon's colour says; null while it is not there or between two. */
  trayState(): Promise<TrayPicture | null>;
  /** The tray's menu, where it hangs open. */
  trayMenu(): Box | null;
  /** Whether a window with this title can be seen. */
  showsWindow(title?: string): boolean;
  /** A picture of the whole screen, for a person who looks for a fault. */
  photograph(file: string): void;
  close(): Promise<void>;
}

/** An X screen of its own with a window manager, a tray and a session bus: what a cashier's Linux till has. */
export async function startVirtualScreen(): Promise<VirtualScreen> {
  const { env, end } = await startDisplay();
  const run = (command: string, args: string[]) =>
    execFileSync(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  const windows = () => readWindows(readTree(run)).filter(({ classes }) => /lectron/.test(classes));
  // Inside the tray's own window; menus and tooltips hang from the root, some just below the tray's edge.
  const findIcon = () => {
    const isIcon = ({ depth, box }: { depth: number; box: Box }) => depth > 1 && box.y < trayHeight && box.x > 1000;
    return windows().find((window) => isIcon(window) && window.box.width > 8)?.box ?? null;
  };
  return {
    env,
    hands: (...words) => void run('xdotool', words),
    trayIcon: () => until('an icon in the tray', findIcon),
    trayState: async () => {
      const box = findIcon();
      return box === null ? null : readTrayPicture(run('import', ['-window', 'root', '-crop', geometry(box), 'png:-']));
    },
    // A child of the root itself: a real window hangs in the window manager's frame. Closed menus stay, unmapped.
    trayMenu: () =>
      windows()
        .filter(({ depth, box }) => depth === 1 && box.height > 60 && box.x > 640 && box.y < 2 * trayHeight)
        .find(({ id }) => isViewable(run, id))?.box ?? null,
    showsWindow: (title = 'SmartPOS Agent') => isVisible(run, title),
    photograph: (file) => void run('import', ['-window', 'root', file]),
    close: end,
  };
}

const trayHeight = 32;

function geometry({ x, y, width, height }: Box): string {
  return `${width}x${height}+${x}+${y}`;
}

async function startDisplay(): Promise<{ env: Record<string, string>; end: () => Promise<void> }> {
  const children: ChildProcess[] = [];
  const start = (command: string, args: string[], env: NodeJS.ProcessEnv, stdio: ('ignore' | 'pipe')[] = []) => {
    const child = spawn(command, args, { env, stdio: stdio.length > 0 ? stdio : 'ignore' });
    children.push(child);
    return child;
  };
  const { XDG_CURRENT_DESKTOP: _, ...bare } = process.env;
  // Without -noreset the server throws out whoever is just connecting when a short-lived client was the last to leave.
  const screen = ['-displayfd', '3', '-noreset', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'];
  const server = start('Xvfb', screen, bare, ['ignore', 'ignore', 'ignore', 'pipe']);
  const number = await firstLine(server.stdio[3] as NodeJS.ReadableStream);
  const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address'], bare, ['ignore', 'pipe', 'ignore']);
  const address = await firstLine(bus.stdout as NodeJS.ReadableStream);
  const env = { DISPLAY: `:${number}`, DBUS_SESSION_BUS_ADDRESS: address };
  const seen = { ...bare, ...env };
  start('openbox', [], seen);
  const root = (command: string, ...args: string[]) =>
    execFileSync(command, ['-root', ...args], { env: seen, encoding: 'utf8' });
  // A tray that comes before the window manager ends at once.
  await until('the window manager is there', () => /window id/.test(root('xprop', '_NET_SUPPORTING_WM_CHECK')));
  const tray = ['--edge', 'top', '--align', 'right', '--widthtype', 'request', '--height', String(trayHeight)];
  start('trayer', tray, seen);
  await until('the tray is there', () => root('xwininfo', '-tree').includes('"trayer"'));
  return {
    env,
    end: async () => {
      const ended = children.map((child) => (child.exitCode === null ? once(child, 'exit') : null));
      for (const child of children.reverse()) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('it has ended before it said where it is');
}

/** A window that closes while xwininfo walks over it makes it fail: nothing is seen then, and the next look sees more. */
function readTree(run: (command: string, args: string[]) => Buffer): string {
  try {
    return run('xwininfo', ['-root', '-tree']).toString();
  } catch {
    return '';
  }
}

/** Lines of `xwininfo -tree`: `0x800015 "electron": ("electron" "Electron")  185x172+1094+31  +1094+31`. */
function readWindows(tree: string): { id: string; depth: number; classes: string; box: Box }[] {
  const pattern = /^( +)(0x[0-9a-f]+) .*?: \((.*?)\) +(\d+)x(\d+)[-+]+\d+[-+]+\d+ +\+(-?\d+)\+(-?\d+)/gm;
  return [...tree.matchAll(pattern)].map(([, indent = '', id = '', classes = '', width, height, x, y]) => ({
    id,
    depth: Math.round((indent.length - 5) / 3) + 1,
    classes,
    box: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  }));
}

function isViewable(run: (command: string, args: string[]) => Buffer, id: string): boolean {
  try {
    return run('xwininfo', ['-id', id]).toString().includes('IsViewable');
  } catch {
    // It has gone since.
    return false;
  }
}

function isVisible(run: (command: string, args: string[]) => Buffer, title: string): boolean {
  try {
    return (
      run('xdotool', ['search', '--onlyvisible', '--name', `^${title}$`])
        .toString()
        .trim() !== ''
    );
  } catch {
    // xdotool fails where it finds none.
    return false;
  }
}
