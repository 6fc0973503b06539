import type { TrayPicture } from './tray-look.ts';

/** Where the icon is to be seen. */
export interface Bar {
  platform: NodeJS.Platform;
  isDark: boolean;
  /** Linux: XDG_CURRENT_DESKTOP. */
  desktop: string;
}

/** The file in assets/icons; Electron finds its @2x and @3x beside it. */
export function chooseTrayIcon(picture: TrayPicture, { platform, isDark, desktop }: Bar): string {
  if (platform === 'darwin') return `tray-${picture}-Template.png`;
  // GNOME's bar is black in its light theme, too.
  const isDarkBar = isDark || (platform === 'linux' && /GNOME|Unity/i.test(desktop));
  return `tray-${picture}-${isDarkBar ? 'dark' : 'light'}.${platform === 'win32' ? 'ico' : 'png'}`;
}
