import type { Language } from '../bridge.ts';
import type { Problem } from '../job.ts';
import type { PrinterState } from '../printer-state.ts';
import { arabicProblems } from './problems-ar.ts';
import { englishProblems } from './problems-en.ts';
import { frenchProblems } from './problems-fr.ts';
import { typesetFrench } from './typeset.ts';

const problems: Record<Language, Readonly<Record<string, string>>> = {
  fr: frenchProblems,
  ar: arabicProblems,
  en: englishProblems,
};

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

/** Codes that stand for many causes: the agent's own sentence says which, for the technician. */
const vagueCodes =
  /^(INVALID_|INTERNAL_|PRINTER_|PORT_|ADDRESS_|INSTALL_|PYTHON_|CALLERS_|LOG_|CONNECTION_|JOURNAL_|AGENT_WAS_|AGENT_AWAY_|DRAWER_OPENED_|SETTINGS_(?:RESTORED|LOST|DEFAULTS|NOT_SAVED)$|STORAGE_|TOKEN_(?:LOST|UNREADABLE|NOT_SAVED)$)/;

/** The agent's French sentence, where the user's language says less than it; null where nothing is lost. */
export function problemDetail(problem: Problem, language: Language): string | null {
  const isTranslated = language !== 'fr' && !describeProblem(problem, language).isForeign;
  return isTranslated && vagueCodes.test(problem.code) && problem.message !== '' ? problem.message : null;
}

/** The printer's state in words. While it prints, its code `PRINTER_BUSY` does not mean what it means in an error. */
export function describePrinter(printer: PrinterState, language: Language): ProblemText {
  const isPrinting = printer.condition === 'busy' && printer.code === 'PRINTER_BUSY';
  return describeProblem(isPrinting ? { ...printer, code: 'PRINTER_PRINTING' } : printer, language);
}
