import type { DrawerEvent, EscposEvent } from '../../escpos/interpret/interpret-events.ts';

/** What stands on the paper between two cuts, in order. */
export interface VirtualPaper {
  events: EscposEvent[];
  /** When it was complete, in milliseconds since the epoch. */
  atMs: number;
}

/** What the drawing shows; the others leave no trace. */
const visibleTypes: ReadonlySet<EscposEvent['type']> = new Set([
  'line',
  'feed',
  'raster',
  'qr',
  'barcode',
  'cut',
  'drawer',
  'unknown',
]);

export interface PaperRoll {
  add(event: EscposEvent): void;
  /** Ink, or bytes that nobody understood: something that must not be lost from sight. */
  readonly isPrinted: boolean;
  /** Pulses of the drawer and nothing else. */
  readonly isDrawerStrip: boolean;
  /** Takes the piece off; `undefined` for a blank one, unless it was cut off. */
  tear(): EscposEvent[] | undefined;
}

/** The piece of paper that is being printed. */
export function createPaperRoll(): PaperRoll {
  let events: EscposEvent[] = [];
  const has = (...types: EscposEvent['type'][]) => events.some((event) => types.includes(event.type));
  const isPrinted = () => has('line', 'raster', 'qr', 'barcode', 'unknown');

  return {
    add(event) {
      if (visibleTypes.has(event.type)) events.push(event);
    },
    get isPrinted() {
      return isPrinted();
    },
    get isDrawerStrip() {
      return has('drawer') && !isPrinted();
    },
    tear() {
      if (!isPrinted() && !has('cut', 'drawer')) return undefined;
      const torn = events;
      events = [];
      return torn;
    },
  };
}

export interface DrawerPulse extends Omit<DrawerEvent, 'type'> {
  atMs: number;
}
