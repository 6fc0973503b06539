import type { Language } from '../../../shared/bridge.ts';
import { countWaiting } from '../../../shared/describe-state.ts';
import type { MessageKey } from '../../../shared/words/catalogue.ts';
import { describeProblem } from '../../../shared/words/describe-problem.ts';
import { createTranslate } from '../../../shared/words/translate.ts';
import { chooseTrayLook, type ShellState } from './tray-look.ts';

export type TrayAction = 'test' | 'drawer' | 'open' | 'pause' | 'resume' | 'retry' | 'quit';

const labels: Readonly<Record<TrayAction, MessageKey>> = {
  test: 'test.print',
  drawer: 'test.drawer',
  open: 'tray.open',
  pause: 'action.pause',
  resume: 'action.resume',
  retry: 'action.retry',
  quit: 'action.quit',
};

/** A line of the tray's menu; null is a separator. */
export type TrayMenuLine = { label: string; action: TrayAction | null } | null;

/**
 * What can be asked of the agent in this state, under a line that says the state.
 *
 * @param isSteady without what changes with each ticket: where a menu that is replaced closes under the mouse
 */
export function trayMenu(state: ShellState, language: Language, isSteady = false): TrayMenuLine[] {
  const t = createTranslate(language);
  const line = (action: TrayAction) => ({ label: t(labels[action]), action });
  const look = chooseTrayLook(state, language);
  const ready = () => describeProblem({ code: 'PRINTER_READY', message: '' }, language).text;
  const sentence = isSteady && look.picture === 'printing' ? ready() : look.sentence;
  // A menu as wide as the screen hides what it stands over.
  const head: TrayMenuLine[] = wrapSentence(sentence, 60).map((label) => ({ label, action: null }));
  if (state.name !== 'running') {
    return [...head, null, line('open'), ...(state.name === 'failed' ? [line('retry')] : []), null, line('quit')];
  }
  const { paused } = state.overview;
  const count = countWaiting(state.overview);
  const waiting: TrayMenuLine[] =
    count > 0 && !isSteady ? [{ label: t('state.waiting', { count, shown: String(count) }), action: null }] : [];
  return [
    ...head,
    ...waiting,
    null,
    line('test'),
    line('drawer'),
    line('open'),
    line(paused ? 'resume' : 'pause'),
    null,
    line('quit'),
  ];
}

function wrapSentence(sentence: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
