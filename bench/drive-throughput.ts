import type { LoadCommand, Throughput } from './load-messages.ts';
import { createTicketRequests, keepConnection, postOnce } from './post-ticket.ts';
import type { PrinterSink } from './printer-sink.ts';

/** Each client sends its next ticket when the former one is answered. Rejects when one is not accepted. */
export async function driveThroughput(
  { port, clients, durationMs, keepAlive }: Extract<LoadCommand, { name: 'throughput' }>,
  sink: PrinterSink,
  nextNumber: () => number,
): Promise<Throughput> {
  const requestFor = createTicketRequests(port);
  const printedBefore = sink.printed;
  const busyBefore = performance.eventLoopUtilization();
  const startedAt = performance.now();
  const endAt = startedAt + durationMs;
  const client = async (): Promise<number> => {
    const kept = keepAlive ? keepConnection(port) : null;
    let accepted = 0;
    while (performance.now() < endAt) {
      const request = requestFor(nextNumber());
      await (kept === null ? postOnce(port, request) : kept.post(request));
      accepted += 1;
    }
    kept?.close();
    return accepted;
  };
  const counts = await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    seconds,
    acceptedPerSecond: counts.reduce((sum, count) => sum + count, 0) / seconds,
    printedPerSecond: (sink.printed - printedBefore) / seconds,
    loadBusy: performance.eventLoopUtilization(busyBefore).utilization,
  };
}
