import type { Overview } from '../../shared/bridge.ts';

/** Jobs that wait to come out. The one that was begun waits too, as soon as the printer has stopped under it. */
export function countWaiting({ queue, printer }: Pick<Overview, 'queue' | 'printer'>): number {
  const isStopped = printer.condition !== 'ready' && printer.condition !== 'busy';
  return queue.waiting + (isStopped ? queue.printing : 0);
}
