import { stepDetails } from '../../../shared/job.ts';
import type { PrinterState } from '../../../shared/printer-state.ts';
import type { Clock } from '../../base/clock.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import type { Connector } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { createApproach, type DrawerReadiness, isAlive } from './approach.ts';
import { createConfirmation, notTaken, type PrintResult } from './confirmation.ts';
import type { Dialogue } from './dialogue.ts';
import { createPrinterDebt } from './printer-debt.ts';
import { createPrinterFailures } from './printer-failures.ts';
import { createPrinterHabits } from './printer-habits.ts';
import { createPrinterRecords, type PrinterRecords, unknownPrinter } from './printer-record.ts';
import { createPrinterStateHolder } from './printer-state-holder.ts';
import { defaultPrinterTimes, type PrinterTimes } from './printer-times.ts';
import { createProof } from './proof.ts';
import { writeWatched } from './write-watched.ts';

/** One printer: its connector, what its model can do, and what is known of its state. One caller at a time. */
export interface Printer {
  readonly state: PrinterState;
  /** `tcp://192.168.1.50:9100` */
  readonly description: string;
  readonly profileId: string;
  /** It draws, and there is no drawer. */
  readonly isBuiltIn: boolean;
  /**
   * Opens a link if need be and asks how the printer is; before a job also whether it confirms. Never rejects: what fails is
   * the state. When `signal` aborts, an opening under way is given up, and the state stays.
   */
  prepare(signal: AbortSignal, isForJob: boolean): Promise<PrinterState>;
  /** The same for a drawer, which waits for one answer at most. */
  prepareDrawer(signal: AbortSignal): Promise<DrawerReadiness>;
  /**
   * Sends a job and waits until its fate is known, as long as the printer is merely blocked. Never rejects. `onMoved`: the
   * printer has taken or answered something of it.
   */
  print(bytes: Uint8Array, signal: AbortSignal, onMoved?: () => void): Promise<PrintResult>;
  /**
   * Sends a drawer's pulse, if the printer has just been heard or never says anything, and if it is not too late by then;
   * else `queued`.
   */
  pulse(command: Uint8Array, options: PulseOptions): Promise<PrintResult>;
  /** Nothing to do: gives a shared printer back. */
  rest(): Promise<void>;
  /** Closes the link. The connector stays, for who has made it. */
  close(): Promise<void>;
  /** A person says: it was replaced by another one. What the one before has shown is forgotten. */
  replaced(): void;
  /** A person says: it is a printer, whatever it says. */
  trust(): void;
  /** Calls `onChange` when a printer may have come or gone, where the connector notices; returns what ends that. */
  watch(onChange: () => void): () => void;
}

export interface PulseOptions {
  signal: AbortSignal;
  isRealTime: boolean;
  /** Asked just before it leaves. */
  isInTime: () => boolean;
}

