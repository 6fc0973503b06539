import type { PrinterState } from '../../../shared/printer-state.ts';
import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';
import type { PrinterProfile } from '../../escpos/profile.ts';
import { type Closing, type Connector, type Link, LinkError } from '../transport/link.ts';
import { askStatus, type StatusAnswer } from './ask-status.ts';
import { createDialogue, type Dialogue } from './dialogue.ts';
import type { PrinterDebt } from './printer-debt.ts';
import type { PrinterHabits } from './printer-habits.ts';
import type { PrinterStateHolder } from './printer-state-holder.ts';
import type { StatusOptions } from './printer-status.ts';
import { noPaper, notAnswering, notConfirming } from './printer-status.ts';
import type { PrinterTimes } from './printer-times.ts';
import type { Proof } from './proof.ts';
import { notAPrinter } from './talk-meter.ts';

/** Whether a drawer's pulse may leave now. `blocked`: only a real-time one. `wait`: not yet, or never. */
export type DrawerReadiness = 'go' | 'blocked' | 'wait';

/** The way to a printer's next job: opens the link, asks how the printer is, and has its fence proven. */
export interface Approach {
  /** Over the newest link, which may have ended. */
  readonly dialogue: Dialogue | null;
  /**
   * Opens a link and does `act` over it; once more over a new one where the link that there was had been dropped meanwhile.
   */
  act<Answer>(signal: AbortSignal, act: (dialogue: Dialogue) => Promise<Answer>): Promise<Answer>;
  /** Opens a link if need be, and gets out of the way what an earlier job has left. */
  open(signal?: AbortSignal): Promise<Dialogue>;
  /** The dialogue over which a job may go out now, with its standing. */
  openForJob(signal: AbortSignal): Promise<Dialogue>;
  /** Asks how the printer is, and before a job whether it confirms. Rejects when it is offline, or none. */
  ask(dialogue: Dialogue, isForJob: boolean): Promise<PrinterState>;
  /** Asks one question at most, unless the printer is blocked and no pulse can leave. */
  askForDrawer(dialogue: Dialogue): Promise<DrawerReadiness>;
  /** Whether the pulse of a drawer that leaves now acts at once, as far as anybody can know. */
  isHeard(dialogue: Dialogue): boolean;
  /** One that serves another caller cuts us off within a moment: nothing must have been written by then. */
  waitForService(dialogue: Dialogue): Promise<void>;
  askStatus(dialogue: Dialogue): Promise<StatusAnswer>;
  /** Nothing to do: gives a shared printer back. `fail` hears of one that is found to be none. Never rejects. */
  rest(fail: (error: AgentError) => Promise<unknown>): Promise<void>;
  close(): Promise<Closing>;
}

/** So soon after its proof the end of a link is the proof's. */
const behindProofMs = 1_000;

export const isAlive = (link: Link | undefined): boolean => link?.ended.aborted === false;

