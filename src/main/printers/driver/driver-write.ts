import type { WriteRange } from '../transport/link.ts';
import type { DriverExit } from './driver-port.ts';
import { pieceBytes, windowBytes } from './driver-protocol.ts';

/** Where the bytes of one write are: here, in the driver process, handed to the device, or taken by it. */
export interface DriverWrite {
  readonly isComplete: boolean;
  /** Sends as many pieces as the window allows. */
  fill(): void;
  onPosition(position: { type: 'handing' | 'progress' | 'held' | 'taken'; upTo: number }): void;
  /** What became of the bytes when the driver process died. */
  rangeAfter(exit: DriverExit): WriteRange;
}

/** @param send hands one piece to the driver process */
export function createDriverWrite(options: {
  bytes: Uint8Array;
  send: (piece: Uint8Array) => void;
  onProgress: (takenBytes: number) => void;
}): DriverWrite {
  const { bytes, send, onProgress } = options;
  let sent = 0;
  let handed = 0;
  let told = 0;
  /** Out of the driver process's hands. */
  let passed = 0;
  let taken = 0;

  const fill = (): void => {
    while (sent < bytes.length && sent - passed < windowBytes) {
      const piece = bytes.subarray(sent, sent + pieceBytes);
      sent += piece.length;
      send(piece);
    }
  };

  const tellProgress = (upTo: number): void => {
    if (upTo <= told) return;
    told = upTo;
    onProgress(upTo);
  };

  return {
    get isComplete() {
      return taken === bytes.length;
    },
    fill,
    onPosition: ({ type, upTo }) => {
      if (type === 'handing') {
        handed = upTo;
        return;
      }
      if (type === 'taken') taken = upTo;
      if (type === 'taken' || type === 'held') passed = upTo;
      tellProgress(upTo);
      fill();
    },
    // The driver says `handing` before it hands; only if its last words are lost must all that it got be doubted.
    rangeAfter: ({ isDrained }) => ({ sureBytes: taken, maybeBytes: isDrained ? Math.max(handed, taken) : sent }),
  };
}
