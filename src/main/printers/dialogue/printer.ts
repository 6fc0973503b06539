import { stepDetails } from '../../../shared/job.ts';
import type { PrinterState } from '../../../shared/printer-state.ts';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { type Connector, type Link, LinkError } from '../transport/link.ts';
import {
  createConfirmation,
  defaultPrinterTimes,
  type Fence,
  type PrinterTimes,
  type PrintResult,
} from './confirmation.ts';
import { createDialogue, createPrinterHabits, type Dialogue } from './dialogue.ts';
import { createPrinterDebt } from './printer-debt.ts';
import { createPrinterStateHolder } from './printer-state-holder.ts';
import { notAPrinter } from './talk-meter.ts';
import { tellStalled, writeWatched } from './write-watched.ts';

/** One printer: its connector, what its model can do, and what is known of its state. One caller at a time. */
export interface Printer {
  readonly state: PrinterState;
  /** `tcp://192.168.1.50:9100` */
  readonly description: string;
  readonly profileId: string;
  /**
   * Opens a link if need be and asks how the printer is. Never rejects: what fails is the state. When `signal` aborts, an
   * opening under way is given up, and the state stays.
   */
  prepare(signal?: AbortSignal): Promise<PrinterState>;
  /** Sends a job and waits until its fate is known, as long as the printer is merely blocked. Never rejects. */
  print(bytes: Uint8Array, signal: AbortSignal): Promise<PrintResult>;
  /** Sends a real-time command that works while the printer is blocked. */
  pulse(command: Uint8Array): Promise<PrintResult>;
  /** Nothing to do: gives a shared printer back. */
  rest(): Promise<void>;
  /** Closes the link. The connector stays, for who has made it. */
  close(): Promise<void>;
  /** Calls `onChange` when a printer may have come or gone, where the connector notices; returns what ends that. */
  watch(onChange: () => void): () => void;
}

const unknownError = "L'imprimante a répondu par une erreur inconnue : éteignez-la et rallumez-la.";

export function createPrinter(options: {
  connector: Connector;
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
  const { connector, profile, onState, clock, enabled, sensor, times = defaultPrinterTimes } = options;
  const holder = createPrinterStateHolder({ onState, clock, enabled, kind: connector.kind });
  const habits = createPrinterHabits(clock);
  const confirmation = createConfirmation({ habits, profile, holder, clock, times });
  const debt = createPrinterDebt({ kind: connector.kind, profile, interrupted: options.interrupted ?? false });
  /** Over the newest link, which may have ended. */
  let dialogue: Dialogue | null = null;

  const isAlive = (link: Link | undefined): boolean => link?.ended.aborted === false;

  const closeLink = async (): Promise<void> => {
    await dialogue?.link.close();
  };

  const fail = async (error: unknown): Promise<AgentError> => {
    const known = error instanceof AgentError ? error : new AgentError('PRINTER_ERROR', unknownError, { cause: error });
    await closeLink();
    if (known.code === notAPrinter.code) holder.setNotAPrinter();
    else holder.setOffline(known);
    return known;
  };

  /** A printer that takes no question is there, and blocked. */
  const failQuestion = async (error: unknown): Promise<void> => {
    if (error instanceof LinkError && error.code === 'WRITE_ABORTED' && dialogue !== null && isAlive(dialogue.link)) {
      await tellStalled(dialogue.link, holder);
    } else {
      await fail(error);
    }
  };

  const open = async (signal: AbortSignal | undefined): Promise<Dialogue> => {
    // Whether the link is still the printer's own: one that was moved to another socket is opened again.
    if (isAlive(dialogue?.link)) await dialogue?.link.check().catch(() => {});
    if (dialogue === null || !isAlive(dialogue.link)) {
      try {
        const link = await connector.open(signal);
        dialogue = createDialogue({ link, habits, profile, clock, sensor, ...times });
      } catch (error) {
        habits.forget();
        confirmation.forget();
        throw error;
      }
    }
    await debt.settle(dialogue);
    return dialogue;
  };

  const ask = async (signal: AbortSignal | undefined): Promise<PrinterState> => {
    const current = await open(signal);
    const answer = await current.askStatus();
    await current.hearOut(holder.state.code === notAPrinter.code);
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
  const hearUnread = async ({ link, hearUnread: hear }: Dialogue): Promise<void> => {
    if (!isAlive(link) || !link.readable) return;
    try {
      await hear();
    } catch (error) {
      // An idle link may well be gone: that says nothing yet about the printer.
      if (error instanceof AgentError && error.code === notAPrinter.code) await fail(error);
    }
  };

  const prepare = async (signal?: AbortSignal): Promise<PrinterState> => {
    if (!enabled) {
      return holder.state;
    }
    const failed = async (error: unknown): Promise<PrinterState> => {
      // Who gave the opening up knows nothing of the printer.
      if (!signal?.aborted) await failQuestion(error);
      return holder.state;
    };
    const wasOpen = isAlive(dialogue?.link);
    try {
      return await ask(signal);
    } catch (error) {
      // Printers drop idle links: that one is gone says nothing yet about the printer.
      const isStaleLink = wasOpen && error instanceof LinkError && error.code !== 'WRITE_ABORTED';
      if (!isStaleLink) return failed(error);
      await closeLink();
      return ask(signal).catch(failed);
    }
  };

  /** Hands the bytes over; resolves with the fence that will confirm them, or with why they did not all leave. */
  const send = async (
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<{ over: Dialogue; fence: Fence | null } | PrintResult> => {
    let over: Dialogue;
    try {
      over = await open(signal);
      await over.drain();
    } catch (error) {
      await failQuestion(error);
      return { state: 'queued', detail: `${holder.state.code}: ${holder.state.message}` };
    }
    try {
      const fence = confirmation.nextFence(over);
      holder.setBusy();
      const all = fence === null ? bytes : Buffer.concat([bytes, fence.command]);
      await writeWatched(all, { link: over.link, holder, stalledMs: times.stalledMs, signal });
      return { over, fence };
    } catch (error) {
      return afterFailedWrite(error);
    }
  };

  const afterFailedWrite = async (error: unknown): Promise<PrintResult> => {
    // Any other error is a bug of ours, and nothing is known of the bytes.
    const hasNoneLeft = error instanceof LinkError && error.maybeBytes === 0;
    if (!hasNoneLeft) debt.raise('cut-off');
    const { code, message } = await fail(error);
    return hasNoneLeft
      ? { state: 'queued', detail: `${code}: ${message}` }
      : { state: 'uncertain', error: { code, message } };
  };

  const print = async (bytes: Uint8Array, signal: AbortSignal): Promise<PrintResult> => {
    const sent = await send(bytes, signal);
    if ('state' in sent) {
      return sent;
    }
    try {
      const result = await confirmation.wait(sent.over, sent.fence, bytes.length, signal);
      if (sent.fence !== null && result.state !== 'printed') {
        // A late answer must not confirm the next job: what is still on its way dies with this link.
        await closeLink();
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
      if (dialogue === null) return { state: 'queued' };
      await dialogue.say(command);
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
      return dialogue?.link.description ?? connector.description;
    },
    profileId: profile.id,
    prepare,
    print,
    pulse,
    rest: async () => {
      if (dialogue === null) return;
      const { kind, readable } = dialogue.link;
      // A one-way link has nothing to listen to, and Windows' own printing may want the device.
      const isShared = kind === 'tcp' || (kind !== 'usb' && !readable);
      if (!isShared) return;
      await hearUnread(dialogue);
      await closeLink();
    },
    close: closeLink,
    watch: (onChange) => connector.watch(onChange),
  };
}
