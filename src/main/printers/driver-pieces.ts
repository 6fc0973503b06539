/** The bytes of one write, on their way from the agent to the device. */
export interface PieceQueue {
  push(piece: Uint8Array): void;
  /** The next piece, as soon as it is there; null once the write is aborted. */
  next(): Promise<Uint8Array | null>;
}

export function createPieceQueue(signal: AbortSignal): PieceQueue {
  const pieces: Uint8Array[] = [];
  let wake = () => {};
  signal.addEventListener('abort', () => wake());
  return {
    push: (piece) => {
      pieces.push(piece);
      wake();
    },
    next: async () => {
      while (pieces.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return signal.aborted ? null : (pieces.shift() ?? null);
    },
  };
}
