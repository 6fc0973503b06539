import { AgentError } from '../../base/errors.ts';
import { LinkError } from '../transport/link.ts';
import { type Approach, isAlive } from './approach.ts';
import type { PrintResult } from './confirmation.ts';
import type { PrinterDebt } from './printer-debt.ts';
import type { PrinterStateHolder } from './printer-state-holder.ts';
import { notAPrinter } from './talk-meter.ts';
import { tellStalled } from './write-watched.ts';

const unknownError = "L'imprimante a répondu par une erreur inconnue : éteignez-la et rallumez-la.";

/** What a failure makes of the link, of the printer's state, and of the job whose bytes were on their way. */
export function createPrinterFailures(options: { approach: Approach; debt: PrinterDebt; holder: PrinterStateHolder }) {
  const { approach, debt, holder } = options;

  const fail = async (error: unknown): Promise<AgentError> => {
    const known = error instanceof AgentError ? error : new AgentError('PRINTER_ERROR', unknownError, { cause: error });
    await approach.close();
    if (known.code === notAPrinter.code) holder.setNotAPrinter();
    else holder.setOffline(known);
    return known;
  };

  /** A printer that takes no question is there, and blocked. */
  const failQuestion = async (error: unknown): Promise<void> => {
    if (error instanceof LinkError && error.maybeBytes > 0) debt.cut('question');
    const { dialogue } = approach;
    if (error instanceof AgentError && error.code === 'PAPER_OUT') {
      holder.setNoPaper();
    } else if (
      error instanceof LinkError &&
      error.code === 'WRITE_ABORTED' &&
      dialogue !== null &&
      isAlive(dialogue.link)
    ) {
      await tellStalled(dialogue.link, holder);
    } else {
      await fail(error);
    }
  };

  /** Bytes of it have left, and nobody knows what became of them. */
  const leaveInDoubt = async (error: unknown): Promise<PrintResult> => {
    const { code, message } = await fail(error);
    return { state: 'uncertain', error: { code, message } };
  };

  const afterFailedWrite = async (error: unknown): Promise<PrintResult> => {
    // Any other error is a bug of ours, and nothing is known of the bytes.
    const hasNoneLeft = error instanceof LinkError && error.maybeBytes === 0;
    if (!hasNoneLeft) {
      debt.cut('job');
      return leaveInDoubt(error);
    }
    const { code, message } = await fail(error);
    return { state: 'queued', detail: `${code}: ${message}` };
  };

  return { fail, failQuestion, afterFailedWrite, leaveInDoubt };
}
