import type { EscposEvent } from '../../escpos/interpret/interpret-events.ts';

/** What stands on the paper between two cuts, in order. */
export interface VirtualPaper {
  events: EscposEvent[];
  /** When it was complete, in milliseconds since the epoch. */
  atMs: number;
}

/** What the drawing shows; the others leave no trace. */
const visibleTypes: ReadonlySet<EscposEvent['type']> = new Set([
  'line',
  'feed',
  'raster',
  'qr',
  'barcode',
  'cut',
  'drawer',
  'unknown',
]);

export interface PaperRoll {
  add(event: EscposEvent): void;
  /** Ink, or bytes that nobody understood: something that must not be lost from sight. */
  readonly isPrinted: boolean;
  /** Pulses of the drawer and nothing else. */
  readonly isDrawerStrip: boolean;
  /** Takes the piece off; `undefined` for a blank one, unless it was cut off. */
  tear(): EscposEvent[] | undefined;
}

/** The piece of paper that is being printed. */
export function createPaperRoll(): PaperRoll {
  let events: EscposEvent[] = [];
  const has = (...types: EscposEvent['type'][]) => events.some((event) => types.includes(event.type));
  const isPrinted = () => has('line', 'raster', 'qr', 'barcode', 'unknown');

  return {
    add(event) {
      if (visibleTypes.has(event.type)) events.push(event);
    },
    get isPrinted() {
      return isPrinted();
    },
    get isDrawerStrip() {
      return has('drawer') && !isPrinted();
    },
    tear() {
      if (!isPrinted() && !has('cut', 'drawer')) return undefined;
      const torn = events;
      events = [];
      return torn;
    },
  };
}

/** Hands finished papers on, and holds back what must come after they are kept. */
export interface PaperKeeper {
  keep(paper: VirtualPaper): void;
  /** Settles, never rejects, once the papers handed over so far are kept or lost; `undefined` when none waits. */
  readonly saving: Promise<void> | undefined;
  /** Runs the task at once, or when nothing waits any more; never if a paper is lost. */
  afterSaving(task: () => void): void;
}

export function createPaperKeeper(options: {
  onPaper: (paper: VirtualPaper) => void | Promise<void>;
  onSaved: () => void;
  onLost: (cause: unknown) => void;
}): PaperKeeper {
  let saving: Promise<void> | undefined;
  let tasks: (() => void)[] = [];

  function hand(paper: VirtualPaper): Promise<void> | undefined {
    try {
      return options.onPaper(paper) ?? undefined;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Also waits for the paper before: a drawer may open while that one is still being written. */
  async function settle(before: Promise<void> | undefined, kept: Promise<void>, isLast: () => boolean): Promise<void> {
    try {
      await Promise.all([before, kept]);
    } catch (cause) {
      saving = undefined;
      tasks = [];
      options.onLost(cause);
      return;
    }
    if (!isLast()) return;
    saving = undefined;
    for (const task of tasks.splice(0)) task();
    options.onSaved();
  }

  return {
    keep(paper) {
      const kept = hand(paper);
      if (kept === undefined) return;
      const own: Promise<void> = settle(saving, kept, () => saving === own);
      saving = own;
    },
    get saving() {
      return saving;
    },
    afterSaving(task) {
      if (saving === undefined) task();
      else tasks.push(task);
    },
  };
}
