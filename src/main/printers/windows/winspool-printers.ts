import type { Problem } from '../../../shared/job.ts';
import { AgentError } from '../../base/errors.ts';
import { printerAttribute, type Winspool } from './winspool.ts';
import { explainQueueState, explainSpoolerError } from './winspool-errors.ts';

/** A printer of Windows' « Imprimantes et scanners ». */
export interface SpoolerQueue {
  name: string;
  /** `USB001`, `192.168.1.50_1`, `PORTPROMPT:`; null when Windows does not say. */
  portName: string | null;
  driverName: string | null;
  isNetwork: boolean;
  isFax: boolean;
  /** Why nothing can be printed on it now; null when nothing speaks against it. */
  problem: Problem | null;
}

/**
 * Lists the queues of this computer and their state. Details are asked of local queues alone: a printer server that is
 * away would hold the list up (learn.microsoft.com, "PRINTER_INFO_4 structure"). Throws AgentError (code and
 * sentence of explainSpoolerError).
 */
export async function listSpoolerPrinters(winspool: Winspool): Promise<SpoolerQueue[]> {
  const printers = await winspool.enumPrinters().catch((error: unknown) => {
    const { code, message, cause } = explainSpoolerError('Windows', error);
    throw new AgentError(code, message, { cause });
  });
  const queues: SpoolerQueue[] = [];
  for (const { name, attributes } of printers) {
    const isNetwork = (attributes & printerAttribute.network) !== 0;
    const isFax = (attributes & printerAttribute.fax) !== 0;
    const queue: SpoolerQueue = { name, portName: null, driverName: null, isNetwork, isFax, problem: null };
    queues.push(isNetwork || isFax ? queue : { ...queue, ...(await askDetails(winspool, name)) });
  }
  return queues;
}

async function askDetails(winspool: Winspool, name: string): Promise<Partial<SpoolerQueue>> {
  try {
    const handle = await winspool.openPrinter(name);
    try {
      const details = await winspool.getPrinter(handle);
      const { portName, driverName } = details;
      return { portName, driverName, problem: explainQueueState(name, details) };
    } finally {
      await winspool.closePrinter(handle).catch(() => {});
    }
  } catch (error) {
    return { problem: explainSpoolerError(name, error) };
  }
}