export function createApproach(options: {
  connector: Connector;
  profile: PrinterProfile;
  habits: PrinterHabits;
  proof: Proof;
  debt: PrinterDebt;
  holder: PrinterStateHolder;
  clock: Clock;
  times: PrinterTimes;
  polarity: StatusOptions;
}): Approach {
  const { connector, profile, habits, proof, debt, holder, clock, times, polarity } = options;
  let dialogue: Dialogue | null = null;

  const open = async (signal?: AbortSignal): Promise<Dialogue> => {
    // Whether the link is still the printer's own: one that was moved to another socket is opened again.
    if (isAlive(dialogue?.link)) await dialogue?.link.check().catch(() => {});
    if (dialogue === null || !isAlive(dialogue.link)) {
      const { provenAt = null } = dialogue ?? {};
      if (provenAt !== null && clock.monotonic() - provenAt < behindProofMs) habits.lostBehindProof += 1;
      try {
        const link = await connector.open(signal);
        habits.meet(link.description, link.kind);
        dialogue = createDialogue({ link, habits, clock, times });
      } catch (error) {
        habits.forget();
        throw error;
      }
    }
    await debt.settle(dialogue);
    return dialogue;
  };

  const close = async (): Promise<Closing> => {
    if (dialogue === null) return 'unknown';
    // One that has ended by itself is still to be told by the next opening.
    if (isAlive(dialogue.link)) dialogue.provenAt = null;
    const closing = await dialogue.link.close();
    if (closing === 'read' && !habits.record.answers && dialogue.hasAsked) habits.hasRead();
    return closing;
  };

  const isMuteByNature = ({ link }: Dialogue): boolean =>
    !link.readable || (profile.fence === 'none' && profile.statusQueries.length === 0);

  const isHeard = (over: Dialogue): boolean =>
    isMuteByNature(over) || habits.record.silent || clock.monotonic() - over.heardAt <= times.heardMs;

  const askAll = (over: Dialogue) => askStatus(over, { habits, profile, polarity });

  /** Sees to it that it is known what the link proves. Rejects where a printer that has confirmed does not any more. */
  const prove = async (over: Dialogue, status: StatusAnswer = 'unknown'): Promise<void> => {
    if (over.standing === 'proven' || over.standing === 'noisy') return;
    const standing = await proof.prove(over, debt.owesAnswers);
    if (standing === 'no-paper') {
      over.standing = 'unproven';
      // One that says otherwise in its status does not mean it.
      if (typeof status !== 'object' && habits.record.confirms) throw noPaper();
      return;
    }
    over.standing = standing;
    if (standing === 'proven') {
      debt.owesAnswers = false;
      over.provenAt = clock.monotonic();
    }
    const mustConfirm = habits.record.confirms && profile.fence !== 'none' && over.link.readable;
    if (standing === 'unproven' && mustConfirm) throw notConfirming();
    const isSilent = !habits.record.answers && !isMuteByNature(over) && !habits.isMute && !habits.isForeign;
    if (standing === 'unproven' && isSilent) habits.keptSilent();
  };

  const ask = async (over: Dialogue, isForJob: boolean): Promise<PrinterState> => {
    const status = await askAll(over);
    await over.hearOut(holder.state.code === notAPrinter.code);
    if (status === 'silent') throw notAnswering();
    const isBlocked = typeof status === 'object' && status.blocked;
    if (isBlocked) {
      holder.setStatus(status);
      return holder.state;
    }
    // Not to be told only after it is known whether it confirms, which may take a while.
    if (!isForJob && typeof status === 'object') holder.setStatus(status);
    // How a printer can be asked is found out while nothing waits for it.
    if (isForJob || habits.record.fence === null) await prove(over, status);
    if (habits.isForeign) throw new AgentError(notAPrinter.code, notAPrinter.message);
    if (isForJob) await waitForService(over);
    holder.setStatus(status, !habits.record.answers);
    return holder.state;
  };

  const waitForService = async (over: Dialogue): Promise<void> => {
    if (over.isServed || over.link.kind !== 'tcp' || over.heardAt !== Number.NEGATIVE_INFINITY) return;
    try {
      // Kept busy, one that closes in silence is told from one that serves another till.
      await over.listen(times.momentMs, habits.isLostInSilence);
    } catch (error) {
      habits.isLostInSilence = true;
      throw error;
    }
    over.isServed = true;
  };

  const askForDrawer = async (over: Dialogue): Promise<DrawerReadiness> => {
    // Who was blocked a moment ago may be free now.
    const wasBlocked = holder.state.condition === 'blocked';
    if (isHeard(over) && (!wasBlocked || isMuteByNature(over))) return 'go';
    const status = await askStatus(over, { habits, profile, polarity, onlyFirst: true });
    if (status === 'silent') throw notAnswering();
    if (typeof status === 'object') {
      if (!status.blocked && holder.state.condition !== 'ready') holder.setStatus(status);
      if (!status.blocked) return 'go';
      if (profile.realTimeDrawer) return 'blocked';
      await ask(over, false);
      return 'blocked';
    }
    if (habits.record.fence !== null) {
      // Over a link that is never rested the proof may be old.
      over.standing = null;
      await prove(over);
    }
    return isHeard(over) ? 'go' : 'wait';
  };

  const actOver = async <Answer>(
    signal: AbortSignal,
    act: (dialogue: Dialogue) => Promise<Answer>,
  ): Promise<Answer> => {
    const wasOpen = isAlive(dialogue?.link);
    try {
      return await act(await open(signal));
    } catch (error) {
      // Printers drop idle links, and some before they could have answered: that says nothing yet about the printer.
      const isLost = error instanceof LinkError && error.code !== 'WRITE_ABORTED' && !isAlive(dialogue?.link);
      const wasHeard = dialogue !== null && dialogue.heardAt !== Number.NEGATIVE_INFINITY;
      if (!isLost || !(wasOpen || wasHeard || habits.isMute)) throw error;
      await close();
      return act(await open(signal));
    }
  };

  /** Nobody has read while the link was idle: one that has talked all the time is found out now. */
  const hearUnread = async ({ link, hearUnread: hear }: Dialogue, fail: (error: AgentError) => Promise<unknown>) => {
    if (!isAlive(link) || !link.readable) return;
    try {
      await hear();
    } catch (error) {
      // An idle link may well be gone: that says nothing yet about the printer.
      if (error instanceof AgentError && error.code === notAPrinter.code) await fail(error);
    }
  };

  return {
    get dialogue() {
      return dialogue;
    },
    act: actOver,
    open,
    openForJob: async (signal) => {
      let over = await open(signal);
      await over.drain();
      if (over.isNoisy && habits.record.confirms) {
        // Nothing of the job has left: a new link may be quiet.
        await close();
        over = await open(signal);
      }
      await prove(over);
      if (over.isNoisy) over.standing = 'noisy';
      if (over.standing !== 'proven') await waitForService(over);
      return over;
    },
    ask: async (over, isForJob) => {
      try {
        return await ask(over, isForJob);
      } catch (error) {
        // Closed while a question was waited for: one that has never answered is not asked on the next link.
        if (error instanceof LinkError && !isAlive(over.link) && !habits.record.answers) habits.keptSilent();
        throw error;
      }
    },
    askForDrawer,
    isHeard,
    waitForService,
    askStatus: askAll,
    rest: async (fail) => {
      if (dialogue === null) return;
      const { kind, readable } = dialogue.link;
      // A one-way link has nothing to listen to, and Windows' own printing may want the device.
      const isShared = kind === 'tcp' || (kind !== 'usb' && !readable);
      if (!isShared) return;
      await hearUnread(dialogue, fail);
      await close();
    },
    close,
  };
}
