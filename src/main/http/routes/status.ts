import type Router from '@koa/router';
import type { Problem } from '../../../shared/job.ts';
import type { Clock } from '../../base/clock.ts';
import type { JobStore } from '../../jobs/job-store.ts';
import type { Queue } from '../../jobs/queue.ts';
import type { Printer } from '../../printers/dialogue/printer.ts';
import { notAPrinter } from '../../printers/dialogue/talk-meter.ts';
import type { PrinterListing } from '../../printers/printer-address.ts';
import type { AgentCounters } from '../../station/counters.ts';
import type { PrintStation } from '../../station/print-station.ts';
import type { RefusedCallers } from '../../token/refused-callers.ts';

export interface StatusOptions {
  queue: Queue;
  store: JobStore;
  station: Pick<PrintStation, 'printer' | 'paused' | 'settings'>;
  clock: Clock;
  counters: AgentCounters;
  startedAt: number;
  refused: RefusedCallers;
  address: () => { host: string; port: number };
  version: string;
  /** What the start found, and still holds: as the window says it. */
  notices: () => readonly Problem[];
}

/** `GET /status`: the Python agent's answer with true values, and what it never knew. */
export function statusRoute(router: Router, options: StatusOptions): void {
  const { clock, startedAt } = options;
  // By the clock that nobody sets: it says how long, not since when.
  const begunAt = clock.monotonic() - Math.max(0, clock.now() - startedAt);
  router.get('/status', (context) => {
    context.body = { agent: agentStatus(options, clock.monotonic() - begunAt), printer: printerStatus(options) };
  });
}

function agentStatus(options: StatusOptions, uptimeMs: number) {
  const { queue, counters, refused, startedAt, address, version, notices } = options;
  const { lastError } = counters;
  return {
    ...address(),
    version,
    uptime: formatUptime(uptimeMs),
    stats: {
      requests_received: counters.requestsReceived,
      print_jobs: queue.accepted.print,
      drawer_jobs: queue.accepted.drawer,
      errors: counters.errors,
      started_at: new Date(startedAt).toISOString(),
    },
    notices: notices(),
    last_error:
      lastError === null
        ? null
        : {
            code: lastError.code,
            message: lastError.message,
            job_id: lastError.jobId,
            at: new Date(lastError.at).toISOString(),
          },
    refused_callers: refused.list().map(({ address: caller, count, since, lastAt, hasToken, isSolved }) => ({
      address: caller,
      count,
      since: new Date(since).toISOString(),
      last_at: new Date(lastAt).toISOString(),
      wrong_token: hasToken,
      solved: isSolved,
    })),
  };
}

function printerStatus({ store, station }: StatusOptions) {
  const { printer, paused } = station;
  const { enabled, vendorId, productId, timeoutMs } = station.settings.printer;
  const { condition, reasons, drawer, code, message, since } = printer.state;
  const waiting = store.count('queued');
  const expired = store.countExpired();
  return {
    enabled,
    paused,
    running: condition !== 'disabled',
    connected: isConnected(printer),
    queue_size: waiting,
    config: { vendor_id: vendorId, product_id: productId, timeout: timeoutMs },
    state: condition,
    reasons,
    code,
    message,
    since,
    drawer,
    transport: printer.description,
    profile: printer.profileId,
    jobs: {
      waiting,
      printing: store.count('printing'),
      uncertain: store.count('uncertain'),
      failed: store.count('failed'),
      drawn: store.count('drawn'),
      expired: expired.open,
      drawers_expired: expired.drawers,
    },
  };
}

/** As Python writes a timedelta: `2:30:15`, `1 day, 2:30:15`, `3 days, 0:00:07`. */
function formatUptime(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(seconds / 86_400);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${Math.floor((seconds % 86_400) / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  if (days === 0) {
    return clock;
  }
  return `${days} day${days === 1 ? '' : 's'}, ${clock}`;
}

/** `GET /printers`: the printers that hang on this till, each with what to give to `--printer`. Disturbs none of them. */
export function printersRoute(router: Router, options: { listPrinters: () => Promise<PrinterListing[]> }): void {
  router.get('/printers', async (context) => {
    context.body = { printers: await options.listPrinters() };
  });
}

/** `GET /health`: the agent lives. The one route without a token; it tells nothing but that. */
export function healthRoute(
  router: Router,
  { station, clock }: { station: Pick<PrintStation, 'printer'>; clock: Clock },
): void {
  router.get('/health', (context) => {
    context.body = {
      status: 'healthy',
      service: 'printer_agent',
      timestamp: new Date(clock.now()).toISOString(),
      printer_connected: isConnected(station.printer),
    };
  });
}

/** Whether there is a printer that can be talked to: without paper it still is connected, a drawn one never is. */
function isConnected(printer: Printer): boolean {
  const { condition, code } = printer.state;
  return !['offline', 'disabled', 'virtual'].includes(condition) && code !== notAPrinter.code;
}
