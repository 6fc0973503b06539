import type { Clock } from '../../base/clock.ts';
import { AgentError } from '../../base/errors.ts';

/** A printer says a few bytes to each question, and four when its state changes. */
const mostBytesPerSecond = 1024;
/** With so much beyond that at once nobody waits any longer for it to fall silent. */
const mostBytesAtOnce = 64 * 1024;
/** As few are answers, or an automatic status or two. */
const fewBytes = 64;
/** So long it may talk on before it is judged. */
export const longestTalkMs = 3_000;

/** Whether so many bytes in so long are more than a printer says: over 1 KB/s, an answer or two apart. */
export function isStream(bytes: number, ms: number): boolean {
  return bytes > fewBytes + (ms / 1000) * mostBytesPerSecond;
}

/** What a state or a job is refused with when whatever is at the printer's place clearly is none. */
export const notAPrinter = {
  code: 'NOT_A_PRINTER',
  message:
    "Ce qui répond à la place de l'imprimante ne parle pas comme une imprimante de tickets : vérifiez son adresse dans la rubrique Imprimante et son câble, sinon éteignez-la et rallumez-la.",
};

/** First words of web, remote access and mail servers. Python's web server leaves its first line out. */
const foreignWords = [/HTTP\/\d/, /SSH-\d/, /^220[ -]/, /<!DOCTYPE|<html/i];

/** Whether these words are another kind of device's. `asked`: the question that they follow; its echo is nobody's answer. */
export function isForeign(words: string, asked: string): boolean {
  return foreignWords.some((word) => word.test(words)) || (asked.length > 2 && words.includes(asked));
}

/** Whether what comes in can still be a printer's answers. */
export interface TalkMeter {
  /** @throws AgentError `NOT_A_PRINTER`, and begins anew: so much has come that it can be none */
  add(bytes: number): void;
  /** More has come lately than answers are. */
  readonly isTalkative: boolean;
  /** Nothing more comes. */
  reset(): void;
}

/** A bucket that what comes in fills and time empties: a burst is forgiven, a stream is not. */
export function createTalkMeter(clock: Pick<Clock, 'monotonic'>): TalkMeter {
  let level = 0;
  let at = clock.monotonic();
  const leak = () => {
    const now = clock.monotonic();
    level = Math.max(0, level - ((now - at) / 1000) * mostBytesPerSecond);
    at = now;
  };
  return {
    add: (bytes) => {
      leak();
      level += bytes;
      if (level <= mostBytesAtOnce) return;
      level = 0;
      throw new AgentError(notAPrinter.code, notAPrinter.message);
    },
    get isTalkative() {
      leak();
      return level > fewBytes;
    },
    reset: () => {
      level = 0;
    },
  };
}
