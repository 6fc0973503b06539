import type { IncomingMessage } from 'node:http';
import Router from '@koa/router';
import Koa from 'koa';
import type { Moment } from '../base/clock.ts';
import { AgentError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { PrinterListing } from '../printers/printer-address.ts';
import type { PrintStation } from '../station/print-station.ts';
import { authenticate, checkOrigin } from './access.ts';
import { refuseUnknown, respondWithError } from './http-errors.ts';
import type { Answering } from './movable-server.ts';
import { eventsRoute } from './routes/events.ts';
import { type JobRoutesOptions, jobRoutes } from './routes/jobs.ts';
import { openDrawerRoute, printCashoutRoute, printTestRoute, printTicketRoute } from './routes/print.ts';
import { healthRoute, printersRoute, type StatusOptions, statusRoute } from './routes/status.ts';
import { createUiRoutes, type UiOptions } from './ui/ui.ts';

export type AppOptions = StatusOptions &
  JobRoutesOptions & {
    events: AgentEvents;
    log: Log;
    /** When this request reached the machine, at the earliest. */
    arrivedAt: (request: IncomingMessage) => Moment;
    isValidToken: (candidate: string, address: string) => boolean;
    isOwnCall: () => boolean;
    station: PrintStation;
    listPrinters: () => Promise<PrinterListing[]>;
    /** The window for a browser of this machine; absent: there is none. */
    ui?: UiOptions;
  };

/** The agent's HTTP interface. Every answer is JSON, a picture or an event stream; every error is JSON. */
export function createApp(options: AppOptions): Answering {
  const { counters, log, clock } = options;
  const app = new Koa();
  const router = new Router();
  healthRoute(router, options);
  statusRoute(router, options);
  printTicketRoute(router, options);
  printCashoutRoute(router, options);
  openDrawerRoute(router, options);
  printTestRoute(router, options);
  jobRoutes(router, options);
  printersRoute(router, options);
  const events = eventsRoute(router, options);
  const ui = options.ui === undefined ? null : createUiRoutes({ ...options, ...options.ui });

  app.use(async (context, next) => {
    context.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    // The ERP's pool would send its next call into a connection that is just being closed, and never retries
    // (13 of 36 calls lost through a slow link): no connection is kept.
    context.set('Connection', 'close');
    context.state.arrivedAt = options.arrivedAt(context.req);
    await next();
  });
  app.use(
    respondWithError({
      log,
      onServerError: (error) => {
        counters.errors += 1;
        const problem = error instanceof AgentError ? error : null;
        counters.lastError = {
          code: problem?.code ?? 'INTERNAL_ERROR',
          message: problem?.message ?? "Erreur interne de l'agent : consultez son journal.",
          at: clock.now(),
          jobId: null,
        };
      },
    }),
  );
  app.use(checkOrigin(options.address));
  // Before the token is wanted: a browser shows it once, and then has a cookie.
  if (ui !== null) {
    app.use(ui.routes);
  }
  app.use(authenticate(options));
  app.use(async (context, next) => {
    if (context.path !== '/health') {
      counters.requestsReceived += 1;
    }
    await next();
  });
  app.use(router.routes());
  // Behind the router: no route took it.
  app.use(refuseUnknown);
  // What reaches Koa's own handler is a client that went away while it was being answered.
  app.on('error', (error: unknown) => log.debug({ err: error }, 'answer not delivered'));
  return {
    handler: app.callback(),
    endStreams: () => {
      events.close();
      ui?.streams.close();
    },
  };
}
