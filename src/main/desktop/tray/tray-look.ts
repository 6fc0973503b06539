import type { Language, Overview } from '../../../shared/bridge.ts';
import { describeState, type StateLevel } from '../../../shared/describe-state.ts';
import type { Problem } from '../../../shared/job.ts';
import { stateLine } from '../../../shared/words/say-state.ts';
import { createTranslate } from '../../../shared/words/translate.ts';

/** The four pictures of assets/icons. */
export type TrayPicture = 'ready' | 'printing' | 'attention' | 'stopped';

/** What the shell knows: an agent that runs, or why there is none. */
export type ShellState =
  | { name: 'starting' | 'stopped' }
  | { name: 'failed'; problem: Problem }
  | { name: 'running'; overview: Overview };

export interface TrayLook {
  picture: TrayPicture;
  /** One sentence, also the menu's first line. */
  sentence: string;
}

const pictures: Readonly<Record<StateLevel, TrayPicture>> = {
  ready: 'ready',
  busy: 'printing',
  attention: 'attention',
  stopped: 'stopped',
};

/** The window says the same, by the same rule. */
export function chooseTrayLook(state: ShellState, language: Language): TrayLook {
  const overview = state.name === 'running' ? state.overview : null;
  return { picture: pictures[describeState(overview).level], sentence: sentenceOf(state, language) };
}

function sentenceOf(state: ShellState, language: Language): string {
  switch (state.name) {
    case 'starting':
      return createTranslate(language)('agent.starting');
    case 'stopped':
      return createTranslate(language)('agent.stopping');
    default:
      return stateLine(state.name === 'running' ? state.overview : null, language);
  }
}

/** Windows cuts a tooltip at 127 UTF-16 units; a cut word would look like a fault. */
export function fitTooltip(sentence: string, limit = 127): string {
  const whole = `SmartPOS Agent : ${sentence}`;
  if (whole.length <= limit) return whole;
  const cut = whole.slice(0, limit - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit / 2))}…`;
}

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
