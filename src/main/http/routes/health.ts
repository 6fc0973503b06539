import type Router from '@koa/router';
import type { Clock } from '../../base/clock.ts';
import type { Printer } from '../../printers/dialogue/printer.ts';
import { notAPrinter } from '../../printers/dialogue/talk-meter.ts';
import type { PrintStation } from '../../station/print-station.ts';

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
export function isConnected(printer: Printer): boolean {
  const { condition, code } = printer.state;
  return !['offline', 'disabled', 'virtual'].includes(condition) && code !== notAPrinter.code;
}
