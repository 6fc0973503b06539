/** What a printer of the fuzz does with its bytes, its connections and its questions. Drawn by draw-behaviour.ts. */
export interface Behaviour {
  taking: Taking;
  closing: Closing;
  /** Another till holds it from time to time; null: it is the agent's alone. */
  held: Held | null;
  answering: Answering;
  noise: Noise | null;
}

/** Bytes are counted from the moment at which the behaviour begins. */
export interface Taking {
  /** How fast it prints; Infinity: as it reads. */
  bytesPerS: number;
  /** Bytes that it reads ahead of what it prints. */
  bufferBytes: number;
  /** It reads nothing at all. */
  never: boolean;
  /** It stops reading and printing there for a while. */
  stall: { atByte: number; forMs: number } | null;
  /** The paper ends there, for a while. `readsOn`: it fills its buffer and answers real-time questions meanwhile. */
  paperEnd: { atByte: number; forMs: number; readsOn: boolean } | null;
  /** What it had read and not printed is gone, and nobody is at its address for a while. */
  powerCut: { atByte: number; forMs: number } | null;
  /** Goes on with a command that the connection before left unfinished. */
  keepsPartialCommand: boolean;
}

export interface Closing {
  /** Each connection ends after so many bytes, drawn anew. */
  atByte: { from: number; to: number; how: 'rst' | 'fin' } | null;
  /** A connection on which nothing comes for so long is closed. */
  idleMs: number | null;
  /** Closes once it has seen the question behind a job, or the last line of a job, or 50 ms of silence. */
  afterJob: 'fence' | 'last-line' | 'silence' | null;
}

export interface Held {
  forMs: number;
  /** How long it is free in between. */
  freeMs: number;
  isFreeFirst: boolean;
  /** What becomes of the agent's connections meanwhile. `late`: after 10 to 50 ms. `wait`: it may wait for its turn. */
  others: 'rst' | 'fin' | 'rst-late' | 'fin-late' | 'wait';
}

/** `eot`: DLE EOT n, the others are answered in line, when the bytes before them are on paper. */
export type QuestionName = 'eot' | 'gs-r' | 'gs-i' | 'gs-h';

export interface Answering {
  knows: readonly QuestionName[];
  /** Each answer is late by something between the two. */
  lateMs: readonly [number, number];
  copies: 1 | 2;
  /** Answers of several bytes come in pieces, with this between them. */
  splitMs: number;
  wrong: 'zero' | 'ff' | 'paper-end' | 'offline' | null;
  /** An answer goes to the connection that asked, or, as behind a serial server, to the one that is there. */
  to: 'asker' | 'whoever';
}

/** Bytes that nobody asked for. */
export type Noise =
  | { kind: 'banner'; text: string; afterMs: number }
  | { kind: 'echo' }
  /** `cutMs`: the four bytes come in two pieces. */
  | { kind: 'asb'; everyMs: number; cutMs: number }
  | { kind: 'scale'; everyMs: number }
  | { kind: 'nuls'; everyMs: number }
  /** With the first byte of something, or after its last. */
  | { kind: 'beside-job'; when: 'before' | 'after'; byte: number }
  | { kind: 'endless'; bytesPerS: number; byte: number };

export const honest: Behaviour = {
  taking: {
    bytesPerS: Number.POSITIVE_INFINITY,
    bufferBytes: 4096,
    never: false,
    stall: null,
    paperEnd: null,
    powerCut: null,
    keepsPartialCommand: false,
  },
  closing: { atByte: null, idleMs: null, afterJob: null },
  held: null,
  answering: {
    knows: ['eot', 'gs-r', 'gs-i', 'gs-h'],
    lateMs: [0, 0],
    copies: 1,
    splitMs: 0,
    wrong: null,
    to: 'asker',
  },
  noise: null,
};

/**
 * Whether the queue must go on with this printer as it is: it takes all bytes at a fair pace, belongs to the agent alone,
 * and says nothing that speaks against printing.
 */
export function isLivable({ taking, closing, held, answering, noise }: Behaviour): boolean {
  const takes =
    !taking.never &&
    taking.bytesPerS >= 2_000 &&
    [taking.stall, taking.paperEnd, taking.powerCut].every((one) => one === null);
  const isBelieved = answering.wrong === null || answering.wrong === 'zero';
  const isBearable = noise === null || noise.kind === 'asb' || noise.kind === 'nuls' || noise.kind === 'beside-job';
  return takes && closing.atByte === null && held === null && isBelieved && isBearable;
}

/** Never says anything at all: nobody can ask it whether it sleeps. */
export function isMute({ answering, noise }: Behaviour): boolean {
  return answering.knows.length === 0 && noise === null;
}
