import type { Language, Overview } from '../bridge.ts';
import { describeState, type StateName } from '../describe-state.ts';
import { describePrinter, type ProblemText } from './describe-problem.ts';
import { createTranslate } from './translate.ts';

/** How the till is, in a few words: the window's title and chip, a notification's title. */
export function stateTitle(name: StateName, overview: Overview | null, language: Language): string {
  const { uncertain = 0, expired = 0 } = overview?.queue ?? {};
  const count = name === 'check' ? uncertain : expired;
  const isCounted = name === 'check' || name === 'expired';
  return createTranslate(language)(`state.${name}`, isCounted ? { count, shown: String(count) } : {});
}

/** What is so, where the title does not say it, and what to do. */
export function stateSentence(name: StateName, overview: Overview | null, language: Language): ProblemText {
  switch (name) {
    case 'unreachable':
    case 'paused':
    case 'check':
    case 'expired':
    case 'notice':
    case 'virtual':
      return { text: createTranslate(language)(`state.${name}WhatToDo`), isForeign: false };
    case 'ready':
    case 'busy':
    case 'blocked':
    case 'offline':
    case 'disabled': {
      if (overview === null) return { text: '', isForeign: false };
      // A job may go out to a printer that still calls itself ready.
      const isBusy = name === 'busy';
      const { printer } = overview;
      return describePrinter(isBusy ? { ...printer, condition: 'busy', code: 'PRINTER_BUSY' } : printer, language);
    }
  }
}

/** All of it in one line, for tooltip and menu; what is to be read in the window leads to it. */
export function stateLine(overview: Overview | null, language: Language): string {
  const { name } = describeState(overview);
  const { text } = stateSentence(name, overview, language);
  switch (name) {
    case 'unreachable':
      return createTranslate(language)('tray.stopped');
    case 'notice':
      return createTranslate(language)('tray.notice');
    case 'check':
    case 'expired':
      return stateTitle(name, overview, language);
    case 'paused':
    case 'virtual':
      return `${stateTitle(name, overview, language)}. ${text}`;
    default:
      return text;
  }
}
