import { type TrayAction, trayMenu } from '../../src/main/desktop/tray/tray-menu.ts';
import { running } from '../desktop/tray/shell-states.ts';
import { until } from '../end-to-end/until.ts';
import type { Box, VirtualScreen } from './virtual-screen.ts';

/** Pixels of the menu that GTK draws here: a line, a separator, and the frame above the first line. */
const lineHeight = 27;
const separatorHeight = 1;

/** A menu that opens or closes under the mouse swallows a click now and then: a hand then clicks again. */
const clicks = 5;
const patienceMs = 2000;

/** Opens the tray's menu with the right button. */
export function openTrayMenu(screen: VirtualScreen): Promise<Box> {
  return insist('the menu is open', async () => {
    const icon = await screen.trayIcon();
    if (screen.trayMenu() === null) click(screen, icon.x + icon.width / 2, icon.y + icon.height / 2, 3);
    return until('the menu is open', () => screen.trayMenu(), patienceMs);
  });
}

/** Opens the tray's menu and clicks a line of it, as a hand does. */
export async function clickTrayMenu(screen: VirtualScreen, action: TrayAction): Promise<void> {
  const menu = await openTrayMenu(screen);
  await insist('the menu has closed', () => {
    if (screen.trayMenu() !== null) click(screen, menu.x + menu.width / 2, menu.y + lineCentre(menu.height, action), 1);
    return until('the menu has closed', () => screen.trayMenu() === null, patienceMs);
  });
}

function click(screen: VirtualScreen, x: number, y: number, button: number): void {
  screen.hands('mousemove', String(Math.round(x)), String(Math.round(y)), 'click', String(button));
}

async function insist<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  for (let left = clicks; left > 0; left -= 1) {
    try {
      return await attempt();
    } catch {
      // The next click, if any is left.
    }
  }
  throw new Error(`${clicks} clicks in vain: ${what}`);
}

/**
 * Where a line stands below the menu's top. What stands above the line may be of several lines (a long sentence), so it
 * is counted from the bottom, where the menu is always the same.
 */
function lineCentre(height: number, action: TrayAction): number {
  const lines = trayMenu(running({ paused: action === 'resume' }), 'fr');
  const below = lines.slice(lines.findIndex((line) => line?.action === action) + 1);
  const used = below.reduce((sum, line) => sum + (line === null ? separatorHeight : lineHeight), 0);
  const frame = 4;
  return height - frame - used - lineHeight / 2;
}
