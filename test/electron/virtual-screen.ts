import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from '../end-to-end/until.ts';

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
  /** Where the tray shows an icon; resolves once it does. */
  trayIcon(): Promise<Box>;
  /** The menu that hangs open; resolves once one does. */
  openMenu(): Promise<Box>;
  /** Whether the application's window can be seen. */
  showsWindow(): boolean;
  close(): Promise<void>;
}

/** An X screen of its own with a window manager, a tray and a session bus: what a cashier's Linux till has. */
export async function startVirtualScreen(): Promise<VirtualScreen> {
  const children: ChildProcess[] = [];
  const start = (command: string, args: string[], env: NodeJS.ProcessEnv, output: 'stdout' | 'fd3' | null) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', output === 'stdout' ? 'pipe' : 'ignore', 'ignore', output === 'fd3' ? 'pipe' : 'ignore'],
    });
    children.push(child);
    return child;
  };
  const { XDG_CURRENT_DESKTOP: _, ...bare } = process.env;
  const server = start('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], bare, 'fd3');
  const number = await firstLine(server.stdio[3] as NodeJS.ReadableStream);
  const bus = start('dbus-daemon', ['--session', '--nofork', '--print-address'], bare, 'stdout');
  const address = await firstLine(bus.stdout as NodeJS.ReadableStream);
  const env = { DISPLAY: `:${number}`, DBUS_SESSION_BUS_ADDRESS: address };
  const seen = { ...bare, ...env };
  start('openbox', [], seen, null);
  start('trayer', ['--edge', 'top', '--align', 'right', '--widthtype', 'request', '--height', '32'], seen, null);
  const run = (command: string, args: string[]) => execFileSync(command, args, { env: seen, encoding: 'utf8' });
  const windows = () => readWindows(run('xwininfo', ['-root', '-tree']));
  await until('the tray is there', () => windows().some(({ classes }) => classes.includes('trayer')));
  return {
    env,
    hands: (...words) => void run('xdotool', words),
    trayIcon: () =>
      until('an icon in the tray', () =>
        windows().find(
          ({ classes, box }) => classes.includes('lectron') && box.y < 32 && box.x > 1000 && box.width > 8,
        ),
      ).then(({ box }) => box),
    openMenu: () =>
      until('an open menu', () =>
        windows().find(
          ({ classes, box, depth }) =>
            depth === 1 && classes.includes('lectron') && box.height > 60 && box.y >= 20 && box.x > 700,
        ),
      ).then(({ box }) => box),
    showsWindow: () => isWindowVisible(run),
    close: async () => {
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

/** Lines of `xwininfo -tree`: `0x800015 "electron": ("electron" "Electron")  185x172+1094+31  +1094+31`. */
function readWindows(tree: string): { depth: number; classes: string; box: Box }[] {
  const pattern = /^( +)0x[0-9a-f]+ .*?: \((.*?)\) +(\d+)x(\d+)[-+]+\d+[-+]+\d+ +\+(-?\d+)\+(-?\d+)/gm;
  return [...tree.matchAll(pattern)].map(([, indent = '', classes = '', width, height, x, y]) => ({
    depth: Math.round((indent.length - 5) / 3) + 1,
    classes,
    box: { x: Number(x), y: Number(y), width: Number(width), height: Number(height) },
  }));
}

function isWindowVisible(run: (command: string, args: string[]) => string): boolean {
  try {
    return run('xdotool', ['search', '--onlyvisible', '--name', '^SmartPOS Agent$']).trim() !== '';
  } catch {
    // xdotool fails where it finds none.
    return false;
  }
}
