import type { Random } from '../chaos/random.ts';
import { type Mechanics, statusByte } from '../printer-emulator/status-bytes.ts';
import type { Answering } from './behaviour.ts';
import type { Ledger } from './ledger.ts';
import type { Question } from './mechanism.ts';

/** Where an answer goes. False: nobody hears it any more. */
export type Say = (bytes: Uint8Array) => boolean;

export interface Voice {
  behave(answering: Answering): void;
  /**
   * @param mark of the receipt that is whole on paper, for a question in line; null for a real-time one
   */
  answer(question: Question, mechanics: Mechanics, say: Say, mark: string | null): void;
  end(): void;
}

/** How a printer answers: in the order in which it was asked, in its own time, and not always what is true. */
export function createVoice(ledger: Ledger, random: Random): Voice {
  const timers = new Set<NodeJS.Timeout>();
  let answering: Answering;
  /** No answer overtakes another. */
  let freeAt = 0;

  const later = (ms: number, work: () => void) => {
    if (ms <= 0) return work();
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms);
    timers.add(timer);
  };

  const pieces = (bytes: Uint8Array): Uint8Array[] =>
    answering.splitMs === 0 ? [bytes] : Array.from(bytes, (byte) => Uint8Array.of(byte));

  return {
    behave(next) {
      answering = next;
    },
    answer(question, mechanics, say, mark) {
      const { knows, lateMs, copies, splitMs, wrong } = answering;
      if (!knows.includes(question.name)) return;
      const bytes = distort(wordsFor(question, mechanics), question, wrong);
      const all = copies === 2 ? [...pieces(bytes), ...pieces(bytes)] : pieces(bytes);
      const now = Date.now();
      let at = Math.max(freeAt, now + random.whole(lateMs[0], lateMs[1]));
      for (const [index, piece] of all.entries()) {
        later(at - now, () => {
          // The agent may have read it, and more, before this program is at its next line.
          const saidAt = Date.now();
          if (!say(piece) || index > 0) return;
          ledger.answers.push(saidAt);
          if (isProof(question, wrong)) ledger.fences.push({ at: saidAt, mark });
        });
        at += splitMs;
      }
      freeAt = all.length > 1 ? at - splitMs : at;
    },
    end() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Whether this answer may confirm a job: in line, in its form, and not that the paper is out. */
function isProof({ name }: Question, wrong: Answering['wrong']): boolean {
  if (name === 'eot' || wrong === 'ff') return false;
  return name === 'gs-h' ? wrong !== 'zero' : wrong !== 'paper-end';
}

function wordsFor({ name, n, id }: Question, mechanics: Mechanics): Uint8Array {
  if (name === 'gs-h') return Buffer.from(`7"${id}\0`, 'latin1');
  if (name === 'gs-i') return identity(n);
  const event =
    name === 'eot'
      ? ({ type: 'status-query', n: n as 1 | 2 | 3 | 4, insideData: false } as const)
      : ({ type: 'fence-query', n } as const);
  return Uint8Array.of(statusByte(event, mechanics) ?? 0);
}

/** `GS I n`: model, type, version as one byte each (also as the figures 1 to 3), anything else as `_` text NUL. */
function identity(n: number): Uint8Array {
  const number = n >= 49 ? n - 48 : n;
  if (number >= 1 && number <= 3) return Uint8Array.of([0x20, 0x02, 0x01][number - 1] ?? 0);
  return Buffer.from('_POS-80\0', 'latin1');
}

function distort(bytes: Uint8Array, { name, n }: Question, wrong: Answering['wrong']): Uint8Array {
  switch (wrong) {
    case 'zero':
      return bytes.map(() => 0);
    case 'ff':
      return bytes.map(() => 0xff);
    case 'offline':
      return name === 'eot' && n === 1 ? bytes.map((byte) => byte | 0x08) : bytes;
    case 'paper-end':
      if (name === 'gs-r') return Uint8Array.of(0x0c);
      return name === 'eot' && n === 4 ? Uint8Array.of(0x72) : bytes;
    case null:
      return bytes;
  }
}
