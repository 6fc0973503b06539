export interface WakeUp {
  /** Ends the current sleep, or the next one at once. */
  now(): void;
  /** Resolves with true when woken, with false after `ms`. */
  sleep(ms: number): Promise<boolean>;
}

/** A sleep that can be ended. A call of `now` while nobody sleeps is remembered, so that no job waits unseen. */
export function createWakeUp(): WakeUp {
  let remembered = false;
  let wake: (() => void) | null = null;
  return {
    now: () => {
      if (wake === null) {
        remembered = true;
      } else {
        wake();
      }
    },
    sleep: (ms) =>
      new Promise((resolve) => {
        const finish = (woken: boolean) => {
          clearTimeout(timer);
          wake = null;
          remembered = false;
          resolve(woken);
        };
        const timer = setTimeout(finish, ms, false);
        wake = () => finish(true);
        if (remembered) {
          finish(true);
        }
      }),
  };
}
