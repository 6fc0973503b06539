import type { Socket } from 'node:net';
import type { Random } from '../chaos/random.ts';
import type { Behaviour } from './behaviour.ts';
import { type NoiseSource, startNoise } from './noise-source.ts';

/** One host's connection. */
export interface Line {
  /** Its turn: until then nothing is read from it. */
  serve(): void;
  /** The printer has room again. */
  offer(): void;
  /** False: nobody hears it any more. */
  say(bytes: Uint8Array): boolean;
  /** What it does besides changes while it lasts. */
  behave(behaviour: Behaviour): void;
  /** A question, or the last line of a job, has been seen on it. */
  onJobSeen(what: 'fence' | 'last-line'): void;
  close(how: 'rst' | 'fin'): void;
  /** Whether bytes have come that the printer has not read. */
  readonly hasUnread: boolean;
}

const silenceMs = 50;

/** Reads no further than the printer takes, so that a blocked one pushes back through TCP. */
export function createLine(options: {
  socket: Socket;
  take: (bytes: Uint8Array) => number;
  random: Random;
  behaviour: Behaviour;
  /** The printer ends it. */
  onClose: () => void;
}): Line {
  const { socket, take, random, onClose } = options;
  let { behaviour } = options;
  let waiting: Uint8Array = Buffer.alloc(0);
  let isServed = false;
  let hasEnded = false;
  let noise: NoiseSource | null = null;
  let left = Number.POSITIVE_INFINITY;
  let idle: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;

  const close = (how: 'rst' | 'fin') => {
    if (socket.destroyed) return;
    onClose();
    if (how === 'rst') socket.resetAndDestroy();
    else socket.destroy();
  };

  const say = (bytes: Uint8Array): boolean => {
    const isHeard = socket.writable && !socket.destroyed;
    if (isHeard) socket.write(bytes);
    return isHeard;
  };

  const startClocks = () => {
    clearTimeout(idle);
    clearTimeout(silence);
    if (socket.destroyed || !isServed) return;
    const { idleMs, afterJob } = behaviour.closing;
    if (idleMs !== null) idle = setTimeout(() => close('fin'), idleMs);
    if (afterJob === 'silence') silence = setTimeout(() => close('fin'), silenceMs);
  };

  const offer = () => {
    if (!isServed || socket.destroyed) return;
    const count = waiting.length === 0 ? 0 : take(waiting.subarray(0, Math.min(waiting.length, left)));
    const read = waiting.subarray(0, count);
    waiting = waiting.subarray(count);
    if (count > 0) {
      noise?.onBytes(read);
      left -= count;
      startClocks();
      if (left <= 0) close(behaviour.closing.atByte?.how ?? 'fin');
    }
    if (waiting.length > 0) socket.pause();
    else if (!hasEnded) socket.resume();
    // A host that writes and closes has its bytes printed all the same.
    if (hasEnded && waiting.length === 0) socket.end();
  };

  const startBehaviour = () => {
    const { atByte } = behaviour.closing;
    left = atByte === null ? Number.POSITIVE_INFINITY : random.whole(atByte.from, atByte.to);
    noise?.end();
    noise = behaviour.noise === null ? null : startNoise(behaviour.noise, lineOf(socket, say));
    startClocks();
  };

  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    waiting = waiting.length === 0 ? (bytes as Buffer) : Buffer.concat([waiting, bytes as Buffer]);
    offer();
  });
  socket.once('end', () => {
    hasEnded = true;
    offer();
  });
  socket.once('close', () => {
    clearTimeout(idle);
    clearTimeout(silence);
    noise?.end();
  });
  socket.pause();

  return {
    serve() {
      isServed = true;
      startBehaviour();
      socket.resume();
    },
    offer,
    say,
    behave(next) {
      behaviour = next;
      if (isServed) startBehaviour();
    },
    onJobSeen(what) {
      if (behaviour.closing.afterJob !== what) return;
      // What is being answered to the question goes out before.
      setImmediate(() => close('fin'));
    },
    close,
    get hasUnread() {
      return waiting.length > 0;
    },
  };
}

function lineOf(socket: Socket, say: (bytes: Uint8Array) => boolean) {
  return { write: (bytes: Uint8Array) => void say(bytes), waiting: () => socket.writableLength };
}
