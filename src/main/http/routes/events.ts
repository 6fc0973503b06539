import type Router from '@koa/router';
import type { PrinterState } from '../../../shared/printer-state.ts';
import type { AgentEvents } from '../../jobs/events.ts';
import { type Job, toJobView } from '../../jobs/job.ts';
import type { PrintStation } from '../../station/print-station.ts';
import { createEventStreams, type EventStreams } from '../event-streams.ts';

/** `GET /events`: server-sent events `job-changed` and `printer-changed`; starts with the printer's state. */
export function eventsRoute(
  router: Router,
  options: { events: AgentEvents; station: Pick<PrintStation, 'printer'> },
): EventStreams {
  const { events, station } = options;
  const streams = createEventStreams();
  router.get('/events', (context) => {
    streams.open(context, ({ send }) => {
      const onJob = (job: Job) => send(toJobView(job), 'job-changed');
      const onPrinter = (state: PrinterState) => send(state, 'printer-changed');
      events.on('job-changed', onJob);
      events.on('printer-changed', onPrinter);
      send(station.printer.state, 'printer-changed');
      return () => {
        events.off('job-changed', onJob);
        events.off('printer-changed', onPrinter);
      };
    });
  });
  return streams;
}
