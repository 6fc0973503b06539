type End = () => unknown;

export interface Ends {
  /** Keeps what ends a part, and gives the part back. */
  own<Part>(part: Part, end: (part: Part) => unknown): Part;
  /** Another way to say it, for what has no part of its own. */
  add(end: End): void;
  /**
   * Ends every part, the last one made first, each when those made after it have ended. One that fails keeps none from
   * ending, and is told. Never rejects. Once; later calls get the same promise.
   */
  run(): Promise<void>;
}

/**
 * Who makes parts of other parts ends them in the reverse order, also when only some of them could be made.
 * (`AsyncDisposableStack` of ECMAScript 2026, which Node 22 does not have.)
 */
export function createEnds(onError: (error: unknown) => void): Ends {
  const ends: End[] = [];
  let running: Promise<void> | null = null;

  const runAll = async (): Promise<void> => {
    for (const end of ends.reverse()) {
      try {
        await end();
      } catch (error) {
        onError(error);
      }
    }
  };

  return {
    own: (part, end) => {
      ends.push(() => end(part));
      return part;
    },
    add: (end) => void ends.push(end),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}
