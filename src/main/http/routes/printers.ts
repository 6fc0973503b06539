import type Router from '@koa/router';
import type { PrinterListing } from '../../printers/driver/list-printers.ts';

/** `GET /printers`: the printers that hang on this till, each with what to give to `--printer`. Disturbs none of them. */
export function printersRoute(router: Router, options: { listPrinters: () => Promise<PrinterListing[]> }): void {
  router.get('/printers', async (context) => {
    context.body = { printers: await options.listPrinters() };
  });
}
