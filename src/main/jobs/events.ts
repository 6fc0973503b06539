import { EventEmitter } from 'node:events';
import type { PrinterState } from '../../shared/printer-state.ts';
import type { Job } from './job.ts';

/** What happens in the agent, told after it is on disk. */
export interface AgentEventMap {
  'job-changed': [job: Job];
  'printer-changed': [state: PrinterState, station: string];
  /** Printing was paused or resumed, or other settings are applied. */
  'station-changed': [station: string];
  /** The drawer is asked for very often; told by the request that made it so, once a minute at most. */
  'drawer-opened-often': [job: Job];
  /** A caller was refused: at most a few times a minute, however many there are. */
  'caller-refused': [];
}

export type AgentEvents = EventEmitter<AgentEventMap>;

export function createAgentEvents(): AgentEvents {
  const events: AgentEvents = new EventEmitter();
  // One listener an event stream; their number is bounded there.
  events.setMaxListeners(0);
  return events;
}
