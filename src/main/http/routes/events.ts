import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import type { PrinterState } from '../../../shared/printer-state.ts';
import { AgentError } from '../../base/errors.ts';
import type { AgentEvents } from '../../jobs/events.ts';
import { type Job, toJobView } from '../../jobs/job.ts';
import type { PrintStation } from '../../station/print-station.ts';

/** Streams at a time: they stay open, so they must not eat the ERP's connections. */
const largestStreamCount = 20;
/** A reader this far behind is cut off: it reconnects and reads the journal instead of filling the memory. */
const largestBacklogBytes = 1024 * 1024;
/** Proxies and the server's own idle time-out close silent connections. */
const heartbeatMs = 15_000;

export interface EventStream {
  /** One server-sent event (WHATWG HTML, 9.2); without a name it is a `message`. */
  send(data: unknown, name?: string): void;
  end(): void;
}

export interface EventStreams {
  /**
   * Answers with a stream. `follow` gets it, and returns what ends its listening.
   *
   * @throws AgentError `TOO_MANY_STREAMS`
   */
  open(context: Context, follow: (stream: EventStream) => () => void): void;
  /** Ends every stream, so that the server can stop. */
  close(): void;
}

/** Server-sent events with the limits that keep a till alive: their number, their backlog, a heartbeat. */
export function createEventStreams(): EventStreams {
  const streams = new Set<PassThrough>();
  return {
    open: (context, follow) => {
      if (streams.size >= largestStreamCount) {
        throw new AgentError('TOO_MANY_STREAMS', "Trop d'écrans suivent déjà l'agent : fermez-en un.");
      }
      const stream = new PassThrough();
      // The answer's head leaves with the first byte: a window knows at once that it is connected.
      stream.write(': connected\n\n');
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), heartbeatMs);
      const unfollow = follow({ send: (data, name) => send(stream, data, name), end: () => stream.end() });
      streams.add(stream);
      stream.once('close', () => {
        clearInterval(heartbeat);
        unfollow();
        streams.delete(stream);
      });
      // Koa does not tell its body stream that the client has gone.
      context.res.once('close', () => stream.destroy());
      // Half-closed is enough here: a screen that has gone must give its place back before the next heartbeat.
      context.req.socket.once('end', () => context.res.destroy());
      context.type = 'text/event-stream';
      context.body = stream;
    },
    close: () => {
      for (const stream of streams) {
        stream.end();
      }
    },
  };
}

function send(stream: PassThrough, data: unknown, name: string | undefined): void {
  if (stream.writableLength + stream.readableLength > largestBacklogBytes) {
    stream.destroy();
  } else if (!stream.writableEnded) {
    stream.write(`${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`);
  }
}

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
