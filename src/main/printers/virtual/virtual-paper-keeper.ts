import type { VirtualPaper } from './virtual-paper-roll.ts';

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
