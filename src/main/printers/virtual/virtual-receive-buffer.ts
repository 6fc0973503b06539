import { createFrameReader, type Frame } from '../../escpos/interpret/interpret-frames.ts';

/** What a printer has taken and not processed yet. */
export interface ReceiveBuffer {
  /** Gives the whole frames among the bytes; `add` those that have to wait their turn. */
  receive(bytes: Uint8Array): Frame[];
  add(frame: Frame): void;
  /** The oldest frame, no longer in the buffer. */
  next(): Frame | undefined;
  readonly heldBytes: number;
  /** Forgets a command that came only in part. */
  dropPartial(): void;
  clear(): void;
}

export function createReceiveBuffer(): ReceiveBuffer {
  const reader = createFrameReader();
  let frames: Frame[] = [];
  let waitingBytes = 0;

  return {
    receive: (bytes) => reader.feed(bytes),
    add(frame) {
      frames.push(frame);
      waitingBytes += frame.bytes.length;
    },
    next() {
      const frame = frames.shift();
      waitingBytes -= frame?.bytes.length ?? 0;
      return frame;
    },
    get heldBytes() {
      return waitingBytes + reader.pendingBytes;
    },
    dropPartial: () => reader.reset(),
    clear() {
      reader.reset();
      frames = [];
      waitingBytes = 0;
    },
  };
}
