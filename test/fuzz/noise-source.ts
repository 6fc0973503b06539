import type { Noise } from './behaviour.ts';

export interface NoiseSource {
  /** What the host has sent, as the printer read it. */
  onBytes(bytes: Uint8Array): void;
  end(): void;
}

export interface NoiseLine {
  write(bytes: Uint8Array): void;
  /** Bytes that the host has not taken yet. */
  waiting(): number;
}

/** Silence this long ends what the host had to say. */
const silenceMs = 50;
const asbBlock = [0x14, 0x00, 0x00, 0x0f];
const streamStepMs = 20;
const mostWaiting = 4 * 1024 * 1024;

/** What one connection says without being asked. */
export function startNoise(noise: Noise, { write, waiting }: NoiseLine): NoiseSource {
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, work: () => void) => timers.add(setTimeout(work, ms));
  const every = (ms: number, work: () => void) => timers.add(setInterval(work, ms));
  let onBytes: (bytes: Uint8Array) => void = () => {};

  switch (noise.kind) {
    case 'banner':
      after(noise.afterMs, () => write(Buffer.from(noise.text, 'latin1')));
      break;
    case 'echo':
      onBytes = write;
      break;
    case 'asb':
      every(noise.everyMs, () => {
        if (noise.cutMs === 0) return write(Uint8Array.from(asbBlock));
        write(Uint8Array.from(asbBlock.slice(0, 1)));
        after(noise.cutMs, () => write(Uint8Array.from(asbBlock.slice(1))));
      });
      break;
    case 'scale':
      every(noise.everyMs, () => write(Buffer.from('ST,GS,+  1.234kg\r\n')));
      break;
    case 'nuls':
      every(noise.everyMs, () => write(Uint8Array.of(0)));
      break;
    case 'beside-job':
      onBytes = besideJob(noise, write, after, timers);
      break;
    case 'endless': {
      const piece = Buffer.alloc(Math.ceil((noise.bytesPerS * streamStepMs) / 1000), noise.byte);
      every(streamStepMs, () => {
        if (waiting() < mostWaiting) write(piece);
      });
      break;
    }
  }
  return {
    onBytes: (bytes) => onBytes(bytes),
    end: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Only beside what is longer than a question. */
function besideJob(
  { when, byte }: Extract<Noise, { kind: 'beside-job' }>,
  write: (bytes: Uint8Array) => void,
  after: (ms: number, work: () => void) => Set<NodeJS.Timeout>,
  timers: Set<NodeJS.Timeout>,
): (bytes: Uint8Array) => void {
  let lastAt = 0;
  let count = 0;
  return (bytes) => {
    const now = Date.now();
    if (now - lastAt > silenceMs) count = 0;
    const wasShort = count <= 16;
    lastAt = now;
    count += bytes.length;
    if (when === 'before') {
      if (wasShort && count > 16) write(Uint8Array.of(byte));
      return;
    }
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    if (count > 16) after(silenceMs, () => write(Uint8Array.of(byte)));
  };
}
