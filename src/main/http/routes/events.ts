import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { PrinterState } from '../../../shared/printer-state.ts';
import { AgentError } from '../../errors.ts';
import type { AgentEvents } from '../../events.ts';
import { type Job, toJobView } from '../../jobs/job.ts';
import type { PrintStation } from '../../print-station.ts';

/** Streams at a time: they stay open, so they must not eat the ERP's connections. */
const largestStreamCount = 20;
/** A reader this far behind is cut off: it reconnects and reads the journal instead of filling the memory. */
const largestBacklogBytes = 1024 * 1024;
/** Proxies and the server's own idle time-out close silent connections. */
const heartbeatMs = 15_000;

export interface EventStreams {
  /** Ends every stream, so that the server can stop. */
  close(): void;
}

/** `GET /events`: server-sent events `job-changed` and `printer-changed` (WHATWG HTML, 9.2); starts with the printer's state. */
export function eventsRoute(
  router: Router,
  options: { events: AgentEvents; station: Pick<PrintStation, 'printer'> },
): EventStreams {
  const { events, station } = options;
  const streams = new Set<PassThrough>();

  router.get('/events', (context) => {
    if (streams.size >= largestStreamCount) {
      throw new AgentError('TOO_MANY_STREAMS', "Trop d'écrans suivent déjà l'agent : fermez-en un.");
    }
    const stream = new PassThrough();
    const send = (event: string, data: unknown) => {
      if (stream.writableLength + stream.readableLength > largestBacklogBytes) {
        stream.destroy();
      } else {
        stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      }
    };
    const onJob = (job: Job) => send('job-changed', toJobView(job));
    const onPrinter = (state: PrinterState) => send('printer-changed', state);
    const heartbeat = setInterval(() => stream.write(': still here\n\n'), heartbeatMs);
    events.on('job-changed', onJob);
    events.on('printer-changed', onPrinter);
    streams.add(stream);
    stream.once('close', () => {
      clearInterval(heartbeat);
      events.off('job-changed', onJob);
      events.off('printer-changed', onPrinter);
      streams.delete(stream);
    });
    // Koa does not tell its body stream that the client has gone.
    context.res.once('close', () => stream.destroy());
    // Half-closed is enough here: a screen that has gone must give its place back before the next heartbeat.
    context.req.socket.once('end', () => context.res.destroy());
    context.type = 'text/event-stream';
    context.body = stream;
    send('printer-changed', station.printer.state);
  });

  return {
    close: () => {
      for (const stream of streams) {
        stream.end();
      }
    },
  };
}
