import type { Overview } from './bridge.ts';
import type { PrinterCondition } from './printer-state.ts';

/** The four faces that window and tray show. */
export type StateLevel = 'ready' | 'busy' | 'attention' | 'stopped';

/** What is to be said first: of the agent, of its printer, or of what waits for a person. */
export type StateName = PrinterCondition | 'unreachable' | 'paused' | 'check' | 'notice';

export interface DescribedState {
  name: StateName;
  level: StateLevel;
}

type Facts = Pick<Overview, 'printer' | 'paused' | 'queue' | 'notices'>;

/** Told in the window; nobody can or must do anything about them today, and an icon that always warns is not looked at. */
const quietNotices = new Set(['UNKNOWN_SETTINGS', 'PYTHON_SETTINGS_TAKEN', 'CALLERS_WITHOUT_TOKEN', 'LOG_NOT_WRITTEN']);

/**
 * The one rule by which window and tray say how the till is. The gravest thing decides: what stops the printer, then what
 * a person must look at, then what is only said. Nothing is ready unless the agent itself has just said so.
 *
 * @param facts null: nobody knows, as the agent does not answer
 */
export function describeState(facts: Facts | null): DescribedState {
  if (facts === null) return { name: 'unreachable', level: 'stopped' };
  const { printer, paused, queue, notices } = facts;
  switch (printer.condition) {
    case 'blocked':
    case 'offline':
    case 'virtual':
      return { name: printer.condition, level: 'attention' };
    case 'disabled':
      return { name: 'disabled', level: 'stopped' };
    case 'ready':
    case 'busy':
  }
  if (paused) return { name: 'paused', level: 'stopped' };
  if (queue.uncertain > 0) return { name: 'check', level: 'attention' };
  if (notices.some(({ code }) => !quietNotices.has(code))) return { name: 'notice', level: 'attention' };
  const isPrinting = queue.printing > 0 || printer.condition === 'busy';
  return isPrinting ? { name: 'busy', level: 'busy' } : { name: 'ready', level: 'ready' };
}

/** Jobs that wait to come out. The one that was begun waits too, as soon as the printer has stopped under it. */
export function countWaiting({ queue, printer }: Pick<Overview, 'queue' | 'printer'>): number {
  const { condition } = printer;
  const isStopped = condition === 'blocked' || condition === 'offline' || condition === 'disabled';
  return queue.waiting + (isStopped ? queue.printing : 0);
}
