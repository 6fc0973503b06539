import type { Overview } from '../../shared/bridge.ts';
import type { LinkState } from '../bridge/agent-link.ts';

/** The four faces that window and tray show. */
export type StateLevel = 'ready' | 'busy' | 'attention' | 'stopped';

/** What the cashier must see first: nothing goes out, hands are needed, paper is coming, all is well. */
export function readStateLevel(overview: Overview, link: LinkState): StateLevel {
  const { printer, paused, queue } = overview;
  if (link === 'lost' || paused || printer.condition === 'offline' || printer.condition === 'disabled') {
    return 'stopped';
  }
  if (printer.condition === 'blocked' || queue.uncertain > 0) return 'attention';
  if (printer.condition === 'busy') return 'busy';
  return printer.reasons.length > 0 ? 'attention' : 'ready';
}
