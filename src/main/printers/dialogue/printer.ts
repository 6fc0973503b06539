import { stepDetails } from '../../../shared/job.ts';
import type { PrinterState } from '../../../shared/printer-state.ts';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import {
  createConfirmation,
  defaultPrinterTimes,
  type Fence,
  type PrinterTimes,
  type PrintResult,
} from './confirmation.ts';
import { createDialogue } from './dialogue.ts';
import { createPrinterDebt } from './printer-debt.ts';
import { createPrinterStateHolder } from './printer-state-holder.ts';
import { notAPrinter } from './talk-meter.ts';
import { tellStalled, writeWatched } from './write-watched.ts';

/** One printer: a transport, what its model can do, and what is known of its state. One caller at a time. */
export interface Printer {
  readonly state: PrinterState;
  /** `tcp://192.168.1.50:9100` */
  readonly description: string;
  readonly profileId: string;
  /** Opens the link if need be and asks how the printer is. Never rejects: what fails is the state. */
  prepare(): Promise<PrinterState>;
  /** Sends a job and waits until its fate is known, as long as the printer is merely blocked. Never rejects. */
  print(bytes: Uint8Array, signal: AbortSignal): Promise<PrintResult>;
  /** Sends a real-time command that works while the printer is blocked. */
  pulse(command: Uint8Array): Promise<PrintResult>;
  /** Nothing to do: gives a shared printer back. */
  rest(): Promise<void>;
  close(): Promise<void>;
  /** Calls `onChange` when a printer may have come or gone, where the transport notices; returns what ends that. */
  watch?(onChange: () => void): () => void;
}

const unknownError = "L'imprimante a répondu par une erreur inconnue : éteignez-la et rallumez-la.";

