import type { Link } from '../transport/link.ts';
import type { PrinterStateHolder } from './printer-state-holder.ts';

interface WatchedWriteOptions {
  link: Link;
  holder: PrinterStateHolder;
  stalledMs: number;
  signal: AbortSignal;
  /** The printer has taken some. */
  onMoved: () => void;
}

/** Watches the bytes go: a printer that takes none for a while is blocked, and asked why as long as it is. */
export async function writeWatched(bytes: Uint8Array, options: WatchedWriteOptions): Promise<void> {
  const { link, holder, stalledMs, signal, onMoved } = options;
  let moves = 0;
  let timer: NodeJS.Timeout | undefined;
  const watch = (move: number) => {
    clearTimeout(timer);
    const isStalled = () => move === moves;
    timer = setTimeout(() => {
      tellStalled(link, holder, isStalled).then(() => isStalled() && watch(move));
    }, stalledMs);
  };
  const moved = () => {
    moves += 1;
    watch(moves);
  };
  moved();
  try {
    await link.write(bytes, {
      signal,
      onProgress: () => {
        holder.setBusy();
        onMoved();
        moved();
      },
    });
  } finally {
    moves += 1;
    clearTimeout(timer);
  }
}

/** Says why it takes nothing: only a USB printer can still tell, beside its data. Never rejects. */
export async function tellStalled(
  link: Link,
  holder: PrinterStateHolder,
  isStalled: () => boolean = () => true,
): Promise<void> {
  const port = await link.portStatus().catch(() => null);
  if (!isStalled()) {
    return;
  }
  if (port?.paperEmpty) {
    holder.setNoPaper();
  } else {
    holder.setStalled();
  }
}
