import { join } from 'node:path';
import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { Language } from '../../../shared/bridge.ts';
import { chooseTrayIcon, chooseTrayLook, fitTooltip, type ShellState } from './tray-look.ts';
import { type TrayAction, trayMenu } from './tray-menu.ts';

export interface ShellTray {
  update(state: ShellState, language: Language): void;
  destroy(): void;
}

/** The icon beside the clock. A click opens the window, a right click the menu; on macOS a click is the menu. */
export function createShellTray(options: { iconDir: string; onAction: (action: TrayAction) => void }): ShellTray {
  const { iconDir, onAction } = options;
  let tray: Tray | null = null;
  let shown = { icon: '', tooltip: '', menu: '' };
  let isMenuOpen = false;
  let last: { state: ShellState; language: Language } | null = null;

  const update = (state: ShellState, language: Language) => {
    last = { state, language };
    const { picture, sentence } = chooseTrayLook(state, language);
    const icon = join(iconDir, chooseTrayIcon(picture, barOf()));
    const tooltip = fitTooltip(sentence);
    // Electron does not tell on Linux whether the menu is open.
    const lines = trayMenu(state, language, process.platform === 'linux');
    const menu = JSON.stringify(lines);
    if (tray === null) {
      tray = new Tray(nativeImage.createFromPath(icon));
      tray.on('click', () => onAction('open'));
    } else if (icon !== shown.icon) {
      tray.setImage(nativeImage.createFromPath(icon));
    }
    if (tooltip !== shown.tooltip) tray.setToolTip(tooltip);
    if (menu !== shown.menu && !isMenuOpen) setMenu(tray, lines);
    shown = { icon, tooltip, menu: isMenuOpen ? shown.menu : menu };
  };

  /** A menu that is replaced closes under the mouse: while it hangs open it stays as it is, and is renewed afterwards. */
  const setMenu = (shownIn: Tray, lines: ReturnType<typeof trayMenu>) => {
    const menu = Menu.buildFromTemplate(lines.map(toItem));
    menu.on('menu-will-show', () => {
      isMenuOpen = true;
    });
    menu.on('menu-will-close', () => {
      isMenuOpen = false;
      // Behind the click that has closed it.
      setImmediate(renew);
    });
    shownIn.setContextMenu(menu);
  };

  const toItem = (line: ReturnType<typeof trayMenu>[number]): MenuItemConstructorOptions => {
    if (line === null) return { type: 'separator' };
    const { label, action } = line;
    return action === null ? { label, enabled: false } : { label, click: () => onAction(action) };
  };

  const renew = () => {
    if (last !== null) update(last.state, last.language);
  };
  nativeTheme.on('updated', renew);
  return {
    update,
    destroy: () => {
      nativeTheme.off('updated', renew);
      tray?.destroy();
      tray = null;
    },
  };
}

function barOf() {
  return {
    platform: process.platform,
    // The bar's own colour, where the system tells it from that of the windows (Electron 34 and later).
    isDark: nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ?? nativeTheme.shouldUseDarkColors,
    desktop: process.env.XDG_CURRENT_DESKTOP ?? '',
  };
}
