import type { Language } from '../../../shared/bridge.ts';
import type { PrinterReason } from '../../../shared/printer-state.ts';

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

/** French and English: one form for one thing, another for several. */
export function counted(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', String(count));
}

/** Arabic: one, two, three to ten, and more. */
export function countedArabic(count: number, forms: { one: string; two: string; few: string; many: string }): string {
  if (count === 1) return forms.one;
  if (count === 2) return forms.two;
  const rest = count % 100;
  return (rest >= 3 && rest <= 10 ? forms.few : forms.many).replace('#', String(count));
}
