import type { Overview } from './bridge.ts';
import type { PrinterCondition } from './printer-state.ts';

/** The four faces that window and tray show. */
export type StateLevel = 'ready' | 'busy' | 'attention' | 'stopped';

/** What is to be said first: of the agent, of its printer, or of what waits for a person. */
export type StateName = PrinterCondition | 'unreachable' | 'paused' | 'check' | 'expired' | 'notice';

export interface DescribedState {
  name: StateName;
  level: StateLevel;
}

type Facts = Pick<Overview, 'printer' | 'paused' | 'queue' | 'notices'>;

/** Told in the window; nobody can or must do anything about them today, and an icon that always warns is not looked at. */
const quietNotices = new Set([
  'UNKNOWN_SETTINGS',
  'PYTHON_SETTINGS_TAKEN',
  'CALLERS_WITHOUT_TOKEN',
  'LOG_NOT_WRITTEN',
  'JOURNAL_NOT_KEPT',
  'AGENT_WAS_STOPPED',
  'AGENT_WAS_CUT',
  'DRAWER_OPENED_OFTEN',
]);

const levels: Readonly<Record<StateName, StateLevel>> = {
  unreachable: 'stopped',
  blocked: 'attention',
  offline: 'attention',
  virtual: 'attention',
  disabled: 'stopped',
  paused: 'stopped',
  check: 'attention',
  expired: 'attention',
  notice: 'attention',
  busy: 'busy',
  ready: 'ready',
};

/** What a person's hands must mend, and nobody wanted so. */
const wantsHands: ReadonlySet<StateName> = new Set(['blocked', 'offline', 'check', 'expired']);

/**
 * The one rule by which window, tray and notifications say how the till is. The gravest thing decides: what stops the
 * printer, then what a person must look at, then what is only said. Nothing is ready unless the agent itself has just
 * said so.
 *
 * @param facts null: nobody knows, as the agent does not answer
 */
export function describeState(facts: Facts | null): DescribedState {
  const [name] = facts === null ? (['unreachable'] as const) : allStates(facts);
  return { name, level: levels[name] };
}

/**
 * What a notification tells, the gravest first: by the same rule, but a ticket in doubt, or one that did not come out, is
 * told behind an empty roll, too.
 */
export function statesForHands(facts: Facts): StateName[] {
  return allStates(facts).filter((name) => wantsHands.has(name));
}

/** All that is so at once, the gravest first. */
function allStates(facts: Facts): [StateName, ...StateName[]] {
  const { printer, paused, queue, notices } = facts;
  const { condition } = printer;
  const isPrinting = queue.printing > 0 || condition === 'busy';
  const states: StateName[] = condition === 'ready' || condition === 'busy' ? [] : [condition];
  if (paused) states.push('paused');
  if (queue.uncertain > 0) states.push('check');
  if (queue.expired > 0) states.push('expired');
  if (notices.some(({ code }) => !quietNotices.has(code))) states.push('notice');
  const [first = isPrinting ? 'busy' : 'ready', ...others] = states;
  return [first, ...others];
}

/**
 * ISO 8601: when papers that wait will not come out by themselves any more. Null while the printer works them off, or none
 * waits: nobody has to hurry then.
 */
export function papersWaitUntil({
  queue,
  printer,
  paused,
}: Pick<Overview, 'queue' | 'printer' | 'paused'>): string | null {
  const { condition } = printer;
  const isAtWork = !paused && (condition === 'ready' || condition === 'busy' || condition === 'virtual');
  return isAtWork ? null : queue.papersWaitUntil;
}

/** Jobs that wait to come out. The one that was begun waits too, as soon as the printer has stopped under it. */
export function countWaiting({ queue, printer }: Pick<Overview, 'queue' | 'printer'>): number {
  const { condition } = printer;
  const isStopped = condition === 'blocked' || condition === 'offline' || condition === 'disabled';
  return queue.waiting + (isStopped ? queue.printing : 0);
}
