import type { Overview } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { DesktopText } from './desktop-text.ts';

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

/** Told in the window; nobody can or must do anything about them today, and an icon that always warns is not looked at. */
const quietNotices = new Set(['UNKNOWN_SETTINGS', 'PYTHON_SETTINGS_TAKEN', 'CALLERS_WITHOUT_TOKEN', 'LOG_NOT_WRITTEN']);

/** The gravest thing decides: what stops the printer, then what a person must look at, then what is only said. */
export function chooseTrayLook(state: ShellState, text: DesktopText): TrayLook {
  if (state.name === 'failed') return { picture: 'stopped', sentence: text.state.stopped };
  if (state.name !== 'running') return { picture: 'stopped', sentence: text.state.starting };
  const { printer, paused, queue, notices } = state.overview;
  switch (printer.condition) {
    case 'blocked':
    case 'offline':
      return { picture: 'attention', sentence: printerSentence(state.overview, text) };
    case 'disabled':
      return { picture: 'stopped', sentence: text.state.disabled };
    default:
  }
  if (paused) return { picture: 'stopped', sentence: text.state.paused };
  if (queue.uncertain > 0) return { picture: 'attention', sentence: text.uncertain(queue.uncertain) };
  if (notices.some(({ code }) => !quietNotices.has(code))) return { picture: 'attention', sentence: text.notice };
  if (queue.printing > 0 || printer.condition === 'busy') return { picture: 'printing', sentence: text.state.printing };
  return {
    picture: 'ready',
    sentence: printer.reasons.includes('media-low') ? text.reason['media-low'] : text.state.ready,
  };
}

/** In French the agent's own sentence, which knows the cable and the address; else the catalogue's. */
export function printerSentence({ printer }: Pick<Overview, 'printer'>, text: DesktopText): string {
  if (text.language === 'fr') return printer.message;
  const [reason] = printer.reasons;
  if (printer.condition === 'blocked') return text.reason[reason ?? 'other'];
  return text.state.offline;
}

/** Windows cuts a tooltip at 127 UTF-16 units; a cut word would look like a fault. */
export function fitTooltip(sentence: string, limit = 127): string {
  const whole = `SmartPOS Agent : ${sentence}`;
  if (whole.length <= limit) return whole;
  const cut = whole.slice(0, limit - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), limit / 2))}…`;
}
