import type { Clock } from '../../base/clock.ts';
import type { LinkKind } from '../transport/link.ts';
import type { PrinterRecord, PrinterRecords } from './printer-record.ts';
import { unknownPrinter } from './printer-record.ts';
import { createTalkMeter, type TalkMeter } from './talk-meter.ts';

/** A printer that never answered is asked again this much later: it may have been off behind a print server. */
const muteForMs = 60_000;
/**
 * What shows that a silent one is mute, and neither hung nor held by another till: over a network, that it has read until
 * we had ended, so often; elsewhere the device itself takes the bytes, and so much silence is enough.
 */
const mutePatience = 2;
const muteAfterMs = 60_000;

/** How the printer in use answers, as all links since it came have shown; and its record. */
export interface PrinterHabits {
  readonly record: Readonly<PrinterRecord>;
  /** Keeps what is new. */
  learn(change: Partial<PrinterRecord>): void;
  /** The printer that is open now; another one than before is judged by itself. */
  meet(identity: string, kind: LinkKind): void;
  /** An answer came, in form, so long after its question; null: that says nothing of how fast it answers. */
  answered(delayMs: number | null, isStatus: boolean): void;
  /** It was asked on a link that works, and nothing came in the longest time. */
  keptSilent(): void;
  /** It was asked, has answered nothing, but read until we had ended. */
  hasRead(): void;
  /** Not asked at the moment, as it never answered. */
  readonly isMute: boolean;
  /** Of each status question, how often it was not answered in a row. */
  readonly unanswered: Map<number, number>;
  /** It has answered a status question as the manuals have it. */
  isStatusInForm: boolean;
  /** Which of two status questions a byte answers is not sure: only one is asked from then on. */
  isOrderDoubtful: boolean;
  /** Links that ended right behind their proof, before a job: each question in line makes it close. */
  lostBehindProof: number;
  /** The last link ended while nothing was said: it serves another till, or closes in silence. */
  isLostInSilence: boolean;
  /** Links on which its fence was asked for, and did not come. */
  unproven: number;
  /** By the monotonic clock, in ms: not before is its fence asked for again. */
  proveFrom: number;
  /** It was found to be none; an answer in form clears it. */
  isForeign: boolean;
  readonly meter: TalkMeter;
  /** It was away, and may be another one; its record is a person's to forget. */
  forget(): void;
}

/** What a printer that has just come has shown. */
const nothingShown = {
  isStatusInForm: false,
  isOrderDoubtful: false,
  lostBehindProof: 0,
  isLostInSilence: false,
  unproven: 0,
  proveFrom: Number.NEGATIVE_INFINITY,
  isForeign: false,
};

export function createPrinterHabits(clock: Clock, records: PrinterRecords): PrinterHabits {
  let identity: string | null = null;
  let isNetwork = false;
  let record = unknownPrinter();
  let muteUntil = Number.NEGATIVE_INFINITY;
  let silentSince: number | null = null;
  let read = 0;
  let longest = 0;

  const learn = (change: Partial<PrinterRecord>): void => {
    const next = { ...record, ...change };
    if (JSON.stringify(next) === JSON.stringify(record)) return;
    record = next;
    if (identity !== null) records.set(identity, next);
  };
  const judgeSilence = (): void => {
    if (record.answers || silentSince === null) return;
    const isMute = isNetwork ? read >= mutePatience : clock.monotonic() - silentSince > muteAfterMs;
    if (isMute) learn({ silent: true });
  };

  return {
    get record() {
      return record;
    },
    learn,
    meet(next, kind) {
      isNetwork = kind === 'tcp';
      if (next === identity) return;
      if (identity !== null) this.forget();
      identity = next;
      record = records.get(next);
      longest = record.longestDelayMs;
    },
    answered(delayMs, isStatus) {
      muteUntil = Number.NEGATIVE_INFINITY;
      silentSince = null;
      read = 0;
      this.isForeign = false;
      // One slow answer of a busy machine is forgotten again after some dozens.
      if (delayMs !== null) longest = Math.max(delayMs, longest - (longest - delayMs) / 32);
      // In steps, so that the file is not written for each millisecond.
      const longestDelayMs = Math.ceil(longest / 100) * 100;
      learn({ answers: true, status: isStatus || record.status, silent: false, longestDelayMs });
    },
    keptSilent() {
      muteUntil = clock.monotonic() + muteForMs;
      silentSince ??= clock.monotonic();
      judgeSilence();
    },
    hasRead() {
      read += 1;
      this.isLostInSilence = false;
      // Once more, soon: until it is known to be mute its drawer does not open.
      muteUntil = Number.NEGATIVE_INFINITY;
      judgeSilence();
    },
    get isMute() {
      return clock.monotonic() < muteUntil;
    },
    unanswered: new Map(),
    ...nothingShown,
    meter: createTalkMeter(clock),
    forget() {
      muteUntil = Number.NEGATIVE_INFINITY;
      silentSince = null;
      read = 0;
      this.unanswered.clear();
      Object.assign(this, nothingShown);
      this.meter.reset();
    },
  };
}
