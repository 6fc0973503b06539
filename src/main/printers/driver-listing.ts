import { AgentError } from '../base/errors.ts';
import type { PrinterListing } from './driver/list-printers.ts';
import { defaultDriverTimes } from './driver-life.ts';
import { DriverLink } from './driver-link.ts';
import { type DriverPort, forkDriverPort } from './driver-port.ts';

/** Longer than the listing's own time-outs (listWindowsPrinters). */
const listMs = 15_000;

/**
 * Asks a driver process of its own, ended afterwards: the registry or the spooler may never answer, and the printer's own
 * driver must not die of it in mid-job. Throws AgentError `PRINTER_LISTING_FAILED`.
 */
export async function listPrintersInDriver(
  startDriver: () => DriverPort = () => forkDriverPort(),
): Promise<PrinterListing[]> {
  const link = new DriverLink(startDriver, defaultDriverTimes);
  try {
    const isUp = await link.start();
    const outcome = isUp ? await link.ask({ type: 'list' }, listMs).outcome : null;
    if (outcome?.kind === 'done' && Array.isArray(outcome.value)) return outcome.value;
    if (outcome?.kind === 'failed') {
      const { code, message, cause } = outcome.failure;
      throw new AgentError(code, message, { cause });
    }
    throw new AgentError(
      'PRINTER_LISTING_FAILED',
      "Windows n'a pas donné la liste des imprimantes : réessayez, ou redémarrez l'ordinateur.",
    );
  } finally {
    link.kill();
  }
}