export function createPrinter(options: {
  connector: Connector;
  profile: PrinterProfile;
  /** Told each change of `state`. */
  onState: (state: PrinterState) => void;
  clock: Clock;
  enabled: boolean;
  /** Why it is not, where that is not a person's wish. */
  disabledBy?: { code: string; message: string };
  sensor: 'unknown' | 'open-when-high' | 'open-when-low';
  /** The agent before this one was stopped in mid-job: the printer may still be inside its image, or in its bold. */
  interrupted?: boolean;
  /** What printers have shown before. */
  records?: PrinterRecords;
  times?: PrinterTimes;
}): Printer {
  const { connector, profile, onState, clock, enabled, disabledBy, sensor } = options;
  const { times = defaultPrinterTimes, records = createPrinterRecords() } = options;
  const holder = createPrinterStateHolder({ onState, clock, enabled, disabledBy, kind: connector.kind });
  const habits = createPrinterHabits(clock, records);
  const proof = createProof({ habits, profile, clock, times });
  const debt = createPrinterDebt({ kind: connector.kind, profile, interrupted: options.interrupted ?? false });
  const polarity = sensor === 'unknown' ? {} : { drawerOpenWhenHigh: sensor === 'open-when-high' };
  const approach = createApproach({ connector, profile, habits, proof, debt, holder, clock, times, polarity });
  const confirmation = createConfirmation({ habits, holder, clock, times, askStatus: approach.askStatus });

  const { fail, failQuestion, afterFailedWrite, leaveInDoubt } = createPrinterFailures({ approach, debt, holder });

  const approachOr = async <Answer>(
    signal: AbortSignal,
    act: (dialogue: Dialogue) => Promise<Answer>,
    otherwise: () => Answer,
  ): Promise<Answer> => {
    if (!enabled) return otherwise();
    try {
      // Who leaves waits for no answer; what is still asked ends with the link.
      return (await raceEnd(approach.act(signal, act), { signals: [signal] })) ?? otherwise();
    } catch (error) {
      // Who gave the opening up knows nothing of the printer.
      if (!signal.aborted) await failQuestion(error);
      return otherwise();
    }
  };

  const write = ({ link }: Dialogue, bytes: Uint8Array, signal: AbortSignal, onMoved: () => void) =>
    writeWatched(bytes, { link, holder, stalledMs: times.stalledMs, signal, onMoved });

  /** All bytes have left: sends the fence, where the link is proven, and waits for what can be known. */
  const settle = async (over: Dialogue, jobBytes: number, signal: AbortSignal, onMoved: () => void) => {
    if (over.standing !== 'proven') return confirmation.witness(over, signal);
    // What has come in before the fence left does not answer it.
    await over.drain();
    const fence = proof.nextFence();
    fence.expect(over);
    await write(over, fence.command, signal, onMoved);
    return confirmation.wait(over, fence, { bytes: jobBytes, signal, onMoved });
  };

  /** What the link is good for after such a job. */
  const closeAfter = async (over: Dialogue, result: PrintResult): Promise<PrintResult> => {
    if (result.state === 'printed') {
      habits.learn({ confirms: true });
      return result;
    }
    if (result.state === 'uncertain') {
      // A late answer must not confirm the next job. Over a network a written job may be cut off with its link.
      debt.owesAnswers = true;
      if (over.link.kind === 'tcp') debt.cut('job');
    }
    const isHeard = over.heardAt !== Number.NEGATIVE_INFINITY;
    if (result.state === 'sent' && !over.isNoisy && (isHeard || !over.link.readable)) return result;
    // No two jobs follow each other over a link on which nothing was ever answered.
    const closing = await approach.close();
    return result.state === 'sent' && closing === 'reset' ? { state: 'uncertain', error: notTaken } : result;
  };

  const print = async (
    bytes: Uint8Array,
    signal: AbortSignal,
    onMoved: () => void = () => {},
  ): Promise<PrintResult> => {
    let over: Dialogue | null;
    try {
      over = await raceEnd(approach.openForJob(signal), { signals: [signal] });
      if (over === null) return { state: 'queued' };
    } catch (error) {
      await failQuestion(error);
      return { state: 'queued', detail: `${holder.state.code}: ${holder.state.message}` };
    }
    try {
      holder.setBusy();
      await write(over, bytes, signal, onMoved);
      over.provenAt = null;
    } catch (error) {
      return afterFailedWrite(error);
    }
    try {
      const result = await closeAfter(over, await settle(over, bytes.length, signal, onMoved));
      holder.setReady(!habits.record.answers);
      // The built-in printer confirms what it has drawn; nothing of it is on paper.
      const isDrawn = connector.kind === 'virtual' && (result.state === 'printed' || result.state === 'sent');
      return isDrawn ? { state: 'drawn' } : result;
    } catch (error) {
      debt.owesAnswers = true;
      debt.cut('job');
      return leaveInDoubt(error);
    }
  };

  const pulse = async (command: Uint8Array, { signal, isRealTime, isInTime }: PulseOptions): Promise<PrintResult> => {
    const over = approach.dialogue;
    if (over === null || !isAlive(over.link) || !approach.isHeard(over)) return { state: 'queued' };
    try {
      await approach.waitForService(over);
      if (!isInTime()) return { state: 'queued' };
      await over.say(command);
      over.provenAt = null;
    } catch (error) {
      return afterFailedWrite(error);
    }
    // It has left: whatever comes now, it is never sent again.
    const detail = isRealTime ? { detail: stepDetails.realTimePulse } : {};
    if (over.heardAt !== Number.NEGATIVE_INFINITY) return { state: 'sent', ...detail };
    try {
      return { ...(await closeAfter(over, await confirmation.witnessPulse(over, signal))), ...detail };
    } catch (error) {
      return leaveInDoubt(error);
    }
  };

  return {
    get state() {
      return holder.state;
    },
    // What an automatic choice has chosen is known once it is open.
    get description() {
      return approach.dialogue?.link.description ?? connector.description;
    },
    profileId: profile.id,
    isBuiltIn: connector.kind === 'virtual',
    prepare: (signal, isForJob) =>
      approachOr(
        signal,
        (over) => approach.ask(over, isForJob),
        () => holder.state,
      ),
    prepareDrawer: (signal) => approachOr(signal, approach.askForDrawer, () => 'wait'),
    print,
    pulse,
    rest: () => approach.rest(fail),
    close: async () => void (await approach.close()),
    replaced: () => {
      habits.learn(unknownPrinter());
      habits.forget();
      if (approach.dialogue !== null) approach.dialogue.standing = null;
    },
    trust: () => {
      habits.learn({ trusted: true });
      habits.isForeign = false;
    },
    watch: (onChange) => connector.watch(onChange),
  };
}
