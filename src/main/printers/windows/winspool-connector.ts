import { setTimeout as delay } from 'node:timers/promises';
import { AgentError } from '../../base/errors.ts';
import { type Connector, LinkError } from '../transport/link.ts';
import { type BlockingCalls, createBlockingConnector } from './windows-blocking-connector.ts';
import { explainHeldPrinter, explainSilentPrinter } from './windows-device-errors.ts';
import { type PrinterHandle, printerAttribute, type Winspool, xpsDriverAttribute } from './winspool.ts';
import {
  bytesInDoubt,
  explainClosedQueue,
  explainQueueState,
  explainSpoolerError,
  explainWaitingDocuments,
} from './winspool-errors.ts';

export interface SpoolerConnectorOptions {
  /** The printer's name in Windows: `POS-80`. */
  queueName: string;
  /** Or what loads it, called once, at the first `open`: `() => loadWinspool()`. */
  winspool: Winspool | (() => Promise<Winspool>);
  /** What the queue's window shows. Default « Ticket SmartPOS ». */
  documentName?: string;
  /** Default 250, 500, 1000, 2000: documents before ours may be about to leave. */
  retryDelaysMs?: readonly number[];
  /** Default 10,000. */
  openTimeoutMs?: number;
  /** Default 2000. */
  closeTimeoutMs?: number;
  pause?: (ms: number) => Promise<unknown>;
  /** A call to the spooler that was given up has not come back: as for createWindowsDeviceConnector. */
  onHung?: () => void;
}

/**
 * A printer that only has a queue in Windows: each write is one RAW document (StartDocPrinter … EndDocPrinter), and
 * resolves when the spooler has all of it. So a job, which is one write, is one document, and a failed EndDocPrinter
 * is known before the job is settled. Who hands a job over in several writes sets `more` on all but the last, or each
 * would be a document. An empty write makes none.
 *
 * One-way: the spooler takes a ticket for a printer that is off as gladly as for another. So jobs are `sent`, never
 * `printed`, and a queue that says it is paused, offline or in error, or that still holds documents, is given nothing
 * (`maybeBytes` 0: the job may be sent again).
 *
 * `sureBytes` of an error is 0: the spooler may still drop the document. `maybeBytes` is what it had taken, with the
 * piece under way unless the call surely never reached it. A document that is given up is removed with AbortPrinter,
 * before ClosePrinter, which would end it and print it (learn.microsoft.com, MS-RPRN "RpcClosePrinter").
 * For the driver process: calls wait for the spooler without an end.
 */
export function createSpoolerConnector(options: SpoolerConnectorOptions): Connector {
  const { queueName } = options;
  let loaded: Winspool | null = null;
  const load = async (): Promise<Winspool> => {
    loaded ??= typeof options.winspool === 'function' ? await options.winspool() : options.winspool;
    return loaded;
  };
  return createBlockingConnector({
    kind: 'spooler',
    description: `spooler:${queueName}`,
    openCalls: async () => openQueue({ ...options, winspool: await load().catch(failLoading) }),
    closed: explainClosedQueue(queueName),
    silent: explainSilentPrinter(queueName),
    held: explainHeldPrinter(queueName),
    lost: (cause) => explainSpoolerError(queueName, cause),
    openTimeoutMs: options.openTimeoutMs ?? 10_000,
    closeTimeoutMs: options.closeTimeoutMs ?? 2000,
    onHung: options.onHung,
  });
}

/** The options once winspool.drv is there. */
type LoadedOptions = SpoolerConnectorOptions & { winspool: Winspool };

function failLoading(cause: unknown): never {
  const code = cause instanceof AgentError ? cause.code : 'PRINTER_UNSUPPORTED';
  const message =
    cause instanceof AgentError
      ? cause.message
      : "Le spouleur de Windows n'est pas accessible : réinstallez l'agent, ou choisissez une imprimante USB ou réseau.";
  throw new LinkError(code, message, { cause });
}

async function openQueue(options: LoadedOptions): Promise<BlockingCalls> {
  const { queueName, winspool } = options;
  const explained = <Value>(call: Promise<Value>): Promise<Value> =>
    call.catch((error: unknown) => {
      throw explainSpoolerError(queueName, error);
    });
  const handle = await explained(winspool.openPrinter(queueName));
  try {
    const state = explainQueueState(queueName, await explained(winspool.getPrinter(handle)));
    if (state !== null) throw state;
    return createCalls(options, handle, await chooseDatatype(winspool, handle));
  } catch (error) {
    await winspool.closePrinter(handle).catch(() => {});
    throw error;
  }
}

/**
 * XPS drivers (all of version 4) print nothing of a RAW document; XPS_PASS is theirs (support.microsoft.com, KB 2779300,
 * "V4 Print Drivers using RAW mode to send PCL/Postscript directly to the printer").
 */
async function chooseDatatype(winspool: Winspool, handle: PrinterHandle): Promise<string> {
  const attributes = await winspool.getDriverAttributes(handle).catch(() => 0);
  return (attributes & xpsDriverAttribute) === 0 ? 'RAW' : 'XPS_PASS';
}

function createCalls(options: LoadedOptions, handle: PrinterHandle, datatype: string): BlockingCalls {
  const { queueName, winspool, documentName = 'Ticket SmartPOS' } = options;
  let inDocument = false;
  const explained = async (call: Promise<unknown>) => {
    await call.catch((error: unknown) => {
      throw explainSpoolerError(queueName, error);
    });
  };
  const discard = async () => {
    if (!inDocument) return;
    inDocument = false;
    await explained(winspool.abortPrinter(handle));
  };
  return {
    async begin() {
      await waitForFreeQueue(options, handle);
      await explained(winspool.startDocPrinter(handle, { name: documentName, datatype }));
      inDocument = true;
      await explained(winspool.startPagePrinter(handle));
    },
    async write(piece) {
      const written = await winspool.writePrinter(handle, piece).catch((error: unknown) => {
        const maybeBytes = bytesInDoubt(error, piece.length);
        throw explainSpoolerError(queueName, error).after({ sureBytes: 0, maybeBytes });
      });
      if (written === piece.length) return written;
      throw explainSpoolerError(queueName, undefined).after({
        sureBytes: 0,
        maybeBytes: Math.min(written, piece.length),
      });
    },
    async finish() {
      await explained(winspool.endPagePrinter(handle));
      await explained(winspool.endDocPrinter(handle));
      inDocument = false;
    },
    discard,
    async close() {
      await discard().catch(() => {});
      await winspool.closePrinter(handle);
    },
  };
}

/** Documents before ours mean that it would come out who knows when. Rejects before anything is given to the spooler. */
async function waitForFreeQueue(options: LoadedOptions, handle: PrinterHandle): Promise<void> {
  const { queueName, winspool, retryDelaysMs = [250, 500, 1000, 2000], pause = delay } = options;
  for (let attempt = 0; ; attempt += 1) {
    const details = await winspool.getPrinter(handle).catch((error: unknown) => {
      throw explainSpoolerError(queueName, error);
    });
    const state = explainQueueState(queueName, details);
    if (state !== null) throw state;
    const keepsThem = (details.attributes & printerAttribute.keepPrintedJobs) !== 0;
    if (details.jobCount === 0 || keepsThem) return;
    const delayMs = retryDelaysMs[attempt];
    if (delayMs === undefined) throw explainWaitingDocuments(queueName, details.jobCount);
    await pause(delayMs);
  }
}
