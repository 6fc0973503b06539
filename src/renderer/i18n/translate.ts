import i18next from 'i18next';
import { type Language, languages } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import type { PrinterState } from '../../shared/printer-state.ts';
import { arabicSetup } from './ar-setup.ts';
import { arabicSystem } from './ar-system.ts';
import { arabicWork } from './ar-work.ts';
import type { Catalogue, MessageKey } from './catalogue.ts';
import { englishSetup } from './en-setup.ts';
import { englishSystem } from './en-system.ts';
import { englishWork } from './en-work.ts';
import { frenchSetup } from './fr-setup.ts';
import { frenchSystem } from './fr-system.ts';
import { frenchWork } from './fr-work.ts';
import { arabicProblems } from './problems-ar.ts';
import { englishProblems } from './problems-en.ts';
import { frenchProblems } from './problems-fr.ts';
import { typesetFrench } from './typeset.ts';

export const french: Catalogue<'one' | 'many' | 'other'> = { ...frenchWork, ...frenchSetup, ...frenchSystem };
export const english: Catalogue<'one' | 'other'> = { ...englishWork, ...englishSetup, ...englishSystem };
export const arabic: Catalogue<'zero' | 'one' | 'two' | 'few' | 'many' | 'other'> = {
  ...arabicWork,
  ...arabicSetup,
  ...arabicSystem,
};

/** Values go into the sentence; `count` is a number and chooses the plural; a number to be seen is formatted before. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

const catalogues = { fr: french, ar: arabic, en: english };
/** French sentences come from the agent, which knows more; only what is not the agent's has words here. */
const problems: Record<Language, Readonly<Record<string, string>>> = {
  fr: frenchProblems,
  ar: arabicProblems,
  en: englishProblems,
};

/** The words of one language, with French typography or, in Arabic, every value isolated from the sentence's direction. */
export function createTranslate(language: Language): Translate {
  const instance = i18next.createInstance();
  void instance.init({
    lng: language,
    resources: { [language]: { translation: catalogues[language] } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  return (key, values = {}) => {
    const isolated = language === 'ar' ? isolateValues(values) : values;
    const text = instance.t(key, isolated);
    return language === 'fr' ? typesetFrench(text) : text;
  };
}

/** First-strong isolates (Unicode UAX 9): an address or a number in an Arabic sentence keeps its own direction. */
function isolateValues(values: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value !== '' ? `\u2068${value}\u2069` : value,
    ]),
  );
}

export interface ProblemText {
  text: string;
  /** Whether `text` is the agent's French sentence, shown as it is in another language. */
  isForeign: boolean;
}

/** A problem in the user's language by its code, else in the agent's French, which is better than nothing. */
export function describeProblem(problem: Problem, language: Language): ProblemText {
  const known = problems[language][problem.code];
  if (known !== undefined) return { text: language === 'fr' ? typesetFrench(known) : known, isForeign: false };
  return { text: typesetFrench(problem.message), isForeign: language !== 'fr' };
}

/** The printer's state in words. While it prints, its code `PRINTER_BUSY` does not mean what it means in an error. */
export function describePrinter(printer: PrinterState, language: Language): ProblemText {
  const isPrinting = printer.condition === 'busy' && printer.code === 'PRINTER_BUSY';
  return describeProblem(isPrinting ? { ...printer, code: 'PRINTER_PRINTING' } : printer, language);
}

/** The language of a person who has not chosen one. */
export function guessLanguage(wished: readonly string[]): Language {
  for (const tag of wished) {
    const language = languages.find((known) => tag.toLowerCase().split('-')[0] === known);
    if (language !== undefined) return language;
  }
  return 'fr';
}
