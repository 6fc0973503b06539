import { isCutWithFeed } from './interpret-command-length.ts';
import type { DrawerEvent, EscposEvent } from './interpret-events.ts';
import { byteAt, type CommandHandler, numberAt } from './interpret-state.ts';

/** `GS V m [n]`. Epson: taken only at the beginning of a line. */
const cut: CommandHandler = ({ line }, bytes) => {
  const m = byteAt(bytes, 2);
  const withFeed = isCutWithFeed(m);
  // 97, 98 (feed to a set cutting position) and 103, 104 (and back) move the paper in ways not drawn here.
  if (withFeed ? m > 66 : numberAt(bytes, 2) > 1) return 'this cut is not interpreted';
  if (!line.isEmpty) return 'a cut in the middle of a line';
  const full = withFeed ? m === 65 : numberAt(bytes, 2) === 0;
  return [{ type: 'cut', kind: full ? 'full' : 'partial', feedDots: withFeed ? byteAt(bytes, 3) : 0 }];
};

function drawerPin(m: number): DrawerEvent['pin'] | undefined {
  if (m === 0) return 2;
  return m === 1 ? 5 : undefined;
}

/** `ESC p m t1 t2`, in units of 2 ms. */
const drawerPulse: CommandHandler = (_context, bytes) => {
  const pin = drawerPin(numberAt(bytes, 2));
  if (pin === undefined) return 'no such drawer pin';
  const [onMs, offMs] = [byteAt(bytes, 3) * 2, byteAt(bytes, 4) * 2];
  return [{ type: 'drawer', pin, onMs, offMs, realTime: false, insideData: false }];
};

const processIdQuery: CommandHandler = (_context, bytes) => {
  const isQuery = bytes.length === 11 && byteAt(bytes, 5) === 48 && byteAt(bytes, 6) === 48;
  return isQuery ? [{ type: 'process-id-query', id: String.fromCharCode(...bytes.subarray(7)) }] : 'no such GS ( H';
};

export const deviceCommands: Record<string, CommandHandler> = {
  '1d56': cut,
  '1b70': drawerPulse,
  '1d72': (_context, bytes) => {
    const n = numberAt(bytes, 2);
    return n === 1 || n === 2 ? [{ type: 'fence-query', n }] : 'no such status';
  },
  '1d49': (_context, bytes) => [{ type: 'model-query', n: numberAt(bytes, 2) }],
  '1d2848': processIdQuery,
};

/** `DLE EOT n` and `DLE DC4 1 m t` (units of 100 ms). Inside data nothing is checked, as in the clones that do this. */
export function interpretRealTime(bytes: Uint8Array, insideData: boolean): EscposEvent {
  const n = byteAt(bytes, 2);
  if (bytes[1] === 0x04 && (n === 1 || n === 2 || n === 3 || n === 4)) return { type: 'status-query', n, insideData };
  const [m, time] = [byteAt(bytes, 3), byteAt(bytes, 4)];
  const pin = insideData ? (m & 1 ? 5 : 2) : drawerPin(m);
  if (pin === undefined || (!insideData && (time < 1 || time > 8))) {
    return { type: 'unknown', bytes, reason: 'no such real-time pulse' };
  }
  return { type: 'drawer', pin, onMs: time * 100, offMs: time * 100, realTime: true, insideData };
}
