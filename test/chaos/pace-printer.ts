import { setTimeout as pause } from 'node:timers/promises';

/** The speed at which a printer takes its bytes. */
export interface PrinterPace {
  /** It takes nothing until `goOn`. */
  hold(): void;
  goOn(): void;
  /** From here on it takes all that comes. */
  end(): Promise<void>;
}

/** Well and paced: a ticket takes some 10 ms, one with images five times that. */
const bytesPerMs = 96;

/**
 * Makes the printer take its bytes at the speed of a real one, but faster: a printer that takes all at once is hardly
 * ever found in the middle of a ticket. `setLimit` gives it bytes, every `stepMs`; null: as many as come.
 */
export function pacePrinter(setLimit: (bytes: number | null) => void | Promise<void>, stepMs: number): PrinterPace {
  const stopping = new AbortController();
  let isHeld = false;
  const run = async () => {
    while (!stopping.signal.aborted) {
      await setLimit(isHeld ? 0 : bytesPerMs * stepMs);
      await pause(stepMs);
    }
    await setLimit(null);
  };
  const running = run();
  return {
    hold: () => {
      isHeld = true;
    },
    goOn: () => {
      isHeld = false;
    },
    end: async () => {
      stopping.abort();
      await running;
    },
  };
}
