import { type Language, languages } from '../../../shared/bridge.ts';
import type { PrinterReason } from '../../../shared/printer-state.ts';
import { arabic } from '../desktop-text-arabic.ts';
import { english } from '../desktop-text-english.ts';
import { french } from '../desktop-text-french.ts';

/** Every sentence that the tray, its menu, the notifications and the dialogues say, in one language. */
export interface DesktopText {
  language: Language;
  direction: 'ltr' | 'rtl';
  state: Record<'starting' | 'ready' | 'printing' | 'paused' | 'disabled' | 'virtual' | 'offline' | 'stopped', string>;
  /** What stops the printer, or soon will, and what to do. */
  reason: Record<PrinterReason, string>;
  /** Something in the window wants to be read. */
  notice: string;
  waiting: (count: number) => string;
  uncertain: (count: number) => string;
  menu: Record<'test' | 'drawer' | 'open' | 'pause' | 'resume' | 'retry' | 'quit', string>;
  notify: {
    blocked: string;
    offline: string;
    uncertain: (count: number) => string;
    uncertainBody: (order: string | null) => string;
    stopped: string;
    failedCall: string;
  };
  quit: { question: (count: number) => string; detail: string; confirm: string; cancel: string };
  /** Where the agent's port is what stops it. */
  port: {
    taken: (port: number, owner: string | null) => string;
    /** The system keeps it for itself. */
    refused: (port: number) => string;
    stopIt: string;
    choose: (free: number) => string;
    tellErp: (free: number) => string;
    /** The option or the variable that decides the port. */
    fixed: (where: '--port' | 'PRINTER_AGENT_PORT') => string;
    /** On the button. */
    use: (free: number) => string;
  };
  stopped: Record<'title' | 'starting' | 'kept' | 'retrying' | 'retry' | 'folder' | 'quit' | 'code', string>;
}

const catalogue: Record<Language, DesktopText> = { fr: french, ar: arabic, en: english };

export function desktopText(language: Language): DesktopText {
  return catalogue[language];
}

/**
 * The language of the settings, else the system's (`ar-DZ`), else French.
 *
 * @param systemLocale as `app.getLocale` gives it; empty before the application is ready
 */
export function chooseLanguage(chosen: Language | null, systemLocale: string): Language {
  const [code = ''] = systemLocale.toLowerCase().split(/[-_]/);
  return chosen ?? languages.find((language) => language === code) ?? 'fr';
}
