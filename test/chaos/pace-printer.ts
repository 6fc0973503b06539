import type { FaultyPrinter } from '../printer-emulator/faulty-printer.ts';

const stepMs = 2;

/**
 * Makes the printer take its bytes at the speed of a real one, but faster: a printer that takes all at once is hardly
 * ever found in the middle of a ticket. Returns what ends it.
 */
export function pacePrinter(device: FaultyPrinter, bytesPerMs: number): () => void {
  const timer = setInterval(() => device.setFaults({ acceptLimit: bytesPerMs * stepMs }), stepMs);
  return () => {
    clearInterval(timer);
    device.setFaults({ acceptLimit: null });
  };
}