export function createPrinter(options: {
  transport: Transport;
  profile: PrinterProfile;
  /** Told each change of `state`. */
  onState: (state: PrinterState) => void;
  clock: Clock;
  enabled: boolean;
  sensor: 'unknown' | 'open-when-high' | 'open-when-low';
  /** The agent before this one was stopped in mid-job: the printer may still be inside its image, or in its bold. */
  interrupted?: boolean;
  times?: PrinterTimes;
}): Printer {
  const { transport, profile, onState, clock, enabled, sensor, times = defaultPrinterTimes } = options;
  const holder = createPrinterStateHolder({ onState, clock, enabled, transport: transport.kind });
  const dialogue = createDialogue({ transport, profile, clock, sensor, ...times });
  const confirmation = createConfirmation({ dialogue, profile, holder, clock, times });
  const debt = createPrinterDebt({ transport, profile, dialogue, interrupted: options.interrupted ?? false });

  const fail = async (error: unknown): Promise<AgentError> => {
    const known = error instanceof AgentError ? error : new AgentError('PRINTER_ERROR', unknownError, { cause: error });
    await transport.close();
    if (known.code === notAPrinter.code) holder.setNotAPrinter();
    else holder.setOffline(known);
    return known;
  };

  /** A printer that takes no question is there, and blocked. */
  const failQuestion = async (error: unknown): Promise<void> => {
    if (error instanceof TransportError && error.code === 'WRITE_ABORTED' && transport.isOpen) {
      await tellStalled(transport, holder);
    } else {
      await fail(error);
    }
  };

  const open = async (): Promise<void> => {
    try {
      await transport.open();
    } catch (error) {
      dialogue.forget();
      confirmation.forget();
      throw error;
    }
    await debt.settle();
  };

  const ask = async (): Promise<PrinterState> => {
    await open();
    const answer = await dialogue.askStatus();
    await dialogue.hearOut(holder.state.code === notAPrinter.code);
    if (answer === 'silent') {
      // It used to talk: it is off or hung behind a link that still stands (a print server, a USB hub).
      throw new AgentError(
        'PRINTER_NOT_ANSWERING',
        "L'imprimante ne répond plus : vérifiez qu'elle est allumée, sinon éteignez-la et rallumez-la.",
      );
    }
    holder.setStatus(answer);
    return holder.state;
  };

  /** Nobody has read while the link was idle: one that has talked all the time is found out now. Never rejects. */
  const hearUnread = async (): Promise<void> => {
    if (!transport.isOpen || !transport.readable) return;
    try {
      await dialogue.hearUnread();
    } catch (error) {
      // An idle link may well be gone: that says nothing yet about the printer.
      if (error instanceof AgentError && error.code === notAPrinter.code) await fail(error);
    }
  };

  const failed = async (error: unknown): Promise<PrinterState> => {
    await failQuestion(error);
    return holder.state;
  };

  const prepare = async (): Promise<PrinterState> => {
    if (!enabled) {
      return holder.state;
    }
    const wasOpen = transport.isOpen;
    try {
      return await ask();
    } catch (error) {
      // Printers drop idle links: that one is gone says nothing yet about the printer.
      const isStaleLink = wasOpen && error instanceof TransportError && error.code !== 'WRITE_ABORTED';
      if (!isStaleLink) return failed(error);
      await transport.close();
      return ask().catch(failed);
    }
  };

  /** Hands the bytes over; resolves with the fence that will confirm them, or with why they did not all leave. */
  const send = async (bytes: Uint8Array, signal: AbortSignal): Promise<{ fence: Fence | null } | PrintResult> => {
    try {
      await open();
      await dialogue.drain();
    } catch (error) {
      await failQuestion(error);
      return { state: 'queued', detail: `${holder.state.code}: ${holder.state.message}` };
    }
    try {
      const fence = confirmation.nextFence();
      holder.setBusy();
      const all = fence === null ? bytes : Buffer.concat([bytes, fence.command]);
      await writeWatched(all, { transport, holder, stalledMs: times.stalledMs, signal });
      return { fence };
    } catch (error) {
      return afterFailedWrite(error);
    }
  };

  const afterFailedWrite = async (error: unknown): Promise<PrintResult> => {
    const left = error instanceof TransportError ? error.maybeBytes : 0;
    if (left > 0) debt.raise('cut-off');
    const { code, message } = await fail(error);
    return left === 0
      ? { state: 'queued', detail: `${code}: ${message}` }
      : { state: 'uncertain', error: { code, message } };
  };

  const print = async (bytes: Uint8Array, signal: AbortSignal): Promise<PrintResult> => {
    const sent = await send(bytes, signal);
    if ('state' in sent) {
      return sent;
    }
    try {
      const result = await confirmation.wait(sent.fence, bytes.length, signal);
      if (sent.fence !== null && result.state !== 'printed') {
        // A late answer must not confirm the next job: what is still on its way dies with this link.
        await transport.close();
        if (result.state === 'uncertain') debt.raise('unconfirmed');
      }
      holder.setReady();
      return result;
    } catch (error) {
      debt.raise('unconfirmed');
      const { code, message } = await fail(error);
      return { state: 'uncertain', error: { code, message } };
    }
  };

  const pulse = async (command: Uint8Array): Promise<PrintResult> => {
    try {
      await transport.write(command, { signal: AbortSignal.timeout(times.stalledMs) });
      return { state: 'sent', detail: stepDetails.realTimePulse };
    } catch (error) {
      return afterFailedWrite(error);
    }
  };

  return {
    get state() {
      return holder.state;
    },
    // What an automatic choice has chosen is known once it is open.
    get description() {
      return transport.description;
    },
    profileId: profile.id,
    prepare,
    print,
    pulse,
    rest: async () => {
      // A one-way link has nothing to listen to, and Windows' own printing may want the device.
      const isShared = transport.kind === 'tcp' || (transport.kind !== 'usb' && !transport.readable);
      if (!isShared) return;
      await hearUnread();
      await transport.close();
    },
    close: () => transport.close(),
    watch: (onChange) => transport.watch?.(onChange) ?? (() => {}),
  };
}
