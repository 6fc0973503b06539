import type { BridgeEvent, Overview } from '../../shared/bridge.ts';
import type { Job } from '../jobs/job.ts';
import { toJobSummary } from '../jobs/job-views.ts';
import type { WindowApiOptions, WindowEvents } from './window-api-options.ts';

/** The overview reads the whole day: under load it is told five times a second, not once a ticket. */
const overviewIntervalMs = 200;

/**
 * Tells windows what happens: jobs at once, the overview at once and then at most five times a second. Nothing is read
 * while nobody listens.
 */
export function createWindowEvents(
  { agent, log }: Pick<WindowApiOptions, 'agent' | 'log'>,
  overview: () => Overview,
): WindowEvents & { subscribe(onEvent: (event: BridgeEvent) => void): () => void; end(): void } {
  const { events, station } = agent;
  const listeners = new Set<(event: BridgeEvent) => void>();
  let timer: NodeJS.Timeout | null = null;
  let isStale = false;

  const emit = (event: BridgeEvent): void => {
    for (const listener of listeners) {
      listener(event);
    }
  };
  const tellOverview = (): void => {
    isStale = false;
    timer = setTimeout(onInterval, overviewIntervalMs);
    try {
      emit({ type: 'overview-changed', overview: overview() });
    } catch (error) {
      // The journal may be closed already: the agent is stopping.
      log.debug({ err: error }, 'the overview could not be read');
    }
  };
  const onInterval = (): void => {
    timer = null;
    if (isStale && listeners.size > 0) {
      tellOverview();
    }
  };
  const touch = (): void => {
    isStale = true;
    if (timer === null && listeners.size > 0) {
      // Behind the job's own event, which a list waits for.
      timer = setTimeout(tellOverview, 0);
    }
  };
  const onJob = (job: Job): void => {
    if (listeners.size > 0) {
      emit({ type: 'job-changed', job: toJobSummary(job, station.settings.shop.currency) });
    }
    touch();
  };

  events.on('job-changed', onJob);
  events.on('printer-changed', touch);
  events.on('station-changed', touch);
  events.on('caller-refused', touch);
  const end = (): void => {
    listeners.clear();
    if (timer !== null) clearTimeout(timer);
    events.off('job-changed', onJob);
    events.off('printer-changed', touch);
    events.off('station-changed', touch);
    events.off('caller-refused', touch);
  };
  return {
    end,
    emit,
    touch,
    subscribe: (onEvent) => {
      // A listener of its own each time: the same function may subscribe twice.
      const listener = (event: BridgeEvent) => onEvent(event);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
